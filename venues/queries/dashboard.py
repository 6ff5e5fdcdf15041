"""The organiser's view of all points in a month, from two rollup rows per point."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum

from venues.models import LineMonth, PointDay, PointMonth, ShowcasePoint
from venues.rules import completeness, month_end

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


def month_rows(points: QuerySet[ShowcasePoint], month: date) -> list[dict[str, Any]]:
    """One row per point: completeness, sold, visitors, low lines. Two queries for any number."""
    listed = list(
        points.order_by("sort_key", "id").values(
            "id",
            "code",
            "name",
            "kind",
            "state",
            "is_demo",
            "demo_figures",
            "low_lines",
            "negative_lines",
            "reports_from",
            commune_name=F("commune__name"),
        )
    )
    months = {
        row["point_id"]: row
        for row in PointMonth.objects.filter(
            month=month, point_id__in=[row["id"] for row in listed]
        ).values("point_id", *COUNTS)
    }
    nothing = dict.fromkeys(COUNTS, 0)
    rows = []
    for point in listed:
        counts = months.get(point["id"], nothing)
        rows.append({**point, **{name: counts[name] for name in COUNTS}, **percents(counts)})
    return rows


def percents(counts: dict[str, Any]) -> dict[str, int | None]:
    """Completeness of stock and visitor reports, and both together, in whole percent."""
    expected = counts["expected_days"]
    return {
        "stock_complete": completeness(counts["stock_days"], expected),
        "visitors_complete": completeness(counts["visitor_days"], expected),
        "complete": completeness(counts["stock_days"] + counts["visitor_days"], 2 * expected),
    }


def totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The city's sums of a month; points without expected days do not weigh."""
    sums: dict[str, Any] = {name: sum(row[name] for row in rows) for name in COUNTS}
    sums["low_lines"] = sum(row["low_lines"] for row in rows)
    sums["negative_lines"] = sum(row["negative_lines"] for row in rows)
    sums["points"] = len(rows)
    sums["reporting"] = sum(1 for row in rows if row["stock_days"] or row["visitor_days"])
    return {**sums, **percents(sums)}


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


def day_grid(points: QuerySet[ShowcasePoint], month: date) -> dict[int, dict[int, dict[str, Any]]]:
    """Point → day of the month → that day's row, for the completeness grid."""
    grid: dict[int, dict[int, dict[str, Any]]] = {}
    days = PointDay.objects.filter(
        point_id__in=points.values("pk"), day__gte=month, day__lte=month_end(month)
    ).values(
        "point_id", "day", "expected", "stock_at", "stock_late", "visitors_at", "visitors_late"
    )
    for row in days:
        grid.setdefault(row["point_id"], {})[row["day"].day] = dict(row)
    return grid


def reported_months(points: QuerySet[ShowcasePoint]) -> list[date]:
    """Months with figures, newest first."""
    return list(
        PointMonth.objects.filter(point_id__in=points.values("pk"))
        .order_by("-month")
        .values_list("month", flat=True)
        .distinct()
    )
