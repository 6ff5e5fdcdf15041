"""People: their accounts and the roles the office gives them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User
from accounts.rules import Role
from accounts.services.activity import record_activity
from common.addresses import validate_address
from common.errors import InvalidInput
from common.text import nfc


@transaction.atomic
def ensure_user(*, email: str, full_name: str, language: str, actor: User | None) -> User:
    """The account of an address, made without a password when there is none.

    Raises InvalidInput on `email` for what is no address, and when the account was closed.
    """
    email = validate_address(email, field="email")
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=nfc(full_name), language=language)
        record_activity(actor=actor, verb="user.created", obj=user, after={"email": user.email})
    elif not user.is_active:
        raise InvalidInput(
            fields={"email": [_("This account was closed. Reopen it before inviting it again.")]}
        )
    return user


@transaction.atomic
def grant_role(*, user: User, role: str, actor: User | None, now: datetime) -> RoleGrant:
    """Give an office role; giving one that is held already changes nothing."""
    grant, created = RoleGrant.objects.get_or_create(
        user=user,
        role=Role(role),
        revoked_at=None,
        defaults={"granted_by": actor, "granted_at": now},
    )
    if created:
        record_activity(actor=actor, verb="role.granted", obj=user, after={"role": role})
    return grant


@transaction.atomic
def revoke_role(*, user: User, role: str, actor: User | None, now: datetime) -> None:
    """Take an office role away; effective on the person's next request.

    Raises InvalidInput when nobody would be left to organise.
    """
    grants = RoleGrant.objects.filter(role=role, revoked_at=None)
    # Locking every grant of the role makes two organisers who remove each other wait in turn.
    held = list(grants.select_for_update(of=("self",)).order_by("pk").select_related("user"))
    if not any(grant.user_id == user.pk for grant in held):
        return
    if role == Role.ORGANISER:
        require_another_organiser(user)
    if grants.filter(user=user).update(revoked_at=now):
        record_activity(actor=actor, verb="role.revoked", obj=user, before={"role": role})


@transaction.atomic
def set_active(*, user: User, active: bool, actor: User, reason: str = "") -> None:
    """Close or reopen an account; a closed one signs in nowhere, its tokens included.

    Nobody closes their own account: raises InvalidInput.
    """
    if user.pk == actor.pk and not active:
        raise InvalidInput(_("You cannot close your own account."))
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        verb = "user.reopened" if active else "user.closed"
        record_activity(actor=actor, verb=verb, obj=user, reason=reason)


@transaction.atomic
def update_profile(*, user: User, full_name: str, language: str) -> User:
    """A person's own name and language."""
    new = {"full_name": nfc(full_name), "language": language}
    old = {name: getattr(user, name) for name in new}
    changed = [name for name in new if new[name] != old[name]]
    if changed:
        user.full_name, user.language = new["full_name"], language
        user.save(update_fields=["full_name", "language"])
        record_activity(
            actor=user,
            verb="user.updated",
            obj=user,
            before={name: old[name] for name in changed},
            after={name: new[name] for name in changed},
        )
    return user


def require_another_organiser(user: User) -> None:
    """Raises InvalidInput on `role` when nobody else could organise."""
    others = RoleGrant.objects.filter(
        role=Role.ORGANISER, revoked_at=None, user__is_active=True
    ).exclude(user=user)
    if not others.exists():
        raise InvalidInput(fields={"role": [_("At least one organiser must remain.")]})
