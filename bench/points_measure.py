"""The measurements of bench/points.py: each ratio from figures taken in the same run."""

import time
from collections.abc import Sequence
from datetime import timedelta

from bench.points_data import add_days, make_city
from bench.points_race import race
from bench.points_reads import measure_dashboard, measure_reports, measure_sheet
from bench.points_report import LAST, Report, Results, query
from bench.points_writes import measure_correction, measure_post, measure_sizes, measure_wal
from exhibitors.models import Product
from venues.models import ShowcasePoint

KILLS = 20


def measure_years(*, years: Sequence[int], points: int, lines: int, operations: int) -> int:
    """Fill the database year by year, measure after each; 1 when a limit was not held."""
    report = Report(full=points >= 85 and lines >= 200)
    first = LAST - timedelta(days=365 * max(years)) + timedelta(days=1)
    print(f"{points} points x {lines} lines; figures in server CPU ms unless said otherwise")
    keys = make_city(points, lines, LAST - timedelta(days=365 * min(years)))
    products = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    found: dict[int, Results] = {}
    filled = LAST + timedelta(days=1)
    for year in years:
        start = LAST - timedelta(days=365 * year) + timedelta(days=1)
        began = time.monotonic()
        ShowcasePoint.objects.update(reports_from=start)
        rows = add_days(keys, products, start, filled - timedelta(days=1))
        filled = start
        total = query("SELECT count(*) FROM venues_movement")[0][0]
        seconds = time.monotonic() - began
        print(f"\n{year} year(s): {total:,} movements ({rows:,} added in {seconds:.0f} s)")
        found[year] = measure(report, keys, products)
    if len(years) > 1:
        print(f"\nGrowth from {years[0]} to {years[-1]} years")
        small, large = found[years[0]], found[years[-1]]
        for name, label in (("dashboard", "1"), ("sheet", "2"), ("reports", "3")):
            report.line(f"{label}. {name}, growth", large[name] / small[name], 1.1)
    print(
        f"\n8. {operations:,} random reports, corrections, counts, deliveries, duplicates, aborts"
    )
    _open_recent(keys[:5])
    outcome = race(keys[:5], products[:40], operations, kills=KILLS)
    report.line("8. processes killed", outcome.killed)
    report.line("8. calls answered or refused", outcome.calls)
    report.line("8. database errors", outcome.errors, 0)
    report.line("8. reports answered but not there", outcome.lost, 0)
    report.line("8. deadlocks", outcome.deadlocks, 0)
    report.line("8. rollup rows that differ from the ledger", outcome.drift, 0)
    print(f"\n{report.failed} limit(s) not held" if report.failed else "\nall limits held")
    assert first <= filled
    return 1 if report.failed else 0


def _open_recent(keys: Sequence[int]) -> None:
    """The race reports on days of today; the points' own days stay as generated."""
    ShowcasePoint.objects.filter(pk__in=keys).update(locked_until=None)


def measure(report: Report, keys: Sequence[int], products: Sequence[int]) -> Results:
    found = {
        "dashboard": measure_dashboard(report, keys),
        "sheet": measure_sheet(report, keys[0]),
        "reports": measure_reports(report, keys),
    }
    measure_post(report, keys[0], products)
    measure_correction(report, keys[1], products)
    measure_wal(report, keys[2], products)
    measure_sizes(report)
    return found
