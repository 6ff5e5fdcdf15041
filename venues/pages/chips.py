"""Status chips of places: (tone, word, settled)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from venues.rules import AmendmentState, DeliveryState, PointState, ReviewState

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


def report_chip(
    expected: bool, at: Any, late: bool, day: date, today: date, none: object = None
) -> Chip:
    """How one report of a day stands; nobody is blamed for a late one. `none` names a zero."""
    if at is not None:
        if none and not late:
            return ("jade", none, True)
        return ("blue", _("Arrived later"), True) if late else ("jade", _("On time"), True)
    if not expected:
        return ("grey", _("Not expected"), True)
    if day >= today:
        return ("amber", _("Today"), False)
    return ("amber", _("Still to come"), False)


def stock_chip(day: Any, today: date) -> Chip:
    none = _("None sold, confirmed") if day.nothing_sold else None
    return report_chip(day.expected, day.stock_at, day.stock_late, day.day, today, none)


def visitors_chip(day: Any, today: date) -> Chip:
    none = None if day.visitors else _("Nobody came, confirmed")
    return report_chip(day.expected, day.visitors_at, day.visitors_late, day.day, today, none)


def delivery_chip(delivery: Any) -> Chip:
    """How a delivery stands; `differing` lines, where they were counted, ask for a look."""
    if delivery.state == DeliveryState.SENT:
        return ("amber", delivery.get_state_display(), False)
    if delivery.state == DeliveryState.CANCELLED:
        return ("grey", delivery.get_state_display(), True)
    return ("jade", delivery.get_state_display(), True)


def review_chip(state: str) -> Chip:
    """How far the approval of a month is; "" is not handed in."""
    if not state:
        return ("grey", _("Not handed in"), False)
    tone = {"APPROVED": "jade", "HANDED_IN": "blue"}.get(state, "amber")
    return (tone, ReviewState(state).label, state == ReviewState.APPROVED)


def amendment_chip(amendment: Any) -> Chip:
    """A request waits, opened its day, or is over."""
    tone = {"ASKED": "amber", "GRANTED": "blue", "DONE": "jade"}.get(amendment.state, "grey")
    settled = amendment.state in (AmendmentState.DONE, AmendmentState.REFUSED)
    return (tone, amendment.get_state_display(), settled)


def anomaly_chip(anomaly: Any) -> Chip:
    """A finding waits for a look, was confirmed, asked about, or is gone."""
    tone = {"OPEN": "amber", "ASKED": "blue", "CONFIRMED": "jade"}.get(anomaly.state, "grey")
    return (tone, anomaly.get_state_display(), tone in ("jade", "grey"))


def balance_chip(row: dict[str, Any]) -> Chip | None:
    """Stock of a line: fewer than none, low, or nothing to say."""
    if row["negative"]:
        return ("red", _("Delivery missing?"), False)
    if row["low"]:
        return ("amber", _("Low"), False)
    return None
