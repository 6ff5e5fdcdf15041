"""The phase of a fair: derived from its stored state, its dates and the moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairs.rules.states import FairState

SMALL_SHIFT = timedelta(minutes=30)


@dataclass(frozen=True)
class Occasion:
    """Where and when a fair is held."""

    venue_id: int
    opens_on: date
    closes_on: date
    daily_from: time
    daily_until: time


def days_of(opens_on: date, closes_on: date) -> list[date]:
    """Every day of a fair, in order."""
    return [opens_on + timedelta(days=n) for n in range((closes_on - opens_on).days + 1)]


def asks_again(before: Occasion, after: Occasion) -> bool:
    """Whether a yes counts no longer: another place, other days, hours moved by > 30 minutes."""
    if (before.venue_id, before.opens_on, before.closes_on) != (
        after.venue_id, after.opens_on, after.closes_on,
    ):  # fmt: skip
        return True
    hours = ((before.daily_from, after.daily_from), (before.daily_until, after.daily_until))
    return any(abs(_since_midnight(b) - _since_midnight(a)) > SMALL_SHIFT for a, b in hours)


def _since_midnight(value: time) -> timedelta:
    return timedelta(hours=value.hour, minutes=value.minute)


class Phase(TextChoices):
    """In the order a fair lives through them."""

    DRAFT = "DRAFT", _("Draft")
    ANNOUNCED = "ANNOUNCED", _("Announced")
    OPEN = "OPEN", _("Taking applications")
    GRACE = "GRACE", _("Late applications still accepted")
    REVIEW = "REVIEW", _("Under review")
    DECIDED = "DECIDED", _("Decided")
    SET_UP = "SET_UP", _("Set-up")
    RUNNING = "RUNNING", _("Running")
    OVER = "OVER", _("Over")
    POSTPONED = "POSTPONED", _("Postponed")
    CANCELLED = "CANCELLED", _("Cancelled")
    CLOSED = "CLOSED", _("Closed")


TONES: dict[str, tuple[str, bool]] = {
    Phase.DRAFT: ("grey", False),
    Phase.ANNOUNCED: ("blue", False),
    Phase.OPEN: ("jade", True),
    Phase.GRACE: ("amber", True),
    Phase.REVIEW: ("blue", False),
    Phase.DECIDED: ("blue", True),
    Phase.SET_UP: ("blue", True),
    Phase.RUNNING: ("jade", True),
    Phase.OVER: ("grey", True),
    Phase.POSTPONED: ("amber", False),
    Phase.CANCELLED: ("red", True),
    Phase.CLOSED: ("grey", True),
}
_STORED = {
    FairState.DRAFT: Phase.DRAFT,
    FairState.POSTPONED: Phase.POSTPONED,
    FairState.CANCELLED: Phase.CANCELLED,
    FairState.CLOSED: Phase.CLOSED,
}


class FairDates(Protocol):
    """What the rules of time need to know of a fair."""

    state: str
    opens_on: date
    closes_on: date
    apply_from: datetime
    apply_until: datetime
    grace_minutes: int
    move_in_at: datetime | None
    decisions_announced_at: datetime | None


def last_moment(fair: FairDates) -> datetime:
    """The last instant at which an application is taken, the grace period included."""
    return fair.apply_until + timedelta(minutes=fair.grace_minutes)


def phase(fair: FairDates, now: datetime) -> Phase:
    """Where the fair stands at `now` (an aware moment; days are Vietnam's)."""
    if fair.state in _STORED:
        return _STORED[FairState(fair.state)]
    today = timezone.localdate(now)
    if today > fair.closes_on:
        return Phase.OVER
    if today >= fair.opens_on:
        return Phase.RUNNING
    if fair.move_in_at is not None and now >= fair.move_in_at:
        return Phase.SET_UP
    if now < fair.apply_from:
        return Phase.ANNOUNCED
    if now <= fair.apply_until:
        return Phase.OPEN
    if now <= last_moment(fair):
        return Phase.GRACE
    return Phase.DECIDED if fair.decisions_announced_at else Phase.REVIEW


def takes_applications(fair: FairDates, now: datetime) -> bool:
    return phase(fair, now) in (Phase.OPEN, Phase.GRACE)


def is_late(fair: FairDates, now: datetime) -> bool:
    """Sent after the deadline, within the grace period."""
    return now > fair.apply_until


def date_problems(
    *,
    opens_on: date,
    closes_on: date,
    apply_from: datetime,
    apply_until: datetime,
    move_in_at: datetime | None = None,
    confirm_by: datetime | None = None,
) -> dict[str, list[object]]:
    """What makes no sense in a fair's dates, by field; empty when all is well."""
    wrong: dict[str, list[object]] = {}
    if closes_on < opens_on:
        wrong["closes_on"] = [_("The last day is before the first day.")]
    if (closes_on - opens_on).days > 60:
        wrong["closes_on"] = [_("A fair lasts at most 60 days.")]
    if apply_until <= apply_from:
        wrong["apply_until"] = [_("Applications close before they open.")]
    elif timezone.localdate(apply_until) >= opens_on:
        wrong["apply_until"] = [_("Applications must close before the fair's first day.")]
    if confirm_by is not None and confirm_by <= apply_until:
        wrong["confirm_by"] = [_("Exhibitors confirm after applications close.")]
    elif confirm_by is not None and timezone.localdate(confirm_by) > opens_on:
        wrong["confirm_by"] = [_("Exhibitors confirm before the fair opens.")]
    if move_in_at is not None and timezone.localdate(move_in_at) > opens_on:
        wrong["move_in_at"] = [_("Move-in starts before the fair opens.")]
    return wrong


def shift_by_weekday(start: date, new_start: date) -> timedelta:
    """Whole weeks (rounded) between two starts, so that every date keeps its weekday."""
    weeks = round((new_start - start).days / 7)
    return timedelta(weeks=weeks)
