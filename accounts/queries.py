"""Reads about people and their activity."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import (
    ActivityEntry,
    ActivitySeal,
    ApiToken,
    ErasureRequest,
    RoleGrant,
    User,
)
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


@cache
def _token_statement() -> str:
    """Every request with a token runs this first, so it is written once and not composed anew."""
    tokens, people = (
        ", ".join(f"{short}.{field.column}" for field in model._meta.concrete_fields)
        for short, model in (("t", ApiToken), ("u", User))
    )
    return f"""
        SELECT {tokens}, {people}, ARRAY(
            SELECT role FROM {RoleGrant._meta.db_table}
            WHERE user_id = u.id AND revoked_at IS NULL)
        FROM {ApiToken._meta.db_table} t JOIN {User._meta.db_table} u ON u.id = t.user_id
        WHERE t.digest = %s AND u.is_active AND (t.expiry IS NULL OR t.expiry > %s)"""  # noqa: S608


def token_in_force(*, digest: str, now: datetime) -> tuple[ApiToken, list[str]] | None:
    """The token of a digest, with its person and that person's office roles, if it still counts."""
    with connection.cursor() as cursor:
        cursor.execute(_token_statement(), [digest, now])
        row = cursor.fetchone()
    if row is None:
        return None
    names = [field.attname for field in ApiToken._meta.concrete_fields]
    token = ApiToken.from_db(connection.alias, names, row[: len(names)])
    people = [field.attname for field in User._meta.concrete_fields]
    token.user = User.from_db(connection.alias, people, row[len(names) : -1])
    return token, row[-1]


def activity() -> QuerySet[ActivityEntry]:
    """The audit trail, newest first."""
    return ActivityEntry.objects.order_by("-id")


def history_of(*, object_type: str, object_id: object) -> QuerySet[ActivityEntry]:
    """What was done to one object, newest first."""
    return ActivityEntry.objects.filter(object_type=object_type, object_id=str(object_id)).order_by(
        "-id"
    )


def last_seal() -> ActivitySeal | None:
    """The end of the chain, with its line."""
    return ActivitySeal.objects.select_related("entry").order_by("-position").first()


def unsealed_entries(*, since: datetime | None) -> QuerySet[ActivityEntry]:
    """Lines of the trail outside the chain, oldest first; `since` saves looking at all of them."""
    found = ActivityEntry.objects.filter(seal=None).order_by("id")
    return found if since is None else found.filter(at__gte=since)


def sealed_entries() -> Iterator[ActivitySeal]:
    """The chain from its beginning, each seal with its line; read in portions."""
    return ActivitySeal.objects.select_related("entry").order_by("position").iterator(2000)


def erasures() -> QuerySet[ErasureRequest]:
    """Wishes to be erased and what became of them, newest first."""
    return ErasureRequest.objects.select_related("decided_by").order_by("-id")
