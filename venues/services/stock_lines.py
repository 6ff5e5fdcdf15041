"""The lines of a stock report: read into one written form, checked against the point's list."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from common.formats import labelled
from common.text import hostile
from venues.rules import FLOWS, MAX_LINES
from venues.rules.reports import LARGEST_AMOUNT, MAX_TEXT, TEXTS, read_quantity
from venues.services.submissions import Envelope, ReportRefused


def written_report(
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
        errors["lines"] = [TEXTS["empty"]]
    if nothing_sold and any(item.get("sold", "0") != "0" for item in items):
        errors["nothing_sold"] = [TEXTS["not_nothing"]]
    if envelope.correction and envelope.base_rev is None:
        errors["base_rev"] = [_("A correction must say which figures it starts from.")]
    for name, text, size in (
        ("reason", envelope.reason, MAX_TEXT),
        ("device", envelope.device, 64),
    ):
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
    if reason := str(line.get("reason") or "").strip()[:MAX_TEXT]:
        item["reason"] = reason
    if "adjusted" in item and not reason:
        errors[f"{place}.reason"] = [TEXTS["reason"]]
    return item


def _quantity(value: Any, *, signed: bool) -> tuple[str, str]:
    """A quantity in its shortest written form, or the name of what is wrong with it."""
    number, problem = read_quantity(value, signed=signed)
    text = f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    return ("0" if text in ("", "-0") else text), problem


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


def known_products(envelope: Envelope, products: list[int]) -> dict[int, dict[str, Any]]:
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


def check_lines(payload: dict[str, Any], known: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Warnings of lines that may be posted; raises ReportRefused for those that may not."""
    errors: dict[str, list[Any]] = {}
    warnings = []
    for index, item in enumerate(payload["lines"]):
        line = known.get(item["product"])
        if line is None or not line["listed"]:
            errors[f"lines.{index}.product"] = [TEXTS["unknown"]]
        elif line["expired"]:
            if Decimal(item.get("received", "0")) > 0:
                errors[f"lines.{index}.received"] = [labelled(line["name"], TEXTS["certificate"])]
            warnings.append(
                warning(
                    "certificate",
                    item["product"],
                    line["name"],
                    TEXTS["lapsed"],
                )
            )
    if errors:
        raise ReportRefused(fields=errors)
    return warnings


def warning(code: str, product: int, name: str, text: object) -> dict[str, Any]:
    """A remark about a line that is posted all the same."""
    return {"code": code, "product": product, "message": labelled(name, text)}
