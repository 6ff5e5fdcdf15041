"""Past fairs and seminars as public sources report them (fairs/data/events.csv)."""

import csv
import functools
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "data" / "events.csv"
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class PastEvent:
    """One event; figures are kept as the source words them."""

    name: str
    organiser: str
    start: date | None
    end: date | None
    when: str
    venue: str
    booths: str
    exhibitors: str
    figures: str
    source: str


@functools.cache
def past_events() -> tuple[PastEvent, ...]:
    """Newest first; those without a date last."""
    with FILE.open(encoding="utf-8", newline="") as file:
        events = [_event(row) for row in csv.DictReader(file)]
    return tuple(sorted(events, key=lambda e: (e.start or date.min, e.when), reverse=True))


def _event(row: dict[str, str]) -> PastEvent:
    start, end = (_day(row[name]) for name in ("start", "end"))
    return PastEvent(
        name=row["event_vi"],
        organiser=row["organiser"],
        start=start,
        end=end,
        when=row["start"],
        venue=row["venue"],
        booths=row["booths"],
        exhibitors=row["exhibitors"],
        figures=row["other_figures"],
        source=row["source"],
    )


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if _DAY.match(value) else None
