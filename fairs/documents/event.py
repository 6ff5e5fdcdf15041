"""What every paper says about its fair or seminar, in the paper's language."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from common import formats


@dataclass(frozen=True)
class Event:
    """A fair: its name, days, hours and place as the organiser entered them."""

    name: str
    opens_on: date
    closes_on: date
    daily_from: time
    daily_until: time
    venue: str
    address: str
    contact: str = ""
    move_in_at: datetime | None = None
    demo: bool = False

    @property
    def days(self) -> str:
        return formats.days(self.opens_on, self.closes_on)

    @property
    def hours(self) -> str:
        return f"{self.daily_from:%H:%M} – {self.daily_until:%H:%M}"

    @property
    def place(self) -> str:
        return ", ".join(filter(None, (self.venue, self.address)))

    def facts(self) -> list[tuple[object, object]]:
        """Name and value of each, for `Sheet.facts`."""
        pairs: list[tuple[object, object]] = [
            (_("Dates"), self.days),
            (_("Opening hours"), self.hours),
            (_("Place"), self.place),
        ]
        if self.move_in_at:
            pairs.append((_("Move-in from"), formats.moment(self.move_in_at)))
        return pairs


@dataclass(frozen=True)
class Exhibitor:
    """An exhibitor with its place in the published plan."""

    name: str
    where: str
    code: str
    booths: tuple[str, ...]
    hall: str
    zone: str
    products: tuple[tuple[str, int | None], ...] = ()
    address: str = ""
    contact: str = ""
    phone: str = ""

    @property
    def numbers(self) -> str:
        return ", ".join(self.booths)

    @property
    def place(self) -> str:
        return " · ".join(filter(None, (self.hall, self.zone)))


def stars(count: int | None) -> str:
    """Stars as signs; nothing for a candidate."""
    return "★" * (count or 0)
