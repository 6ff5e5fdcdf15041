"""Days and months as addresses and hidden fields write them."""

from datetime import date
from typing import overload

from venues.rules import month_of, written_month


def read_month(text: str | None, default: date) -> date:
    """`2026-11` as the first day of that month; anything else is the default's month."""
    return written_month(text or "") or month_of(default)


@overload
def read_day(text: str | None, default: date) -> date: ...
@overload
def read_day(text: str | None, default: None) -> date | None: ...
def read_day(text: str | None, default: date | None) -> date | None:
    """`2026-11-24` as a day; anything else is the default."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return default
    return found if 2000 <= found.year <= 2100 else default
