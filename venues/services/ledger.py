"""Stock reports: posted exactly once, exact in every rollup, never silently overwritten."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services import record_activity
from common.formats import labelled
from common.text import hostile
from venues.models import Submission
from venues.rules import FLOWS, MAX_LINES, ReportKind, SubmissionState, is_late, month_of
from venues.services import rollups
from venues.services.submissions import (
    DayFacts,
    Envelope,
    Posted,
    ReportRefused,
    claim,
    held_answer,
    open_day,
    prepare_rows,
    settle,
)

Key = tuple[int, str]
LARGEST = Decimal("999999.999")
LARGEST_AMOUNT = 10**12
TEXTS = {
    "number": gettext_lazy("Enter a number."),
    "negative": gettext_lazy(
        "This cannot be less than zero. To take stock out, use the other columns."
    ),
    "large": gettext_lazy("Enter a smaller number."),
    "places": gettext_lazy("At most three decimals."),
    "reason": gettext_lazy("Say why the stock was adjusted."),
    "unknown": gettext_lazy("This product is not on the point's list on that day."),
    "certificate": gettext_lazy(
        "Its certificate is not in force on that day, so no new goods can be received. "
        "What is on the shelf may be sold, returned or written off."
    ),
    "twice": gettext_lazy("This product appears twice in the report."),
}


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
) -> Posted:
    """Post one day's stock report of a point; at most ten statements for any number of lines.

    Each line has `product` and any of received, sold, returned, damaged, adjusted (with reason),
    amount; a column left out says nothing, a zero says zero. Figures already reported for the
    day merge when equal or for other lines; different ones are held (409), unless `correction`
    with the `base_rev` they were read at: then they are reversed and replaced. A balance below
    zero is posted and flagged. A repeated id gets the stored answer verbatim.

    Raises ReportRefused (422, fields name the line), IdReused (409), NotManagerThatDay (403),
    PeriodLocked (423). After a refusal nothing is stored.
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
    )
    payload = _payload(envelope, lines, nothing_sold)
    late = is_late(day, now, settings.POINT_REPORT_DUE_HOURS)
    with transaction.atomic():
        if earlier := claim(envelope, ReportKind.STOCK, payload, late):
            return earlier
        facts = open_day(envelope, ReportKind.STOCK)
        return _post(envelope, facts, payload, late=late, force=False)


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
        _still_held(submission)
        return _post(envelope, facts, submission.payload, late=submission.late, force=True)


def set_aside(*, submission: Submission, actor: User) -> None:
    """Keep the figures already posted; the held report stays readable."""
    with transaction.atomic():
        _still_held(submission)
        Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.SET_ASIDE)
        record_activity(
            actor=actor,
            verb="report.set_aside",
            obj=submission.point,
            after={"submission": str(submission.pk), "day": submission.business_day},
        )


def _still_held(submission: Submission) -> None:
    current = Submission.objects.select_for_update().get(pk=submission.pk)
    if current.state != SubmissionState.HELD:
        raise ReportRefused(
            _("Somebody already decided between these figures."), status=409, code="already_decided"
        )


def _post(
    envelope: Envelope, facts: DayFacts, payload: dict[str, Any], *, late: bool, force: bool
) -> Posted:
    known = _lines(envelope, [item["product"] for item in payload["lines"]])
    warnings = _check_lines(payload, known)
    reported = reported_figures(facts.earlier)
    wanted = _wanted(payload, reported)
    changed = {k: v for k, v in wanted.items() if k in reported and _differs(v, reported[k])}
    if changed and not force and _stale(envelope, reported, changed):
        differences = _differences(changed, reported, known, facts)
        answer = held_answer(envelope, differences)
        return settle(
            envelope.client_uuid, status=409, answer=answer, state=SubmissionState.HELD, rev=None
        )
    if changed and not envelope.reason:
        raise ReportRefused(fields={"reason": [_("Say in a few words why the figures change.")]})
    operations = _operations(envelope, wanted, changed, reported, known)
    first = facts.stock_at is None
    facts, recompute_all = prepare_rows(facts, envelope.day)
    rev, touched = rollups.apply_operations(
        submission=envelope.client_uuid,
        point_id=envelope.point_id,
        day=envelope.day,
        operations=operations,
        actor_id=envelope.actor.pk if envelope.actor else None,
        now=envelope.now,
        late=late,
        first=first and facts.expected,
    )
    products = None if recompute_all else sorted(set(operations.products))
    if products is None or products:
        month = month_of(envelope.day)
        if recompute_all and facts.point.opened_until:
            month = min(month, month_of(facts.point.opened_until))
        rollups.recompute_out_days(point_id=envelope.point_id, month=month, products=products)
    warnings += _balance_warnings(touched, known)
    answer = _accepted(envelope, rev, late and first, operations, touched, warnings)
    return settle(
        envelope.client_uuid, status=201, answer=answer, state=SubmissionState.ACCEPTED, rev=rev
    )


