"""Demand of every line of a point, reckoned from its ledger; a night's work."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt

from django.db import transaction
from django.db.models import Sum

from venues.models import LineForecast, LineNow, Movement, PointDay, ShowcasePoint
from venues.rules import today_at
from venues.rules.forecast import Demand, demand_of, weekday_index

WINDOW_DAYS = 180

Moved = dict[date, dict[int, tuple[Decimal, Decimal]]]


def forecast_point(*, point_id: int, now: datetime) -> int:
    """Store the demand of each line of a point from its last 180 days. How many lines.

    A day counts for a line when its stock report came and goods were there: something in stock
    in the morning, or received or sold that day. Reads without the point's lock: a report that
    comes meanwhile is in the next night's figures.
    """
    today = today_at(now)
    first = today - timedelta(days=WINDOW_DAYS)
    reported = list(
        PointDay.objects.filter(
            point_id=point_id, day__gte=first, day__lte=today, stock_at__isnull=False
        )
        .order_by("day")
        .values_list("day", flat=True)
    )
    moved = _moved(point_id, first)
    rows = _demands(point_id, reported, moved)
    with transaction.atomic():
        LineForecast.objects.filter(point_id=point_id).delete()
        LineForecast.objects.bulk_create(
            LineForecast(
                point_id=point_id,
                product_id=product,
                days=demand.days,
                mean=demand.mean,
                sd=sqrt(demand.variance),
                reorder=demand.reorder,
                target=demand.target,
                computed_at=now,
            )
            for product, demand in sorted(rows.items())
        )
    return len(rows)


def _moved(point_id: int, first: date) -> Moved:
    """By day and product (all movement, units sold)."""
    found: Moved = defaultdict(dict)
    sums = (
        Movement.objects.filter(point_id=point_id, day__gte=first)
        .order_by()
        .values_list("day", "product_id", "flow")
        .annotate(total=Sum("quantity"))
    )
    for day, product, flow, total in sums:
        moved, sold = found[day].get(product, (Decimal(0), Decimal(0)))
        found[day][product] = (moved + total, sold - total if flow == "SELL" else sold)
    return found


def _demands(point_id: int, reported: list[date], moved: Moved) -> dict[int, Demand]:
    days = set(reported)
    index = weekday_index(
        {
            day: float(sum((sold for _moved, sold in moved.get(day, {}).values()), Decimal(0)))
            for day in reported
        }
    )
    balance = dict(LineNow.objects.filter(point_id=point_id).values_list("product_id", "on_hand"))
    sales: dict[int, list[tuple[date, float]]] = {product: [] for product in balance}
    for day in sorted(days | set(moved), reverse=True):  # from today's balance backwards
        changes = moved.get(day, {})
        for product in balance:
            change, sold = changes.get(product, (Decimal(0), Decimal(0)))
            evening = balance[product]
            balance[product] = evening - change
            there = balance[product] > 0 or evening > 0 or sold > 0
            if day in days and there:
                sales[product].append((day, float(max(Decimal(0), sold))))
    return {product: demand_of(reversed(found), index) for product, found in sales.items()}


def forecast_all(*, now: datetime) -> int:
    """Every point that reports, one transaction each. How many lines."""
    points = ShowcasePoint.objects.filter(reports_from__isnull=False).order_by("pk")
    return sum(forecast_point(point_id=pk, now=now) for pk in points.values_list("pk", flat=True))
