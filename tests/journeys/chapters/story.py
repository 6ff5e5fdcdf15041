"""What the chapters hand on to each other."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.client import Api
from tests.journeys.conftest import City

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FOOD, BEVERAGES, HERBS, CRAFTS = 1, 2, 3, 4


def today() -> date:
    return datetime.now(VIETNAM).date()


def moment(days: int, hour: int) -> str:
    """So many days from today at this hour in Vietnam."""
    return datetime.combine(today() + timedelta(days), time(hour), VIETNAM).isoformat()


@dataclass
class Exhibitor:
    """A producer that applies, and whoever acts for it."""

    producer: int
    name: str
    email: str
    products: list[int] = field(default_factory=list)
    group: int = 0
    api: Api = field(default_factory=lambda: Api(""))
    application: int = 0
    code: str = ""
    modules: int = 1


@dataclass
class Story:
    """The city's programme as far as it has been told."""

    city: City
    organiser: Api
    reviewer: Api
    exhibitors: list[Exhibitor] = field(default_factory=list)
    venue: int = 0
    hall: int = 0
    room: int = 0
    fair: int = 0
    booths: list[dict[str, Any]] = field(default_factory=list)
    zones: dict[int, list[int]] = field(default_factory=dict)
    accepted: list[Exhibitor] = field(default_factory=list)
    waiting: list[Exhibitor] = field(default_factory=list)
    rejected: list[Exhibitor] = field(default_factory=list)
    places: dict[str, list[str]] = field(default_factory=dict)

    def fair_row(self) -> dict[str, Any]:
        return self.organiser.get(f"fairs/{self.fair}/")
