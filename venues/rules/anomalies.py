"""Figures worth a second look. A rule that fires says why; it never changes a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WEEKS = 12
MINIMUM_WEEKS = 6
FLOOR = 0.8
LIMIT = 3.5
NORMAL = 1.4826  # makes the MAD of a normal distribution its standard deviation
REPEATED_LINES = 10


class AnomalyRule(TextChoices):
    VISITS = "VISITS", _("Visits unlike the same weekdays before")
    NO_VISITS = "NO_VISITS", _("Sales without a single visit")
    OVERSOLD = "OVERSOLD", _("More sold than there was")
    CONVERSION = "CONVERSION", _("More products sold than visits")
    REPEATED = "REPEATED", _("Figures equal to the day before")


class AnomalyState(TextChoices):
    OPEN = "OPEN", _("To be looked at")
    CONFIRMED = "CONFIRMED", _("Confirmed as right")
    ASKED = "ASKED", _("Point was asked")
    GONE = "GONE", _("Corrected since")


@dataclass(frozen=True)
class DayFigures:
    """A day of a point. `visits` is None while not reported; `before` are the visits of the last
    same weekdays, newest first; `oversold` maps products to the balance below zero they ended
    with; `repeated` counts lines that sold exactly what they sold the day before."""

    visits: int | None
    before: Sequence[int]
    lines_sold: int
    oversold: dict[int, str]
    repeated: int


@dataclass(frozen=True)
class Finding:
    rule: str
    product: int | None
    figures: dict[str, Any]


def visits_score(visits: int, before: Sequence[int]) -> tuple[float, float] | None:
    """(z, usual visits) on the square root; None with fewer than six weeks to compare."""
    known = [sqrt(n) for n in before[:WEEKS]]
    if len(known) < MINIMUM_WEEKS:
        return None
    middle = median(known)
    spread = max(NORMAL * median(abs(root - middle) for root in known), FLOOR)
    return (sqrt(visits) - middle) / spread, middle**2


def find(day: DayFigures) -> list[Finding]:
    """What is worth a look, each with the figures its rule saw."""
    found = []
    if day.visits is not None:
        scored = visits_score(day.visits, day.before)
        if scored and abs(scored[0]) > LIMIT:
            z, usual = scored
            figures = {"visits": day.visits, "usual": round(usual), "z": round(z, 1)}
            found.append(Finding(AnomalyRule.VISITS, None, figures))
        if day.visits == 0 and day.lines_sold:
            found.append(Finding(AnomalyRule.NO_VISITS, None, {"lines": day.lines_sold}))
        elif day.lines_sold > day.visits:
            figures = {"lines": day.lines_sold, "visits": day.visits}
            found.append(Finding(AnomalyRule.CONVERSION, None, figures))
    found += [
        Finding(AnomalyRule.OVERSOLD, product, {"balance": balance})
        for product, balance in sorted(day.oversold.items())
    ]
    if day.repeated >= REPEATED_LINES:
        found.append(Finding(AnomalyRule.REPEATED, None, {"lines": day.repeated}))
    return found
