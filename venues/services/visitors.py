"""Visitor reports: numbers of visits by origin and kind, never persons."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from venues.models import Submission
from venues.rules import (
    CountMethod,
    ReportKind,
    SubmissionState,
    VisitorOrigin,
    VisitorType,
    month_of,
)
from venues.rules.reports import LARGEST_GROUP, TEXTS
from venues.services.day_facts import DayFacts, open_day, prepare_rows
from venues.services.held import check_held, held_answer
from venues.services.postings import count_out_days
from venues.services.rollups import Operations
from venues.services.submissions import (
    Envelope,
    Posted,
    ReportRefused,
    claim,
    drop_superseded,
    settle,
)

APPLY_VISITORS = """
WITH sent AS (
    SELECT * FROM unnest(%(origins)s::text[], %(nationalities)s::text[], %(types)s::text[],
        %(numbers)s::int[], %(methods)s::text[]) AS t (origin, nationality, type, n, method)
), gone AS (
    DELETE FROM venues_visit v WHERE v.point_id = %(point)s AND v.day = %(day)s
        AND (v.origin, v.nationality, v.type) NOT IN
            (SELECT origin, nationality, type FROM sent)
), stored AS (
    INSERT INTO venues_visit (submission_id, point_id, day, origin, nationality, type, n, method)
    SELECT %(submission)s::uuid, %(point)s, %(day)s, origin, nationality, type, n, method
    FROM sent
    ON CONFLICT (point_id, day, origin, nationality, type) DO UPDATE SET
        n = EXCLUDED.n, method = EXCLUDED.method, submission_id = EXCLUDED.submission_id
), days AS (
    INSERT INTO venues_pointday AS d (point_id, day, expected, stock_late, visitors_at,
        visitors_late, sold, amount, visitors)
    VALUES (%(point)s, %(day)s, false, false, %(now)s, %(late)s, 0, 0, %(total)s)
    ON CONFLICT (point_id, day) DO UPDATE SET
        visitors_late = CASE WHEN d.visitors_at IS NULL THEN EXCLUDED.visitors_late
            ELSE d.visitors_late END,
        visitors_at = COALESCE(d.visitors_at, EXCLUDED.visitors_at),
        visitors = EXCLUDED.visitors
), months AS (
    UPDATE venues_pointmonth m SET visitors = m.visitors + %(total)s - %(before)s,
        visitor_days = m.visitor_days + %(first)s, visitor_late = m.visitor_late + %(first_late)s
    WHERE m.point_id = %(point)s AND m.month = %(month)s
)
UPDATE venues_showcasepoint SET rev = rev + 1 WHERE id = %(point)s RETURNING rev
"""


def post_visitor_report(
    *,
    point_id: int,
    client_uuid: UUID,
    day: date,
    groups: Sequence[Mapping[str, Any]],
    actor: User | None,
    now: datetime,
    device: str = "",
    seq: int = 0,
    base_rev: int | None = None,
    captured_at: datetime | None = None,
    correction: bool = False,
    reason: str = "",
    supersedes: UUID | None = None,
) -> Posted:
    """Post a day's visits. `groups`: n, and optionally origin, nationality, type, method.

    No group, or n = 0, says that nobody came, which is not the same as no report. Other figures
    already reported are held (409) unless `correction` with the `base_rev` they were read at.
    Raises as `post_stock_report` does.
    """
    envelope = Envelope(
        client_uuid=client_uuid,
        point_id=point_id,
        day=day,
        actor=actor,
        now=now,
        device=device,
        seq=seq,
        base_rev=base_rev,
        captured_at=captured_at,
        correction=correction,
        reason=reason.strip(),
        supersedes=supersedes,
    )
    payload = {
        "groups": _groups(groups),
        "correction": correction,
        "base_rev": base_rev,
        "reason": envelope.reason,
    }
    with transaction.atomic():
        if earlier := claim(envelope, ReportKind.VISITORS, payload):
            return earlier
        facts = open_day(envelope, ReportKind.VISITORS)
        return _post(envelope, facts, payload, late=facts.late, force=False)


def use_held_visitors(*, submission: Submission, actor: User, now: datetime) -> Posted:
    """Put a held visitor report in the place of the figures it differs from."""
    with transaction.atomic():
        envelope = Envelope(
            client_uuid=submission.pk,
            point_id=submission.point_id,
            day=submission.business_day,
            actor=actor,
            now=now,
            correction=True,
        )
        facts = open_day(envelope, ReportKind.VISITORS)
        check_held(submission)
        return _post(envelope, facts, submission.payload, late=submission.late, force=True)


def _groups(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    errors: dict[str, list[Any]] = {}
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for index, group in enumerate(groups):
        n = group.get("n")
        if not isinstance(n, int) or isinstance(n, bool) or n < 0:
            errors[f"groups.{index}.n"] = [TEXTS["whole"]]
            continue
        if n > LARGEST_GROUP:
            errors[f"groups.{index}.n"] = [TEXTS["large"]]
            continue
        item = {
            "origin": group.get("origin") or VisitorOrigin.UNKNOWN,
            "nationality": (group.get("nationality") or "").upper(),
            "type": group.get("type") or VisitorType.UNKNOWN,
            "n": n,
            "method": group.get("method") or CountMethod.COUNTED,
        }
        key = (str(item["origin"]), str(item["nationality"]), str(item["type"]))
        if key in found:
            errors[f"groups.{index}.origin"] = [_("This group appears twice in the report.")]
        found[key] = item
    if errors:
        raise ReportRefused(fields=errors)
    return [found[key] for key in sorted(found) if found[key]["n"]]


def _post(
    envelope: Envelope, facts: DayFacts, payload: dict[str, Any], *, late: bool, force: bool
) -> Posted:
    earlier = facts.earlier[-1] if facts.earlier else None
    differs = earlier is not None and earlier["payload"]["groups"] != payload["groups"]
    if differs and earlier and not force and not _seen(envelope, facts, earlier["rev"]):
        sent = sum(group["n"] for group in payload["groups"])
        base = _visitors_at(facts, envelope.base_rev)
        differences = [
            {
                "column": "visitors",
                "base": None if base is None else str(base),
                "reported": str(facts.visitors),
                "sent": str(sent),
                "reported_rev": earlier["rev"],
                "rev": facts.point.rev,
            }
        ]
        answer = held_answer(envelope, differences, facts.point.rev)
        return settle(
            envelope.client_uuid,
            status=409,
            answer=answer,
            state=SubmissionState.HELD,
            rev=None,
            late=late,
        )
    first = facts.visitors_at is None
    facts, recompute = prepare_rows(facts, envelope.day)
    rev = _apply(envelope, facts, payload, late=late, first=first and facts.expected)
    if recompute:
        count_out_days(envelope, facts, Operations(), everything=True)
    answer = {
        "submission": str(envelope.client_uuid),
        "status": "accepted",
        "point": envelope.point_id,
        "day": envelope.day.isoformat(),
        "rev": rev,
        "late": late and first,
        "received_at": envelope.now.isoformat(),
        "visitors": sum(group["n"] for group in payload["groups"]),
        "totals": {"visitors": sum(group["n"] for group in payload["groups"])},
        "warnings": [],
    }
    drop_superseded(envelope)
    return settle(
        envelope.client_uuid,
        status=201,
        answer=answer,
        state=SubmissionState.ACCEPTED,
        rev=rev,
        late=late,
    )


def _seen(envelope: Envelope, facts: DayFacts, rev: int) -> bool:
    """Whether the sender knows the report that this one would replace."""
    if rev == facts.superseded_rev(envelope):
        return True
    return envelope.correction and envelope.base_rev is not None and rev <= envelope.base_rev


def _visitors_at(facts: DayFacts, rev: int | None) -> int | None:
    """Visits of the day as they stood at a revision; None where none were reported by then."""
    known = [e for e in facts.earlier if e["rev"] <= (rev or 0)]
    return sum(group["n"] for group in known[-1]["payload"]["groups"]) if known else None


def _apply(
    envelope: Envelope, facts: DayFacts, payload: dict[str, Any], *, late: bool, first: bool
) -> int:
    groups = payload["groups"]
    parameters = {
        "submission": envelope.client_uuid,
        "point": envelope.point_id,
        "day": envelope.day,
        "month": month_of(envelope.day),
        "now": envelope.now,
        "late": late,
        "first": int(first),
        "first_late": int(first and late),
        "total": sum(group["n"] for group in groups),
        "before": facts.visitors,
        "origins": [group["origin"] for group in groups],
        "nationalities": [group["nationality"] for group in groups],
        "types": [group["type"] for group in groups],
        "numbers": [group["n"] for group in groups],
        "methods": [group["method"] for group in groups],
    }
    with connection.cursor() as cursor:
        cursor.execute(APPLY_VISITORS, parameters)
        return cursor.fetchone()[0]
