"""Stock reports: posted exactly once, exact in every rollup, never silently overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from venues.models import Submission
from venues.rules import ReportKind, SubmissionState
from venues.rules.reports import TEXTS
from venues.services import figures, rollups, stock_lines
from venues.services.day_facts import DayFacts, open_day, prepare_rows
from venues.services.held import check_held, held_answer
from venues.services.postings import count_out_days
from venues.services.submissions import (
    Envelope,
    Posted,
    ReportRefused,
    claim,
    drop_superseded,
    settle,
)


def post_stock_report(
    *,
    point_id: int,
    client_uuid: UUID,
    day: date,
    lines: Sequence[Mapping[str, Any]],
    actor: User | None,
    now: datetime,
    nothing_sold: bool = False,
    device: str = "",
    seq: int = 0,
    base_rev: int | None = None,
    captured_at: datetime | None = None,
    correction: bool = False,
    reason: str = "",
    supersedes: UUID | None = None,
) -> Posted:
    """Post one day's stock report of a point; at most ten statements for any number of lines.

    Each line has `product` and any of received, sold, returned, damaged, adjusted (with reason),
    amount; a column left out says nothing, a zero says zero. Figures already reported for the
    day merge when equal or for other lines; different ones are held (409), unless `correction`
    with the `base_rev` they were read at: then they are reversed and replaced. A balance below
    zero is posted and flagged. A repeated id gets the stored answer verbatim. `supersedes` is
    the id of a report edited on the device before its answer came: this one takes its place.

    Raises ReportRefused (422, fields name the line), IdReused and Superseded (409),
    NotManagerThatDay (403), PeriodLocked (423). After a refusal nothing is stored.
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
    payload = stock_lines.written_report(envelope, lines, nothing_sold)
    with transaction.atomic():
        if earlier := claim(envelope, ReportKind.STOCK, payload):
            return earlier
        facts = open_day(envelope, ReportKind.STOCK)
        return _post(envelope, facts, payload, late=facts.late, force=False)


def use_held_stock(*, submission: Submission, actor: User, now: datetime) -> Posted:
    """Put a held report's figures in the place of those it differs from.

    The caller holds no lock. Raises ReportRefused when the report is no longer held.
    """
    with transaction.atomic():
        envelope = Envelope(
            client_uuid=submission.pk,
            point_id=submission.point_id,
            day=submission.business_day,
            actor=actor,
            now=now,
            correction=True,
            reason=submission.payload.get("reason") or _("Chosen between two reports"),
        )
        facts = open_day(envelope, ReportKind.STOCK)
        check_held(submission)
        return _post(envelope, facts, submission.payload, late=submission.late, force=True)


def _post(
    envelope: Envelope, facts: DayFacts, payload: dict[str, Any], *, late: bool, force: bool
) -> Posted:
    known = stock_lines.known_products(envelope, [item["product"] for item in payload["lines"]])
    warnings = stock_lines.check_lines(payload, known)
    reported = figures.reported_figures(facts.earlier)
    wanted = figures.wanted_figures(payload, reported)
    own = facts.superseded_rev(envelope)
    wanted |= figures.withdrawn_figures(wanted, reported, own)
    changed = {k: v for k, v in wanted.items() if k in reported and figures.differs(v, reported[k])}
    if changed and not force and figures.stale(envelope, facts, reported, changed):
        differences = figures.differences(changed, reported, known, facts, envelope.base_rev)
        answer = held_answer(envelope, differences, facts.point.rev)
        return settle(
            envelope.client_uuid,
            status=409,
            answer=answer,
            state=SubmissionState.HELD,
            rev=None,
            late=late,
        )
    if changed and not envelope.reason and not envelope.supersedes:
        raise ReportRefused(fields={"reason": [TEXTS["change_reason"]]})
    if changed and not envelope.reason:
        envelope = replace(envelope, reason=_("Edited on the device before it was answered"))
    operations = figures.operations_of(envelope, wanted, changed, reported, known)
    first = facts.stock_at is None
    facts, recompute_all = prepare_rows(facts, envelope.day)
    applied = rollups.apply_operations(
        submission=envelope.client_uuid,
        point_id=envelope.point_id,
        day=envelope.day,
        operations=operations,
        actor_id=envelope.actor.pk if envelope.actor else None,
        now=envelope.now,
        late=late,
        first=first and facts.expected,
        nothing_sold=payload["nothing_sold"],
    )
    recomputing = count_out_days(envelope, facts, operations, everything=recompute_all)
    warnings += _balance_warnings(applied.touched, known)
    answer = _accepted(envelope, late and first, applied, operations, warnings)
    answer["recomputing"] = recomputing
    drop_superseded(envelope)
    return settle(
        envelope.client_uuid,
        status=201,
        answer=answer,
        state=SubmissionState.ACCEPTED,
        rev=applied.rev,
        late=late,
    )


def _balance_warnings(
    touched: list[tuple[int, Decimal, bool, bool]], known: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    return [
        stock_lines.warning("negative", product, known[product]["name"], TEXTS["below_nothing"])
        for product, _on_hand, _low, negative in touched
        if negative and product in known
    ]


def _accepted(
    envelope: Envelope,
    late: bool,
    applied: rollups.Applied,
    operations: rollups.Operations,
    warnings: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "submission": str(envelope.client_uuid),
        "status": "accepted",
        "point": envelope.point_id,
        "day": envelope.day.isoformat(),
        "rev": applied.rev,
        "late": late,
        "received_at": envelope.now.isoformat(),
        "movements": len(operations.products),
        "amount": sum(operations.amounts),
        "lines": [
            {"product": product, "on_hand": f"{on_hand:f}", "low": low, "negative": negative}
            for product, on_hand, low, negative in applied.touched
        ],
        "totals": {"sold": f"{applied.sold:f}", "amount": applied.amount},
        "warnings": warnings,
    }