# Reading the input


def _payload(
    envelope: Envelope, lines: Sequence[Mapping[str, Any]], nothing_sold: bool
) -> dict[str, Any]:
    """The report in one written form (digits normalised); refuses wrong figures by line."""
    errors: dict[str, list[Any]] = {}
    if len(lines) > MAX_LINES:
        errors["lines"] = [_("A report has at most %(n)s lines.") % {"n": MAX_LINES}]
        lines = []
    items, seen = [], set()
    for index, line in enumerate(lines):
        item = _item(line, f"lines.{index}", errors)
        if item["product"] in seen:
            errors[f"lines.{index}.product"] = [TEXTS["twice"]]
        seen.add(item["product"])
        items.append(item)
    if not items and not nothing_sold and not errors:
        errors["lines"] = [_("Enter at least one figure, or say that nothing was sold today.")]
    if envelope.correction and envelope.base_rev is None:
        errors["base_rev"] = [_("A correction must say which figures it starts from.")]
    for name, text, size in (("reason", envelope.reason, 300), ("device", envelope.device, 64)):
        if len(text) > size or hostile(text):
            errors[name] = [_("At most %(n)s plain characters.") % {"n": size}]
    if errors:
        raise ReportRefused(fields=errors)
    return {
        "lines": items,
        "nothing_sold": nothing_sold,
        "correction": envelope.correction,
        "base_rev": envelope.base_rev,
        "reason": envelope.reason,
    }


def _item(line: Mapping[str, Any], place: str, errors: dict[str, list[Any]]) -> dict[str, Any]:
    item: dict[str, Any] = {"product": line["product"]}
    for name in FLOWS:
        value = line.get(name)
        if value is None or value == "":
            continue
        text, problem = _quantity(value, signed=name == "adjusted")
        if problem:
            errors[f"{place}.{name}"] = [TEXTS[problem]]
        else:
            item[name] = text
    amount = line.get("amount")
    if amount is not None and amount != "":
        if not isinstance(amount, int) or amount < 0:
            errors[f"{place}.amount"] = [TEXTS["negative"]]
        elif amount > LARGEST_AMOUNT:
            errors[f"{place}.amount"] = [TEXTS["large"]]
        else:
            item["amount"] = amount
    if reason := str(line.get("reason") or "").strip()[:300]:
        item["reason"] = reason
    if "adjusted" in item and not reason:
        errors[f"{place}.reason"] = [TEXTS["reason"]]
    return item


def _quantity(value: Any, *, signed: bool) -> tuple[str, str]:
    """A quantity in its shortest written form, or the name of what is wrong with it."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return "", "number"
    if not number.is_finite():
        return "", "number"
    if number < 0 and not signed:
        return "", "negative"
    if abs(number) > LARGEST:
        return "", "large"
    if number != round(number, 3):
        return "", "places"
    text = f"{round(number, 3):f}".rstrip("0").rstrip(".")
    return ("0" if text in ("", "-0") else text), ""


LINES = """
SELECT l.product_id, p.name, l.price, l.listed @> %(day)s::date,
    c.total > 0 AND c.valid = 0
