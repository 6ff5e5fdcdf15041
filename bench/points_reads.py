"""Ratios 1 to 3 of bench/points.py: what pages and reports read."""

import json
from collections.abc import Sequence
from typing import Any

from bench.points_report import LAST, Report, cpu, cpus, query
from venues.models import ShowcasePoint
from venues.queries import dashboard, days, sheets
from venues.rules import month_of

RAW = """
SELECT point_id, sum(sold), sum(amount), count(*) FILTER (WHERE on_hand <= 5)
FROM (
    SELECT point_id, product_id, sum(quantity) AS on_hand,
        sum(-quantity) FILTER (WHERE flow = 'SELL' AND day >= %(month)s) AS sold,
        sum(amount) FILTER (WHERE flow = 'SELL' AND day >= %(month)s) AS amount
    FROM venues_movement GROUP BY 1, 2
) AS line GROUP BY 1
"""


PAGE = 25  # as the page shows them
PLAIN_ROWS = "SELECT * FROM venues_linemonth WHERE point_id = %s AND month = %s"
PLAIN_NAMES = """
SELECT id, name, unit, sort_key FROM exhibitors_product
WHERE id IN (SELECT product_id FROM venues_linemonth WHERE point_id = %s AND month = %s)
"""


def measure_dashboard(report: Report, keys: Sequence[int]) -> float:
    month, everyone = month_of(LAST), ShowcasePoint.objects.all()

    def page() -> None:
        dashboard.totals(everyone, month)
        list(dashboard.month_rows(everyone, month)[:PAGE])

    def plain() -> None:
        for _n in range(2):
            query("SELECT * FROM venues_pointmonth WHERE month = %s", [month])
            query("SELECT * FROM venues_showcasepoint")
        query("SELECT id, name FROM exhibitors_commune")

    query("SET max_parallel_workers_per_gather = 0")  # else the helpers' time is not counted
    raw = cpu(lambda: query(RAW, {"month": month}), runs=1)
    query("RESET max_parallel_workers_per_gather")
    ours, floor = cpus(page, plain)
    touched = _rows_read(dashboard.month_rows(everyone, month))
    report.line("1. dashboard", ours)
    report.line("1. plain read of the same rows", floor)
    report.line("1. raw scan of the ledger", raw)
    report.line("1. dashboard / plain read", ours / floor, 2)
    report.line("1. rollup rows read per point", touched / len(keys), 2)
    report.line("1. dashboard / raw scan", ours / raw, 1 / 1000, volume=True)
    return ours


def _rows_read(queryset: Any) -> int:
    """Rows read from tables of points by a query, as its plan counted them."""
    sql, parameters = queryset.query.sql_with_params()
    plan = query(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)[0][0]
    plan = json.loads(plan) if isinstance(plan, str) else plan

    def count(node: dict[str, Any]) -> int:
        table = node.get("Relation Name", "")
        own = node["Actual Rows"] * node["Actual Loops"] if table.startswith("venues_") else 0
        return int(own) + sum(count(child) for child in node.get("Plans", []))

    return count(plan[0]["Plan"])


def measure_sheet(report: Report, point: int) -> float:
    month = month_of(LAST)

    def plain() -> None:
        query(PLAIN_ROWS, [point, month])
        query(PLAIN_NAMES, [point, month])

    ours, floor = cpus(lambda: sheets.stock_sheet(point, month), plain)
    raw = cpu(
        lambda: query(
            "SELECT product_id, sum(quantity) FILTER (WHERE day < %s), sum(quantity)"
            " FROM venues_movement WHERE point_id = %s GROUP BY product_id",
            [month, point],
        )
    )
    report.line("2. stock sheet", ours)
    report.line("2. plain read of the same rows", floor)
    report.line("2. raw scan of the point's ledger", raw)
    report.line("2. sheet / plain read", ours / floor, 2)
    return ours


def measure_reports(report: Report, keys: Sequence[int]) -> float:
    month = month_of(LAST)

    def data() -> None:
        for key in keys:
            sheets.stock_sheet(key, month)
            list(days.days_of(key, month))

    def plain() -> None:
        for key in keys:
            query("SELECT * FROM venues_linemonth WHERE point_id = %s AND month = %s", [key, month])
            query(
                "SELECT * FROM venues_pointday WHERE point_id = %s AND day BETWEEN %s AND %s",
                [key, month, LAST],
            )

    ours, floor = cpus(data, plain, runs=7)
    report.line("3. data of all monthly reports", ours)
    report.line("3. data / plain read", ours / floor, 3.5)
    return ours
