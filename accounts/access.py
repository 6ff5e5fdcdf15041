"""Who may reach what in accounts; roles are read once per request object."""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import ActivityEntry, ApiToken, ErasureRequest, User
from accounts.queries import active_roles, activity, erasures, people, tokens_of
from accounts.rules import OFFICE, ErasureState, Role


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Office roles, cached on the instance (an instance lives for one request)."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    cached = getattr(user, "_roles", None)
    if cached is None:
        cached = active_roles(user)
        user._roles = cached  # type: ignore[attr-defined]
    return cached


def know_roles(user: User, roles: Iterable[str]) -> User:
    """The same person, whose roles were read together with something else."""
    user._roles = frozenset(roles)  # type: ignore[attr-defined]
    return user


def is_organiser(user: User | AnonymousUser) -> bool:
    return Role.ORGANISER in roles_of(user)


def is_office(user: User | AnonymousUser) -> bool:
    """Organiser or reviewer."""
    return bool(roles_of(user) & OFFICE)


def visible_people(user: User | AnonymousUser, search: str = "") -> QuerySet[User]:
    """Organisers see every account; others see none."""
    if not is_organiser(user):
        raise PermissionDenied
    return people(search)


def get_person_to_edit(user: User | AnonymousUser, pk: int) -> User:
    person = visible_people(user).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def visible_activity(user: User | AnonymousUser) -> QuerySet[ActivityEntry]:
    """Organisers read the whole audit trail; others none of it."""
    if not is_organiser(user):
        raise PermissionDenied
    return activity()


def get_token_to_revoke(user: User, public_id: UUID) -> ApiToken:
    """One of the person's own tokens."""
    token = tokens_of(user).filter(public_id=public_id).first()
    if token is None:
        raise Http404
    return token


def second_factor_required(user: User | AnonymousUser) -> bool:
    """Whether a role the person holds demands a second factor in this installation."""
    return bool(roles_of(user) & set(settings.SECOND_FACTOR_REQUIRED_ROLES))


def second_factor_missing(user: User | AnonymousUser) -> bool:
    """Required, and not set up yet."""
    return second_factor_required(user) and not is_mfa_enabled(user)


def visible_erasures(user: User | AnonymousUser) -> QuerySet[ErasureRequest]:
    """Organisers see every wish to be erased; others none of them here."""
    if not is_organiser(user):
        raise PermissionDenied
    return erasures()


def get_erasure_to_decide(user: User | AnonymousUser, pk: int) -> ErasureRequest:
    found = visible_erasures(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_erasure_of(user: User) -> ErasureRequest | None:
    """The person's own wish that is not decided yet."""
    return erasures().filter(user=user, state=ErasureState.ASKED).first()
