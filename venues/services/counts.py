"""Counts of the shelf: the adjustment is what was counted less the books at that moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from venues.models import CountLine, StockCount, Submission
from venues.queries.sheets import balance_before
from venues.rules import CountReason, MovementKind, ReportKind, today_at
from venues.rules.reports import MAX_LINES, TEXTS, read_quantity
from venues.services.day_facts import DayFacts
from venues.services.postings import post_movements
from venues.services.rollups import Operations
from venues.services.stock_lines import known_products
from venues.services.submissions import Envelope, Posted, ReportRefused


def post_count(
    *,
    point_id: int,
    client_uuid: UUID,
    counted_at: datetime,
    lines: Sequence[Mapping[str, Any]],
    actor: User | None,
    now: datetime,
    device: str = "",
    seq: int = 0,
) -> Posted:
    """Post a count. Each line has product, counted, and where it differs reason (and remark).

    The books are the ledger's balance at the end of the day of `counted_at` as posted by now;
    movements of earlier days that arrive later mark the line to be looked at again. Raises
    ReportRefused by line, and what every report raises.
    """
    day = today_at(counted_at)
    envelope = Envelope(
        client_uuid, point_id, day, actor, now, device=device, seq=seq, captured_at=counted_at
    )
    counted = _read(lines)
    payload = {
        "counted_at": counted_at.isoformat(),
        "lines": [{**item, "counted": f"{item['counted']:f}"} for item in counted],
    }
    rows: list[CountLine] = []

    def build(facts: DayFacts) -> tuple[Operations, dict[str, Any]]:
        rows.extend(_compared(envelope, counted))
        operations = Operations()
        for row in sorted(rows, key=lambda one: one.product_id):
            if row.counted != row.book:
                operations.add(
                    row.product_id,
                    MovementKind.ADJUST,
                    row.counted - row.book,
                    reason=row.remark or str(CountReason(row.reason).label),
                )
        return operations, {"differing": len(operations.products), "warnings": []}

    def store(submission: Submission) -> None:
        made = StockCount.objects.create(
            submission=submission,
            point_id=point_id,
            day=day,
            counted_at=counted_at,
            actor=actor,
            lines_counted=len(rows),
            lines_differing=sum(row.counted != row.book for row in rows),
        )
        for row in rows:
            row.count = made
        CountLine.objects.bulk_create(rows)

    with transaction.atomic():
        return post_movements(
            envelope=envelope, kind=ReportKind.COUNT, payload=payload, build=build, store=store
        )


def _read(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    errors: dict[str, list[Any]] = {}
    if not lines or len(lines) > MAX_LINES:
        errors["lines"] = [_("Enter the quantity of at least one product.")]
    found, seen = [], set()
    for index, line in enumerate(lines[:MAX_LINES]):
        quantity, problem = read_quantity(line.get("counted"))
        if problem:
            errors[f"lines.{index}.counted"] = [TEXTS[problem]]
        if line["product"] in seen:
            errors[f"lines.{index}.product"] = [TEXTS["twice"]]
        seen.add(line["product"])
        reason = str(line.get("reason") or "")
        if reason and reason not in CountReason.values:
            errors[f"lines.{index}.reason"] = [_("Choose one of the reasons.")]
        found.append(
            {
                "product": line["product"],
                "counted": quantity or Decimal(0),
                "reason": reason,
                "remark": str(line.get("remark") or "").strip()[:200],
            }
        )
    if errors:
        raise ReportRefused(fields=errors)
    return found


def _compared(envelope: Envelope, counted: list[dict[str, Any]]) -> list[CountLine]:
    """The lines beside the books, read under the lock; those that differ need their reason."""
    known = known_products(envelope, [item["product"] for item in counted])
    books = balance_before(envelope.point_id, envelope.day + timedelta(days=1))
    errors: dict[str, list[Any]] = {}
    rows = []
    for index, item in enumerate(counted):
        if item["product"] not in known:
            errors[f"lines.{index}.product"] = [TEXTS["unknown"]]
            continue
        book = books.get(item["product"], Decimal(0))
        differs = item["counted"] != book
        if differs and not item["reason"]:
            text = _("The books say %(book)s. Say why the shelf differs.")
            errors[f"lines.{index}.reason"] = [text % {"book": f"{book.normalize():f}"}]
        rows.append(
            CountLine(
                product_id=item["product"],
                book=book,
                counted=item["counted"],
                reason=item["reason"] if differs else "",
                remark=item["remark"],
            )
        )
    if errors:
        raise ReportRefused(fields=errors)
    return rows