FROM venues_line l JOIN exhibitors_product p ON p.id = l.product_id
CROSS JOIN LATERAL (
    SELECT count(*) AS total, count(*) FILTER (
        WHERE issued_on <= %(day)s AND expires_on >= %(day)s
            AND (revoked_on IS NULL OR revoked_on > %(day)s)) AS valid
    FROM exhibitors_certificate c WHERE c.product_id = p.id
) AS c
WHERE l.point_id = %(point)s AND l.product_id = ANY(%(products)s)
"""


def _lines(envelope: Envelope, products: list[int]) -> dict[int, dict[str, Any]]:
    """What the point's list says about these products on the day."""
    parameters: dict[str, Any] = {
        "day": envelope.day,
        "point": envelope.point_id,
        "products": products,
    }
    with connection.cursor() as cursor:
        cursor.execute(LINES, parameters)
        return {
            product: {"name": name, "price": price, "listed": listed, "expired": expired}
            for product, name, price, listed, expired in cursor.fetchall()
        }


def _check_lines(payload: dict[str, Any], known: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Warnings of lines that may be posted; raises ReportRefused for those that may not."""
    errors: dict[str, list[Any]] = {}
    warnings = []
    for index, item in enumerate(payload["lines"]):
        line = known.get(item["product"])
        if line is None or not line["listed"]:
            errors[f"lines.{index}.product"] = [TEXTS["unknown"]]
        elif line["expired"]:
            if Decimal(item.get("received", "0")) > 0:
                errors[f"lines.{index}.received"] = [f"{line['name']}: {TEXTS['certificate']}"]
            warnings.append(
                _warning(
                    "certificate",
                    item["product"],
                    line["name"],
                    _("its certificate is not in force"),
                )
            )
    if errors:
        raise ReportRefused(fields=errors)
    return warnings


def _warning(code: str, product: int, name: str, text: str) -> dict[str, Any]:
    return {"code": code, "product": product, "message": labelled(name, text)}


# What the day already says, and what this report changes


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


def _wanted(
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


def _differs(wanted: tuple[Decimal, int | None, str], reported: tuple[Decimal, int, Any]) -> bool:
    amount = wanted[1]
    return wanted[0] != reported[0] or (amount is not None and amount != reported[2])


def _stale(
    envelope: Envelope,
    reported: dict[Key, tuple[Decimal, int, Any]],
    changed: Mapping[Key, Any],
) -> bool:
    """Whether the sender cannot have seen the figures this report would replace."""
    if not envelope.correction or envelope.base_rev is None:
        return True
    return any(reported[key][1] > envelope.base_rev for key in changed)


def _differences(
    changed: Mapping[Key, Any],
    reported: dict[Key, tuple[Decimal, int, Any]],
    known: dict[int, dict[str, Any]],
    facts: DayFacts,
) -> list[dict[str, Any]]:
    return [
        {
            "product": product,
            "name": known[product]["name"] if product in known else "",
            "column": name,
            "reported": f"{reported[product, name][0]:f}",
            "sent": f"{value[0]:f}",
            "reported_rev": reported[product, name][1],
            "rev": facts.point.rev,
        }
        for (product, name), value in sorted(changed.items())
    ]


ORIGINALS = """
SELECT m.id, m.product_id, m.flow, m.quantity, m.amount FROM venues_movement m
WHERE m.point_id = %(point)s AND m.day = %(day)s AND m.product_id = ANY(%(products)s)
    AND m.kind <> 'REVERSAL' AND NOT EXISTS (
        SELECT 1 FROM venues_movement r WHERE r.point_id = m.point_id AND r.day = m.day
            AND r.product_id = m.product_id AND r.reverses_id = m.id)
ORDER BY m.id
"""


def _operations(
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


# The answer


def _balance_warnings(
    touched: list[tuple[int, Decimal, bool, bool]], known: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    text = _("less than nothing on hand; is a delivery missing from the reports?")
    return [
        _warning("negative", product, known[product]["name"], text)
        for product, _on_hand, _low, negative in touched
        if negative and product in known
    ]


def _accepted(
    envelope: Envelope,
    rev: int,
    late: bool,
    operations: rollups.Operations,
    touched: list[tuple[int, Decimal, bool, bool]],
    warnings: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "submission": str(envelope.client_uuid),
        "status": "accepted",
        "point": envelope.point_id,
        "day": envelope.day.isoformat(),
        "rev": rev,
        "late": late,
        "received_at": envelope.now.isoformat(),
        "movements": len(operations.products),
        "amount": sum(operations.amounts),
        "lines": [
            {"product": product, "on_hand": f"{on_hand:f}", "low": low, "negative": negative}
            for product, on_hand, low, negative in touched
        ],
        "warnings": warnings,
    }
