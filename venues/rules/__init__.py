"""Vocabulary of places and the rules of a showcase point's reports."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class VenueKind(TextChoices):
    EXHIBITION_CENTRE = "EXHIBITION_CENTRE", _("Exhibition centre")
    HERITAGE = "HERITAGE", _("Heritage site")
    MUSEUM = "MUSEUM", _("Museum")
    STREET = "STREET", _("Walking street or square")
    PARK = "PARK", _("Park")
    MARKET = "MARKET", _("Market or shopping centre")
    OTHER = "OTHER", _("Other")


class PointKind(TextChoices):
    """Where a showcase point is at home; design centres follow another decision (6385)."""

    SHOP = "SHOP", _("Shop")
    SUPERMARKET = "SUPERMARKET", _("Supermarket")
    MARKET = "MARKET", _("Market stall")
    COOPERATIVE = "COOPERATIVE", _("Cooperative")
    WORKSHOP = "WORKSHOP", _("Workshop")
    CRAFT_VILLAGE = "CRAFT_VILLAGE", _("Craft village")
    TOURISM = "TOURISM", _("Tourist site")
    ROADSIDE = "ROADSIDE", _("Roadside stop")
    CITY_SHOWROOM = "CITY_SHOWROOM", _("City showroom")
    DESIGN_CENTRE = "DESIGN_CENTRE", _("Creative design centre")


class PointState(TextChoices):
    ACTIVE = "ACTIVE", _("In operation")
    CLOSED = "CLOSED", _("Closed")


POINT_CHANGES: dict[str, frozenset[str]] = {
    PointState.ACTIVE: frozenset({PointState.CLOSED}),
    PointState.CLOSED: frozenset({PointState.ACTIVE}),
}


class MovementKind(TextChoices):
    RECEIVE = "RECEIVE", pgettext_lazy("stock", "Received")
    SELL = "SELL", pgettext_lazy("stock", "Sold")
    RETURN = "RETURN", _("Returned to the producer")
    DAMAGE = "DAMAGE", _("Damaged or expired")
    ADJUST = "ADJUST", _("Adjustment")
    REVERSAL = "REVERSAL", _("Reversal")


class ReportKind(TextChoices):
    STOCK = "STOCK", _("Stock report")
    VISITORS = "VISITORS", _("Visitor report")
    DELIVERY = "DELIVERY", _("Delivery received")
    COUNT = "COUNT", _("Stock count")


class DeliveryState(TextChoices):
    SENT = "SENT", _("On its way")
    RECEIVED = "RECEIVED", _("Received")
    CANCELLED = "CANCELLED", pgettext_lazy("delivery", "Cancelled")


class DifferenceReason(TextChoices):
    """Why a delivery arrived otherwise than it was sent."""

    SHORT = "SHORT", _("Fewer arrived")
    MORE = "MORE", _("More arrived")
    BROKEN = "BROKEN", _("Arrived broken")
    WRONG = "WRONG", _("Another product arrived")
    REFUSED = "REFUSED", _("Not taken in")


class CountReason(TextChoices):
    """Why the shelf differs from the books."""

    NOT_SOLD = "SALE", _("Sale not reported")
    NOT_RECEIVED = "DELIVERY", _("Delivery not reported")
    MISCOUNT = "MISCOUNT", _("Earlier counting error")
    BROKEN = "BROKEN", _("Broken or spoilt")
    EXPIRED = "EXPIRED", _("Past its date")
    LOST = "LOST", _("Missing")
    SAMPLE = "SAMPLE", _("Given as a sample")
    OTHER = "OTHER", _("Another reason")


class ReviewState(TextChoices):
    """How far the approval of a point's month is."""

    HANDED_IN = "HANDED_IN", _("Handed in")
    QUERIED = "QUERIED", _("Question asked")
    APPROVED = "APPROVED", _("Approved")
    REOPENED = "REOPENED", _("Reopened")


# "" is a month nobody handed in yet.
REVIEW_CHANGES: dict[str, frozenset[str]] = {
    "": frozenset({ReviewState.HANDED_IN}),
    ReviewState.HANDED_IN: frozenset({ReviewState.QUERIED, ReviewState.APPROVED}),
    ReviewState.QUERIED: frozenset({ReviewState.HANDED_IN}),
    ReviewState.APPROVED: frozenset({ReviewState.REOPENED}),
    ReviewState.REOPENED: frozenset({ReviewState.HANDED_IN}),
}


class AmendmentState(TextChoices):
    ASKED = "ASKED", _("Asked for")
    GRANTED = "GRANTED", _("Day reopened")
    REFUSED = "REFUSED", _("Not granted")
    DONE = "DONE", _("Settled again")


class HandoverState(TextChoices):
    OPEN = "OPEN", _("Under way")
    DONE = "DONE", _("Handed over")
    CANCELLED = "CANCELLED", pgettext_lazy("handover", "Cancelled")


class SubmissionState(TextChoices):
    ACCEPTED = "ACCEPTED", _("Posted")
    HELD = "HELD", _("Held: two different figures")
    SET_ASIDE = "SET_ASIDE", _("Set aside")


class VisitorOrigin(TextChoices):
    UNKNOWN = "UNKNOWN", _("Not noted")
    DOMESTIC = "DOMESTIC", _("From Vietnam")
    FOREIGN = "FOREIGN", _("From abroad")


class VisitorType(TextChoices):
    UNKNOWN = "UNKNOWN", _("Not noted")
    INDIVIDUAL = "INDIVIDUAL", _("Individuals")
    GROUP = "GROUP", _("Groups and tours")
    TRADE = "TRADE", _("Trade buyers")


class CountMethod(TextChoices):
    COUNTED = "COUNTED", _("Counted")
    ESTIMATED = "ESTIMATED", _("Estimated")
    COUNTER = "COUNTER", _("Door counter")


# What a stock report states per line, and the ledger's kind and sign for it.
FLOWS: dict[str, tuple[str, int]] = {
    "received": (MovementKind.RECEIVE, 1),
    "sold": (MovementKind.SELL, -1),
    "returned": (MovementKind.RETURN, -1),
    "damaged": (MovementKind.DAMAGE, -1),
    "adjusted": (MovementKind.ADJUST, 1),
}
MAX_LINES = 1000
RECOUNT_LATER_DAYS = 60


def month_of(day: date) -> date:
    """The first day of the month, which names a month everywhere."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_end(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - timedelta(days=1)


def written_month(text: str) -> date | None:
    """`2026-11` as the first day of that month, from 2000 to 2100; anything else is None."""
    try:
        year, month = text.split("-")
        found = date(int(year), int(month), 1)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def today_at(now: datetime) -> date:
    """The business day in Vietnam at a moment."""
    return now.astimezone(ZONE).date()


ALL_WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def report_due(day: date, hours: int) -> datetime:
    """Until when a day's report is on time: `hours` after the day began in Vietnam."""
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hours)


def is_late(day: date, received_at: datetime, hours: int) -> bool:
    """Only the time of arrival decides; an earlier capture is shown, not counted."""
    return received_at > report_due(day, hours)


def counted_later(day: date, today: date) -> bool:
    """Whether a correction reaches so far back that a worker counts its days out of stock.

    They cost as much as all the rest from about two months on.
    """
    return day < today - timedelta(days=RECOUNT_LATER_DAYS)


def completeness(reported: int, expected: int) -> int | None:
    """Whole percent of expected days with a report; None while nothing was expected."""
    return None if expected <= 0 else min(100, reported * 100 // expected)
