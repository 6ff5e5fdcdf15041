"""Personal keys to the API."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.rules import TOKEN_DAYS, TOKENS_PER_PERSON
from accounts.services.activity import record_activity
from common.errors import InvalidInput


@transaction.atomic
def create_token(*, user: User, name: str) -> tuple[ApiToken, str]:
    """A new key of `user`, valid 90 days, and its secret, which is stored nowhere.

    Raises InvalidInput when the person holds too many keys already.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if ApiToken.objects.filter(user=user).count() >= TOKENS_PER_PERSON:
        raise InvalidInput(
            fields={"name": [_("You have 20 tokens already. Revoke one you no longer use.")]}
        )
    token, secret = ApiToken.objects.create(user=user, name=name, expiry=timedelta(days=TOKEN_DAYS))
    record_activity(actor=user, verb="token.created", obj=user, after={"name": name})
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User) -> None:
    """End a key; the next request with it gets 401."""
    record_activity(actor=actor, verb="token.revoked", obj=token.user, before={"name": token.name})
    token.delete()
