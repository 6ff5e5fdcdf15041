"""The figures of a day: what its stock reports say, and what another report changes."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from venues.rules import FLOWS
from venues.services import rollups
from venues.services.day_facts import DayFacts
from venues.services.submissions import Envelope

Key = tuple[int, str]


def reported_figures(earlier: list[dict[str, Any]]) -> dict[Key, tuple[Decimal, int, Any]]:
    """(product, column) → (figure, its rev, amount), from accepted reports in order."""
    figures: dict[Key, tuple[Decimal, int, Any]] = {}
    for entry in earlier:
        for item in entry["payload"]["lines"]:
            for name in FLOWS:
                if name in item:
                    key = (item["product"], name)
                    figures[key] = (Decimal(item[name]), entry["rev"], item.get("amount"))
        if entry["payload"].get("nothing_sold"):
            for product, name in list(figures):
                if name == "sold":
                    figures[product, name] = (Decimal(0), entry["rev"], None)
    return figures


def wanted_figures(
    payload: dict[str, Any], reported: dict[Key, tuple[Decimal, int, Any]]
) -> dict[Key, tuple[Decimal, int | None, str]]:
    """(product, column) → (figure, amount or None, reason) as this report states them."""
    wanted: dict[Key, tuple[Decimal, int | None, str]] = {}
    for item in payload["lines"]:
        for name in FLOWS:
            if name in item:
                amount = item.get("amount") if name == "sold" else None
                wanted[item["product"], name] = (
                    Decimal(item[name]),
                    amount,
                    item.get("reason", ""),
                )
    if payload["nothing_sold"]:
        for (product, name), (figure, _rev, _amount) in reported.items():
            if name == "sold" and figure:
                wanted.setdefault((product, name), (Decimal(0), None, ""))
    return wanted


def withdrawn_figures(
    wanted: Mapping[Key, Any], reported: dict[Key, tuple[Decimal, int, Any]], rev: int | None
) -> dict[Key, tuple[Decimal, int | None, str]]:
    """Zero for what the superseded report (posted as `rev`) stated and this one leaves out."""
    return {
        key: (Decimal(0), None, "")
        for key, (_figure, posted_as, _amount) in reported.items()
        if posted_as == rev and key not in wanted
    }


def differs(wanted: tuple[Decimal, int | None, str], reported: tuple[Decimal, int, Any]) -> bool:
    """Whether a stated figure, or its amount where one is stated, is not the reported one."""
    amount = wanted[1]
    return wanted[0] != reported[0] or (amount is not None and amount != reported[2])


def stale(
    envelope: Envelope,
    facts: DayFacts,
    reported: dict[Key, tuple[Decimal, int, Any]],
    changed: Mapping[Key, Any],
) -> bool:
    """Whether the sender cannot have seen the figures this report would replace.

    Seen are those read up to `base_rev`, and those of the report that this one supersedes.
    """
    own = facts.superseded_rev(envelope)
    seen = envelope.base_rev if envelope.correction and envelope.base_rev is not None else -1
    return any(reported[key][1] > seen and reported[key][1] != own for key in changed)


def differences(
    changed: Mapping[Key, Any],
    reported: dict[Key, tuple[Decimal, int, Any]],
    known: dict[int, dict[str, Any]],
    facts: DayFacts,
    base_rev: int | None,
) -> list[dict[str, Any]]:
    """What was reported beside what was sent, for whoever must choose.

    `base` is the figure the sender started from: as it stood at `base_rev`, null for none.
    """
    seen = reported_figures([e for e in facts.earlier if e["rev"] <= (base_rev or 0)])
    return [
        {
            "product": product,
            "name": known[product]["name"] if product in known else "",
            "column": name,
            "base": f"{seen[product, name][0]:f}" if (product, name) in seen else None,
            "reported": f"{reported[product, name][0]:f}",
            "sent": f"{value[0]:f}",
            "reported_rev": reported[product, name][1],
            "rev": facts.point.rev,
        }
        for (product, name), value in sorted(changed.items())
    ]


ORIGINALS = """
WITH found AS MATERIALIZED (
    SELECT id, submission_id, product_id, kind, flow, quantity, amount, batch_id,
        delivery_line_id, reverses_id
    FROM venues_movement
    WHERE point_id = %(point)s AND day = %(day)s AND product_id = ANY(%(products)s)
)
SELECT m.id, m.product_id, m.flow, m.quantity, m.amount, m.batch_id, m.delivery_line_id
FROM found m JOIN venues_submission s ON s.client_uuid = m.submission_id
WHERE s.kind = 'STOCK' AND m.kind <> 'REVERSAL' AND NOT EXISTS (
    SELECT 1 FROM found r WHERE r.reverses_id = m.id
)
ORDER BY m.id
"""


def operations_of(
    envelope: Envelope,
    wanted: Mapping[Key, tuple[Decimal, int | None, str]],
    changed: Mapping[Key, Any],
    reported: Mapping[Key, Any],
    known: dict[int, dict[str, Any]],
) -> rollups.Operations:
    """Reversals of what is replaced, then the new movements, by ascending product."""
    operations = rollups.Operations()
    if changed:
        flows = {(product, FLOWS[name][0]) for product, name in changed}
        parameters: dict[str, Any] = {
            "point": envelope.point_id,
            "day": envelope.day,
            "products": sorted({product for product, _name in changed}),
        }
        with connection.cursor() as cursor:
            cursor.execute(ORIGINALS, parameters)
            names = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                original = dict(zip(names, row, strict=True))
                if (original["product_id"], original["flow"]) in flows:
                    operations.reverse(original, envelope.reason)
    for (product, name), (figure, amount, reason) in sorted(wanted.items()):
        if figure == 0 or ((product, name) in reported and (product, name) not in changed):
            continue
        flow, sign = FLOWS[name]
        price = known[product]["price"] if name == "sold" else None
        operations.add(
            product,
            flow,
            sign * figure,
            reason=reason or envelope.reason,
            amount=amount if amount is not None else _amount(figure, price),
        )
    return operations


def _amount(quantity: Decimal, price: int | None) -> int:
    if not price:
        return 0
    return int((quantity * price).quantize(Decimal(1), rounding=ROUND_HALF_UP))
