"""Status chips of places: (tone, word, settled)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from venues.rules import PointState

Chip = tuple[str, object, bool]


def source_chip(row: Any) -> Chip:
    if row.is_demo:
        return ("grey", _("Demonstration"), True)
    if row.verified:
        return ("jade", _("Seen in its source"), True)
    return ("amber", _("To be checked"), False)


def point_chip(state: str) -> Chip:
    label = PointState(state).label
    return ("jade", label, True) if state == PointState.ACTIVE else ("grey", label, True)


def report_chip(expected: bool, at: Any, late: bool, day: date, today: date) -> Chip:
    """How one report of a day stands; nobody is blamed for a late one."""
    if at is not None:
        return ("blue", _("Arrived later"), True) if late else ("jade", _("On time"), True)
    if not expected:
        return ("grey", _("Not expected"), True)
    if day >= today:
        return ("amber", _("Today"), False)
    return ("amber", _("Still to come"), False)


def stock_chip(day: Any, today: date) -> Chip:
    return report_chip(day.expected, day.stock_at, day.stock_late, day.day, today)


def visitors_chip(day: Any, today: date) -> Chip:
    return report_chip(day.expected, day.visitors_at, day.visitors_late, day.day, today)


def balance_chip(row: dict[str, Any]) -> Chip | None:
    """Stock of a line: fewer than none, low, or nothing to say."""
    if row["negative"]:
        return ("red", _("Delivery missing?"), False)
    if row["low"]:
        return ("amber", _("Low"), False)
    return None
