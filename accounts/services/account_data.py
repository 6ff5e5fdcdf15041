"""The personal data of accounts themselves: the person, the roles, and what they did."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from accounts.models import ActivityEntry, ApiToken, IdempotencyRecord, RoleGrant
from accounts.personal import Erasure, Holding, Subject
from accounts.rules import kind_name, verb_name
from accounts.services.traces import find_traces, whole_word

DID = ("at", "verb", "object_type", "object_label", "before", "after", "reason")


def _account(subject: Subject) -> list[dict[str, Any]]:
    user = subject.user
    if user is None:
        return []
    names = ("email", "full_name", "language", "date_joined", "last_login", "invited_at")
    return [
        {
            **{name: getattr(user, name) for name in (*names, "is_active")},
            "roles": list(user.grants.values("role", "granted_at", "revoked_at")),
            "tokens": list(ApiToken.objects.filter(user=user).values("name", "created", "expiry")),
            "second_factors": list(
                Authenticator.objects.filter(user=user).values("type", "created_at")
            ),
        }
    ]


def _close_account(subject: Subject, erasure: Erasure) -> int:
    """The row stays as a pseudonym: others refer to it. Nothing opens it any more."""
    # Answers kept for repeated requests may say more of the person than the address.
    IdempotencyRecord.objects.filter(body__icontains=subject.address).delete()
    user = subject.user
    if user is None:
        return 0
    RoleGrant.objects.filter(user=user, revoked_at=None).update(revoked_at=erasure.now)
    ApiToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.email, user.full_name, user.is_active = erasure.pseudonym, erasure.label, False
    user.last_login = user.invited_at = None
    user.set_unusable_password()
    user.save()
    return 1


def _lines(subject: Subject) -> Any:
    """Lines by the person and about the account, and all others that hold the address."""
    chosen = Q(pk__in=[])
    for trace in find_traces(subject.address):
        if trace.table == ActivityEntry._meta.db_table:
            chosen |= Q(pk__in=trace.rows)
    if subject.user is not None:
        chosen |= Q(actor=subject.user)
        chosen |= Q(object_type="accounts.user", object_id=str(subject.user.pk))
    return ActivityEntry.objects.filter(chosen).order_by("id")


def _activity(subject: Subject) -> list[dict[str, Any]]:
    rows = list(_lines(subject).values(*DID))
    for row in rows:
        row["verb"], row["object_type"] = verb_name(row["verb"]), kind_name(row["object_type"])
    return rows


def erase_words(subject: Subject, texts: dict[str, str]) -> int:
    """Replace `texts` in the words of the trail, by the one way there is; how many lines."""
    lines = list(_lines(subject))
    with connection.cursor() as cursor:
        for line in lines:
            words = (line.actor_label, line.object_label, line.before, line.after, line.reason)
            new = tuple(_without(value, texts) for value in words)
            if new != words:
                who, what, was, became, why = new
                cursor.execute(
                    "SELECT accounts_redact_activity(%s, %s, %s, %s, %s, %s)",
                    [line.pk, who[:254], what[:300], _json(was), _json(became), why],
                )
    return len(lines)


def _json(value: Any) -> Any:
    """As a parameter of a statement."""
    return None if value is None else Jsonb(value)


def _without(value: Any, texts: dict[str, str]) -> Any:
    """The value with every text replaced, whatever the case it is written in."""
    if isinstance(value, dict):
        return {key: _without(part, texts) for key, part in value.items()}
    if isinstance(value, list):
        return [_without(part, texts) for part in value]
    if not isinstance(value, str):
        return value
    for text, by in texts.items():
        value = whole_word(text).sub(by, value)
    return value


ACCOUNT = Holding("account", _("Account"), _account, _close_account)
ACTIVITY = Holding("activity", _("Activity log"), _activity, lambda subject, erasure: 0)
HOLDINGS = (ACCOUNT, ACTIVITY)
