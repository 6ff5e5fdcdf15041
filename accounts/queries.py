"""Reads about people and their activity."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import ActivityEntry, ApiToken, RoleGrant, User
from accounts.rules import Standing
from common.text import fold


def active_roles(user: User) -> frozenset[str]:
    """The office roles a person holds now."""
    return frozenset(
        RoleGrant.objects.filter(user=user, revoked_at=None).values_list("role", flat=True)
    )


def people_with_role(role: str) -> QuerySet[User]:
    """The people who hold an office role now and may sign in, by e-mail."""
    return (
        User.objects.filter(is_active=True, grants__role=role, grants__revoked_at=None)
        .distinct()
        .order_by("email")
    )


def people(search: str = "") -> QuerySet[User]:
    """Everybody with an account, by e-mail; `search` matches name or e-mail.

    Rows carry `roles` (list of office roles held now) and `standing`.
    """
    found = User.objects.order_by("email").annotate(
        roles=ArrayAgg(
            "grants__role",
            filter=Q(grants__revoked_at=None, grants__isnull=False),
            default=Value([]),
            order_by="grants__role",
        ),
        standing=Case(
            When(is_active=False, then=Value(Standing.CLOSED)),
            When(password__startswith=UNUSABLE_PASSWORD_PREFIX, then=Value(Standing.INVITED)),
            default=Value(Standing.ACTIVE),
        ),
    )
    return named(found, search)


def named(found: QuerySet[User], search: str) -> QuerySet[User]:
    """Those of `found` whose name or e-mail holds the text, accents and case aside."""
    return found.filter(search__contains=fold(search)) if search else found


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """A person's API tokens, newest first."""
    return ApiToken.objects.filter(user=user)


def activity() -> QuerySet[ActivityEntry]:
    """The audit trail, newest first."""
    return ActivityEntry.objects.order_by("-id")


def history_of(*, object_type: str, object_id: object) -> QuerySet[ActivityEntry]:
    """What was done to one object, newest first."""
    return ActivityEntry.objects.filter(object_type=object_type, object_id=str(object_id)).order_by(
        "-id"
    )
