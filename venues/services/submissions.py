"""Receiving a report exactly once: claim its id, lock the point, look up the day, settle."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import DomainError, Forbidden
from venues.models import Submission
from venues.rules import (
    ReportKind,
    SubmissionState,
)


class ReportRefused(DomainError):
    """Something in the report must be corrected; `fields` names the line. Nothing was stored."""

    code = "invalid"
    status = 422
    message = _("Some values need to be corrected.")


class IdReused(DomainError):
    code = "id_reuse"
    status = 409
    message = _("This report number was already used for other figures. Send it as a new report.")


class NotManagerThatDay(Forbidden):
    code = "not_manager_that_day"
    message = _("You were not the manager of this point on that day.")


class Superseded(DomainError):
    code = "superseded"
    status = 409
    message = _("A newer version of this report was already received. Nothing is left to send.")


class PeriodLocked(DomainError):
    code = "period_locked"
    status = 423
    message = _(
        "The figures of this period are settled. "
        "Ask the office to reopen it if something must be corrected."
    )


@dataclass(frozen=True)
class Posted:
    """A settled report: HTTP status, the answer's text, and whether it had been given before."""

    submission_id: UUID
    status: int
    text: str
    replayed: bool = False

    @property
    def answer(self) -> dict[str, Any]:
        return orjson.loads(self.text)

    @property
    def held(self) -> bool:
        return self.answer.get("code") == "stale"


@dataclass(frozen=True)
class Envelope:
    """What surrounds the figures of a report."""

    client_uuid: UUID
    point_id: int
    day: date
    actor: User | None
    now: datetime
    device: str = ""
    seq: int = 0
    base_rev: int | None = None
    captured_at: datetime | None = None
    correction: bool = False
    reason: str = ""
    supersedes: UUID | None = None


def digest(payload: Mapping[str, Any]) -> str:
    return hashlib.sha256(
        orjson.dumps(payload, default=str, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


# A month without a partition gets it before anything is locked: making one locks tables that
# every report writes, and whoever held some of them already would wait for the others.
BEFORE_LOCKS = """
SELECT set_config('lock_timeout', '5s', true), venues_movement_partition(%s::date)
"""
# No column is named: of two twins at the same instant the second may meet the first in any of the
# table's unique indexes, and must wait there rather than fail.
CLAIM = """
INSERT INTO venues_submission (client_uuid, point_id, kind, business_day, device, seq, base_rev,
    sha256, payload, answer, status, state, late, actor_id, received_at, captured_at,
    supersedes)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', 0, %s, false, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING client_uuid
"""


def claim(envelope: Envelope, kind: ReportKind, payload: dict[str, Any]) -> Posted | None:
    """Take the report's id. None: it is ours to post. Otherwise the answer given before.

    A concurrent twin waits here until the first commits. Raises IdReused when the id belongs to
    other content, another point or another person.
    """
    sha256 = digest(
        {
            **payload,
            "point": envelope.point_id,
            "kind": kind,
            "day": envelope.day,
            "by": envelope.actor.pk if envelope.actor else None,
            **({"supersedes": envelope.supersedes} if envelope.supersedes else {}),
        }
    )
    with connection.cursor() as cursor:
        cursor.execute(BEFORE_LOCKS, [envelope.day])
        cursor.execute(
            CLAIM,
            [
                envelope.client_uuid,
                envelope.point_id,
                kind,
                envelope.day,
                envelope.device,
                envelope.seq,
                envelope.base_rev,
                sha256,
                orjson.dumps(payload).decode(),
                SubmissionState.ACCEPTED,
                envelope.actor.pk if envelope.actor else None,
                envelope.now,
                envelope.captured_at,
                envelope.supersedes,
            ],
        )
        if cursor.fetchone():
            return None
    first = Submission.objects.only("sha256", "status", "answer").get(pk=envelope.client_uuid)
    if first.sha256 != sha256:
        raise IdReused
    return Posted(first.pk, first.status, first.answer, replayed=True)


def drop_superseded(envelope: Envelope) -> None:
    """A held report that was edited on the device needs no decision any more."""
    if envelope.supersedes is not None:
        Submission.objects.filter(
            pk=envelope.supersedes,
            point_id=envelope.point_id,
            actor=envelope.actor,
            state=SubmissionState.HELD,
        ).update(state=SubmissionState.SET_ASIDE)


SETTLE = """
UPDATE venues_submission SET answer = %s, status = %s, state = %s, rev = %s, late = %s
WHERE client_uuid = %s
"""


def settle(
    submission_id: UUID,
    *,
    status: int,
    answer: dict[str, Any],
    state: str,
    rev: int | None,
    late: bool = False,
) -> Posted:
    """Keep the answer with the report, so that a repetition gets the same words."""
    text = orjson.dumps(answer, default=str).decode()
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [text, status, state, rev, late, submission_id])
    return Posted(submission_id, status, text)
