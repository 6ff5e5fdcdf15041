"""What a report may say: the limits and sentences that the server and the phone both go by."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from venues.rules import FLOWS, MAX_LINES, CountMethod, VisitorOrigin, VisitorType

LARGEST = Decimal("999999.999")
PLACES = 3
LARGEST_AMOUNT = 10**12
LARGEST_GROUP = 1_000_000
MAX_GROUPS = 200
MAX_TEXT = 300
OLDEST_DAYS = 5 * 366
COLUMN_LABELS = {
    "received": pgettext_lazy("stock", "Received"),
    "sold": pgettext_lazy("stock", "Sold"),
    "returned": pgettext_lazy("stock", "Returned"),
    "damaged": _("Damaged"),
    "adjusted": _("Adjusted"),
}
TEXTS = {
    "number": _("Enter a number."),
    "negative": _("This cannot be less than zero. To take stock out, use the other columns."),
    "large": _("Enter a smaller number."),
    "places": _("At most three decimals."),
    "reason": _("Say why the stock was adjusted."),
    "unknown": _("This product is not on the point's list on that day."),
    "certificate": _(
        "Its certificate is not in force on that day, so no new goods can be received. "
        "What is on the shelf may be sold, returned or written off."
    ),
    "twice": _("This product appears twice in the report."),
    "empty": _("Enter at least one figure, or say that nothing was sold today."),
    "not_nothing": _("Something was sold, as the lines say. Leave one of them out."),
    "future_day": _("This day has not come yet. Choose today."),
    "old_day": _("This day is too long ago to report."),
    "change_reason": _("Say in a few words why the figures change."),
    "whole": _("Enter a whole number, zero or more."),
    "below_nothing": _("less than nothing on hand; is a delivery missing from the reports?"),
    "lapsed": _("its certificate is not in force"),
}


def report_rules() -> dict[str, Any]:
    """The rules of both reports as plain data, sentences in the active language."""
    return {
        "stock": {
            "columns": [
                {
                    "name": name,
                    "label": str(COLUMN_LABELS[name]),
                    "sign": sign,
                    "signed": name == "adjusted",
                    "needs_reason": name == "adjusted",
                }
                for name, (_flow, sign) in FLOWS.items()
            ],
            "max_lines": MAX_LINES,
            "largest": f"{LARGEST:f}",
            "places": PLACES,
            "largest_amount": LARGEST_AMOUNT,
        },
        "visitors": {
            "max_groups": MAX_GROUPS,
            "largest": LARGEST_GROUP,
            "origins": _choices(VisitorOrigin),
            "types": _choices(VisitorType),
            "methods": _choices(CountMethod),
        },
        "max_text": MAX_TEXT,
        "oldest_days": OLDEST_DAYS,
        "texts": {name: str(text) for name, text in TEXTS.items()},
    }


def _choices(kind: Any) -> list[dict[str, str]]:
    return [{"value": value, "label": str(label)} for value, label in kind.choices]


def read_quantity(value: Any, *, signed: bool = False) -> tuple[Decimal, str]:
    """A quantity people sent, or zero and the name (in TEXTS) of what is wrong with it."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0), "number"
    if not number.is_finite():
        return Decimal(0), "number"
    if number < 0 and not signed:
        return Decimal(0), "negative"
    if abs(number) > LARGEST:
        return Decimal(0), "large"
    if number != round(number, PLACES):
        return Decimal(0), "places"
    return round(number, PLACES), ""
