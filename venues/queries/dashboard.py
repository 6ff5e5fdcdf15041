"""The organiser's view of all points in a month, from their rollups."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import Coalesce

from venues.models import Anomaly, LineMonth, PointDay, PointMonth, ShowcasePoint
from venues.queries.centres import placed
from venues.rules import completeness, month_end
from venues.rules.anomalies import AnomalyState

COUNTS = (
    "expected_days",
    "stock_days",
    "stock_late",
    "visitor_days",
    "visitor_late",
    "received",
    "sold",
    "amount",
    "visitors",
)
LINE_COUNTS = ("low_lines", "negative_lines", "out_lines")
MAP_FIELDS = ("id", "name", "latitude", "longitude", "low_lines", "out_lines")
NOTHING = {"received": Decimal(0), "sold": Decimal(0)}  # else 0


def month_rows(points: QuerySet[ShowcasePoint], month: date) -> QuerySet[ShowcasePoint, Any]:
    """One row per point with its counts of the month, by name, to page; zero where none are."""
    of_month = FilteredRelation("pointmonth", condition=Q(pointmonth__month=month))
    counts = {name: Coalesce(F(f"of_month__{name}"), NOTHING.get(name, 0)) for name in COUNTS}
    return (
        points.annotate(of_month=of_month)
        .order_by("sort_key", "id")
        .values(
            "id",
            "code",
            "name",
            "kind",
            "state",
            "is_demo",
            "demo_figures",
            "low_lines",
            "negative_lines",
            "out_lines",
            "reports_from",
            commune_name=F("commune__name"),
            **counts,
        )
    )


def percents(counts: dict[str, Any]) -> dict[str, int | None]:
    """Completeness of stock and visitor reports, and both together, in whole percent."""
    expected = counts["expected_days"]
    return {
        "stock_complete": completeness(counts["stock_days"], expected),
        "visitors_complete": completeness(counts["visitor_days"], expected),
        "complete": completeness(counts["stock_days"] + counts["visitor_days"], 2 * expected),
    }


def totals(points: QuerySet[ShowcasePoint], month: date) -> dict[str, Any]:
    """The city's sums of a month; points without expected days do not weigh."""
    of_month = FilteredRelation("pointmonth", condition=Q(pointmonth__month=month))
    reported = Q(of_month__stock_days__gt=0) | Q(of_month__visitor_days__gt=0)
    found = points.annotate(of_month=of_month).aggregate(
        points=Count("pk"),
        reporting=Count("pk", filter=reported),
        **{f"sum_{name}": Sum(name) for name in LINE_COUNTS},
        **{f"sum_{name}": Sum(f"of_month__{name}") for name in COUNTS},
    )
    sums: dict[str, Any] = {n: found[f"sum_{n}"] or NOTHING.get(n, 0) for n in COUNTS}
    sums["amount"] = int(sums["amount"])  # a sum of bigint comes as numeric
    return {
        **sums,
        **{name: found[f"sum_{name}"] or 0 for name in LINE_COUNTS},
        "points": found["points"],
        "reporting": found["reporting"],
        **percents(sums),
    }


def best_sellers(
    month: date, points: QuerySet[ShowcasePoint], count: int = 10
) -> list[dict[str, Any]]:
    """The products with the highest sales of a month over these points."""
    rows = (
        LineMonth.objects.filter(month=month, point_id__in=points.values("pk"), sold__gt=0)
        .values("product_id", name=F("product__name"), unit=F("product__unit"))
        .annotate(total=Sum("sold"), earned=Sum("amount"))
        .order_by("-earned", "-total", "product_id")[:count]
    )
    return [dict(row) for row in rows]


def highest_sales(
    month: date, points: QuerySet[ShowcasePoint], count: int = 10
) -> list[tuple[str, int]]:
    """The points with the highest sales of a month as (name, amount)."""
    return list(
        PointMonth.objects.filter(month=month, point_id__in=points.values("pk"), amount__gt=0)
        .order_by("-amount", "point_id")
        .values_list("point__name", "amount")[:count]
    )


def points_with_days(points: QuerySet[ShowcasePoint], month: date) -> QuerySet[ShowcasePoint]:
    """The points with report days in a month, by name, each with these as `month_days`."""
    days = PointDay.objects.filter(day__gte=month, day__lte=month_end(month)).order_by("day")
    return (
        points.filter(Exists(days.filter(point_id=OuterRef("pk"))))
        .order_by("sort_key", "id")
        .prefetch_related(Prefetch("pointday_set", queryset=days, to_attr="month_days"))
    )


def by_commune(points: QuerySet[ShowcasePoint], month: date) -> QuerySet[ShowcasePoint, Any]:
    """The month's counts of each commune's points; points without one stand together."""
    of_month = FilteredRelation("pointmonth", condition=Q(pointmonth__month=month))
    return (
        points.annotate(of_month=of_month)
        .order_by("commune__sort_key", "commune_id")
        .values("commune_id", commune_name=F("commune__name"))
        .annotate(
            points=Count("pk"),
            low=Sum("low_lines"),
            out=Sum("out_lines"),
            **{
                f"sum_{name}": Coalesce(Sum(f"of_month__{name}"), NOTHING.get(name, 0))
                for name in COUNTS
            },
        )
    )


def timeliness(reported: int, late: int) -> int | None:
    """Whole percent of the reports that came in time; None where none came."""
    return None if reported <= 0 else (reported - late) * 100 // reported


def trend(points: QuerySet[ShowcasePoint], until: date) -> QuerySet[PointMonth, Any]:
    """The city's sums of each month up to a month, newest first."""
    return (
        PointMonth.objects.filter(point__in=points.values("pk"), month__lte=until)
        .order_by("-month")
        .values("month")
        .annotate(
            reporting=Count("point_id", filter=Q(stock_days__gt=0) | Q(visitor_days__gt=0)),
            **{f"sum_{name}": Coalesce(Sum(name), NOTHING.get(name, 0)) for name in COUNTS},
        )
    )


def sums_of(row: dict[str, Any]) -> dict[str, Any]:
    """The counts of a summed row under their plain names."""
    return {name: row[f"sum_{name}"] for name in COUNTS}


def open_anomalies(points: QuerySet[ShowcasePoint]) -> int:
    """How many findings nobody looked at yet."""
    return Anomaly.objects.filter(point__in=points.values("pk"), state=AnomalyState.OPEN).count()


def map_rows(points: QuerySet[ShowcasePoint], month: date) -> list[dict[str, Any]]:
    """Points with their position, or about where their commune lies (`exact` tells), and how
    complete the month's reports are."""
    of_month = FilteredRelation("pointmonth", condition=Q(pointmonth__month=month))
    counts = {name: Coalesce(F(f"of_month__{name}"), NOTHING.get(name, 0)) for name in COUNTS}
    rows = points.annotate(of_month=of_month).order_by("sort_key", "id")
    return placed(rows.values(*MAP_FIELDS, commune_name=F("commune__name"), **counts))


def points_of_month(month: date) -> QuerySet[ShowcasePoint]:
    """The points with figures in a month."""
    return ShowcasePoint.objects.filter(
        pk__in=PointMonth.objects.filter(month=month).values("point_id")
    ).order_by("sort_key", "id")
