"""Movements that are no daily report (deliveries, counts), posted with the same care."""

from collections.abc import Callable
from typing import Any

from venues.models import Submission
from venues.rules import ReportKind, SubmissionState
from venues.services import out_days, rollups
from venues.services.day_facts import DayFacts, open_day, prepare_rows
from venues.services.submissions import Envelope, Posted, claim, settle

Build = Callable[[DayFacts], tuple[rollups.Operations, dict[str, Any]]]
Store = Callable[[Submission], None]


def count_out_days(
    envelope: Envelope, facts: DayFacts, operations: rollups.Operations, *, everything: bool
) -> bool:
    """The days out of stock after a posting: of its lines, or of all where days were opened.

    Returns whether a worker does it, later.
    """
    products = None if everything else sorted(set(operations.products))
    if products == []:
        return False
    since = envelope.day
    if everything and facts.point.opened_until:
        since = min(since, facts.point.opened_until)
    return out_days.count_out_days(
        point_id=envelope.point_id, since=since, products=products, now=envelope.now
    )


def post_movements(
    *,
    envelope: Envelope,
    kind: ReportKind,
    payload: dict[str, Any],
    build: Build,
    store: Store,
) -> Posted:
    """Claim the id, lock the point, build the movements, apply them, store what belongs to them.

    Runs inside the caller's transaction. `build` sees the locked day and returns the movements
    with what its answer says besides; `store` writes the rows that refer to the submission. A
    repeated id gets the stored answer. Raises as `post_stock_report` does.
    """
    if earlier := claim(envelope, kind, payload):
        return earlier
    facts = open_day(envelope, kind)
    operations, more = build(facts)
    facts, everything = prepare_rows(facts, envelope.day)
    applied = rollups.apply_operations(
        submission=envelope.client_uuid,
        point_id=envelope.point_id,
        day=envelope.day,
        operations=operations,
        actor_id=envelope.actor.pk if envelope.actor else None,
        now=envelope.now,
        late=False,
        first=False,
        report=False,
    )
    recomputing = count_out_days(envelope, facts, operations, everything=everything)
    store(Submission.objects.get(pk=envelope.client_uuid))
    answer = {
        "submission": str(envelope.client_uuid),
        "status": "accepted",
        "point": envelope.point_id,
        "day": envelope.day.isoformat(),
        "rev": applied.rev,
        "received_at": envelope.now.isoformat(),
        "movements": len(operations.products),
        "lines": [
            {"product": product, "on_hand": f"{on_hand:f}", "low": low, "negative": negative}
            for product, on_hand, low, negative in applied.touched
        ],
        "recomputing": recomputing,
        **more,
    }
    return settle(
        envelope.client_uuid,
        status=201,
        answer=answer,
        state=SubmissionState.ACCEPTED,
        rev=applied.rev,
    )
