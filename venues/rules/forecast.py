"""How much of a product sells, and what to bring. Plain functions; days are in-stock reported days.

index    sales of a weekday ÷ mean of the seven weekdays, of the whole point
x        a day's sales ÷ its weekday's index
α        max(1/(n+1), 1/30) after n days
μ, σ²    μ ← μ + α(x − μ);  σ² ← (1 − α)(σ² + α(x − μ)²)
reorder  μH + 1.28 σ√H, H = delivery + review days
bring    reorder + 7μ − on hand − on its way, rounded up to whole packs
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from math import sqrt

LEAD_DAYS, REVIEW_DAYS = 4, 7
HORIZON = LEAD_DAYS + REVIEW_DAYS
SERVICE = 1.28  # nine deliveries in ten arrive before the shelf is empty
MINIMUM_DAYS = 14
SLOWEST = 1 / 30
SMALLEST_INDEX = 0.2  # a weekday that hardly sells must not blow up a single sale


@dataclass(frozen=True)
class Demand:
    """Sales per day in the product's unit, from `days` in-stock days that were reported."""

    days: int
    mean: float
    variance: float

    @property
    def enough(self) -> bool:
        return self.days >= MINIMUM_DAYS

    @property
    def reorder(self) -> float:
        """Order when what is on hand and on its way falls to this."""
        return self.mean * HORIZON + SERVICE * sqrt(self.variance) * sqrt(HORIZON)

    @property
    def target(self) -> float:
        """What a delivery fills up to."""
        return self.reorder + REVIEW_DAYS * self.mean


def weekday_index(sales: Mapping[date, float]) -> dict[int, float]:
    """ISO weekday → share of a mean day, from a point's sales on its reported days.

    One for a weekday without any day, and for all when nothing was sold.
    """
    by_day: dict[int, list[float]] = defaultdict(list)
    for day, sold in sales.items():
        by_day[day.isoweekday()].append(sold)
    means = {weekday: sum(values) / len(values) for weekday, values in by_day.items()}
    overall = sum(means.values()) / len(means) if means else 0
    if overall <= 0:
        return dict.fromkeys(range(1, 8), 1.0)
    return {
        weekday: max(SMALLEST_INDEX, means[weekday] / overall) if weekday in means else 1.0
        for weekday in range(1, 8)
    }


def demand_of(sales: Iterable[tuple[date, float]], index: Mapping[int, float]) -> Demand:
    """Demand from (day, sold) of in-stock reported days, oldest first."""
    days, mean, variance = 0, 0.0, 0.0
    for day, sold in sales:
        alpha = max(1 / (days + 1), SLOWEST)
        delta = sold / index[day.isoweekday()] - mean
        mean += alpha * delta
        variance = (1 - alpha) * (variance + alpha * delta * delta)
        days += 1
    return Demand(days, mean, variance)


def days_of_cover(on_hand: Decimal, mean: float) -> int | None:
    """Whole days the shelf lasts at the mean; below zero counts as empty; None: nothing sells."""
    if mean <= 0:
        return None
    return int(max(Decimal(0), on_hand) / Decimal(str(mean)))


def suggested(target: float, on_hand: Decimal, on_order: Decimal, pack: Decimal) -> Decimal:
    """What to bring, in whole packs; nothing when enough is there or on its way."""
    lacking = Decimal(str(target)) - max(Decimal(0), on_hand) - on_order
    if lacking <= 0:
        return Decimal(0)
    return (lacking / pack).to_integral_value(ROUND_CEILING) * pack
