"""When a seminar may be held, who gets a seat, and what counts as a real change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fairs.rules.phases import SMALL_SHIFT
from fairs.rules.states import SeminarState

DAY_BEGINS, DAY_ENDS = time(7), time(22)
MAX_PARTY = 20
LONGEST = timedelta(hours=12)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Schedule:
    """Where and when."""

    room_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None


def held_span(starts_at: datetime, ends_at: datetime, buffer_minutes: int) -> Span:
    """The time a room is held: set-up before the start, free again at the end."""
    return starts_at - timedelta(minutes=buffer_minutes), ends_at


def overlaps(one: Span, other: Span) -> bool:
    """Half-open spans: one may begin when the other ends."""
    return one[0] < other[1] and other[0] < one[1]


def free_spans(busy: Iterable[Span], day: date, buffer_minutes: int) -> list[Span]:
    """The times of a day a seminar could be held in, set-up before it included in `busy`.

    A span is (earliest start, latest end); spans too short for any use (30 minutes) are left out.
    """
    zone = timezone.get_default_timezone()
    begin = datetime.combine(day, DAY_BEGINS, zone)
    end = datetime.combine(day, DAY_ENDS, zone)
    setup = timedelta(minutes=buffer_minutes)
    found: list[Span] = []
    cursor = begin
    for first, last in sorted(busy):
        if first > cursor + setup:
            found.append((cursor if cursor == begin else cursor + setup, min(first, end)))
        cursor = max(cursor, last)
    if cursor < end:
        found.append((cursor if cursor == begin else cursor + setup, end))
    return [(a, b) for a, b in found if b - a >= SMALL_SHIFT]


def asks_again(before: Schedule, after: Schedule) -> bool:
    """Whether those who said yes must be asked again: another day, another place, > 30 minutes."""
    if before.starts_at is None or after.starts_at is None:
        return False
    if before.room_id != after.room_id:
        return True
    if timezone.localdate(before.starts_at) != timezone.localdate(after.starts_at):
        return True
    return abs(after.starts_at - before.starts_at) > SMALL_SHIFT


def takes_registrations(
    *, state: str, registration_open: bool, starts_at: datetime | None, now: datetime
) -> bool:
    """Whether the public may register at this moment."""
    published = state == SeminarState.PUBLISHED and registration_open
    return published and starts_at is not None and now < starts_at


def to_promote(waiting: Sequence[tuple[int, int]], free: int) -> list[int]:
    """Which waiting registrations get seats: in order, passing over a party that does not fit.

    `waiting` is (id, party size) in order of arrival.
    """
    chosen = []
    for pk, party in waiting:
        if party <= free:
            chosen.append(pk)
            free -= party
        if free == 0:
            break
    return chosen
