"""Personal keys to the API."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.rules import TOKEN_DAYS, TOKENS_PER_PERSON
from accounts.services.activity import record_activity
from common.errors import InvalidInput


@transaction.atomic
def create_token(
    *, user: User, name: str, confirmed_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new key of `user`, valid 90 days, and its secret, which is stored nowhere.

    `confirmed_at` is when its person gave a password or code for it (accounts.step_up).
    Raises InvalidInput when the person holds too many keys already.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if ApiToken.objects.filter(user=user).count() >= TOKENS_PER_PERSON:
        raise InvalidInput(
            fields={"name": [_("You have 20 tokens already. Revoke one you no longer use.")]}
        )
    token, secret = ApiToken.objects.create(
        user=user, name=name, expiry=timedelta(days=TOKEN_DAYS), confirmed_at=confirmed_at
    )
    record_activity(actor=user, verb="token.created", obj=user, after={"name": name})
    return token, secret


def confirm_token(*, token: ApiToken, now: datetime) -> None:
    """Its person showed with a password or code that it is they."""
    token.confirmed_at = now
    token.save(update_fields=["confirmed_at"])


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User) -> None:
    """End a key; the next request with it gets 401."""
    record_activity(actor=actor, verb="token.revoked", obj=token.user, before={"name": token.name})
    token.delete()
