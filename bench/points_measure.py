"""The measurements of bench/points.py: each ratio from figures taken in the same run."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.points_data import ZONE, add_days, make_city
from bench.points_race import race
from exhibitors.models import Product
from venues.models import ShowcasePoint
from venues.queries import dashboard, days, sheets
from venues.rules import month_of
from venues.services import ledger, out_days

LAST = date(2026, 10, 31)
NOW = datetime(2026, 10, 31, 20, tzinfo=ZONE)
RUNS = 7
ROLLUPS = ("venues_linenow", "venues_linemonth", "venues_pointday", "venues_pointmonth")
Results = dict[str, float]


class Rollback(Exception):
    """Leaves a measured transaction without its changes."""


class Report:
    """Prints figures as they come and remembers whether each held its limit."""

    def __init__(self, *, full: bool) -> None:
        self.full, self.failed = full, 0

    def line(
        self, name: str, value: float, limit: float | None = None, *, volume: bool = False
    ) -> None:
        """One figure; a limit on `volume` is judged on a ledger of full size only."""
        verdict = ""
        if limit is not None and volume and not self.full:
            verdict = f"  limit {limit:g}  at full size"
        elif limit is not None:
            held = value <= limit
            self.failed += not held
            verdict = f"  limit {limit:g}  {'ok' if held else 'FAILED'}"
        print(f"  {name:<58}{value:>12.4g}{verdict}", flush=True)


def query(sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def backend_cpu() -> float:
    """Milliseconds of processor the connection's server process has used."""
    pid = query("SELECT pg_backend_pid()")[0][0]
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def cpu(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Median server CPU of a call, in ms; the first, which warms up, is not counted."""
    idle = median(_once(lambda: None) for _n in range(runs))
    work()
    return max(0.001, median(_once(work) for _n in range(runs)) - idle)


def _once(work: Callable[[], Any]) -> float:
    before = backend_cpu()
    work()
    return backend_cpu() - before


def undone(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same call in a transaction that leaves nothing behind."""

    def call() -> None:
        try:
            with transaction.atomic():
                work()
                raise Rollback
        except Rollback:
            pass

    return call


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
    print(f"\n8. {operations:,} random posts, corrections, duplicates and aborts on 5 points")
    _open_recent(keys[:5])
    outcome = race(keys[:5], products[:40], operations)
    report.line("8. database errors", outcome.errors, 0)
    report.line("8. deadlocks", outcome.deadlocks, 0)
    report.line("8. rollup rows that differ from the ledger", outcome.drift, 0)
    print(f"\n{report.failed} limit(s) not held" if report.failed else "\nall limits held")
    assert first <= filled
    return 1 if report.failed else 0


def _open_recent(keys: Sequence[int]) -> None:
    """The race reports on days of today; the points' own days stay as generated."""
    ShowcasePoint.objects.filter(pk__in=keys).update(locked_until=None)


def measure(report: Report, keys: Sequence[int], products: Sequence[int]) -> Results:
    return {
        "dashboard": _dashboard(report, keys),
        "sheet": _sheet(report, keys[0]),
        "reports": _reports(report, keys),
        **_post(report, keys[0], products),
        **_correction(report, keys[1], products),
        **_wal(report, keys[2], products),
        **_sizes(report),
    }


def _dashboard(report: Report, keys: Sequence[int]) -> float:
    month, everyone = month_of(LAST), ShowcasePoint.objects.all()

    def page() -> None:
        dashboard.totals(everyone, month)
        list(dashboard.month_rows(everyone, month))

    def plain() -> None:
        for _n in range(2):
            query("SELECT * FROM venues_pointmonth WHERE month = %s", [month])
            query("SELECT * FROM venues_showcasepoint")

    raw = cpu(
        lambda: query(
            "SELECT point_id, sum(-quantity) FILTER (WHERE flow = 'SELL' AND day >= %s),"
            " sum(amount) FILTER (WHERE flow = 'SELL' AND day >= %s), sum(quantity)"
            " FROM venues_movement GROUP BY point_id",
            [month, month],
        ),
        runs=1,
    )
    ours, floor = cpu(page), cpu(plain)
    touched = _rows(dashboard.month_rows(everyone, month))
    report.line("1. dashboard", ours)
    report.line("1. plain read of the same rows", floor)
    report.line("1. raw scan of the ledger", raw)
    report.line("1. dashboard / plain read", ours / floor, 2)
    report.line("1. rollup rows read per point", touched / len(keys), 2)
    report.line("1. dashboard / raw scan", ours / raw, 1 / 1000, volume=True)
    return ours


def _rows(queryset: Any) -> int:
    """Rows read from tables of points by a query, as its plan counted them."""
    sql, parameters = queryset.query.sql_with_params()
    plan = query(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)[0][0]
    plan = json.loads(plan) if isinstance(plan, str) else plan

    def count(node: dict[str, Any]) -> int:
        table = node.get("Relation Name", "")
        own = node["Actual Rows"] * node["Actual Loops"] if table.startswith("venues_") else 0
        return int(own) + sum(count(child) for child in node.get("Plans", []))

    return count(plan[0]["Plan"])


def _sheet(report: Report, point: int) -> float:
    month = month_of(LAST)
    plain_sql = "SELECT * FROM venues_linemonth WHERE point_id = %s AND month = %s"
    ours = cpu(lambda: sheets.stock_sheet(point, month))
    floor = cpu(lambda: query(plain_sql, [point, month]))
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


def _reports(report: Report, keys: Sequence[int]) -> float:
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

    ours, floor = cpu(data, runs=3), cpu(plain, runs=3)
    report.line("3. data of all monthly reports", ours)
    report.line("3. data / plain read", ours / floor, 3.5)
    return ours


def _report(point: int, products: Sequence[int], **options: Any) -> Callable[[], Any]:
    lines = [{"product": p, "received": 5, "sold": 2} for p in products]

    def send() -> Any:
        call = {
            "point_id": point,
            "client_uuid": uuid4(),
            "day": LAST,
            "lines": lines,
            "actor": None,
            "now": NOW,
        }
        return ledger.post_stock_report(**{**call, **options})

    return send


INSERT = """
INSERT INTO venues_movement (submission_id, point_id, product_id, day, kind, flow, quantity, amount,
    reason, posted_at)
SELECT (SELECT client_uuid FROM venues_submission WHERE point_id = %(point)s LIMIT 1), %(point)s, p,
    %(day)s, k, k, q, 0, '', now()
FROM unnest(%(products)s::bigint[]) AS p, (VALUES ('RECEIVE', 5), ('SELL', -2)) AS v (k, q)
"""


def _post(report: Report, point: int, products: Sequence[int]) -> Results:
    send = _report(point, products)
    undone(send)()  # opens the month where it is new
    with CaptureQueriesContext(connection) as seen:
        undone(send)()
    own = ("BEGIN", "ROLLBACK", "SAVEPOINT", "RELEASE")
    statements = [q for q in seen.captured_queries if not q["sql"].startswith(own)]
    parameters = {
        "point": point,
        "products": list(products),
        "day": LAST,
    }
    ours, bare = cpu(undone(send)), cpu(undone(lambda: query(INSERT, parameters)))
    key = uuid4()
    repeat = _report(point, products, client_uuid=key)
    again: list[float] = []

    def twice() -> None:
        repeat()
        repeat()
        again.append(_once(repeat))

    undone(twice)()
    undone(twice)()
    report.line(f"4. report of {len(products)} lines", ours)
    report.line("4. ledger-only insert of the same movements", bare)
    report.line("4. report / ledger-only insert", ours / bare, 5, volume=True)
    report.line("4. statements", len(statements), 10)
    report.line("4. duplicate / report", median(again) / ours, 0.1)
    return {"post": ours}


def _written() -> int:
    """Rows of the ledger and the rollups this transaction has written so far."""
    names = [*ROLLUPS, "venues_showcasepoint"]
    sql = (
        "SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0) FROM pg_stat_xact_user_tables"
        " WHERE relname = ANY(%s) OR relname LIKE 'venues_movement%%'"
    )
    return int(query(sql, [names])[0][0])


def _correction(report: Report, point: int, products: Sequence[int]) -> Results:
    """Correct 200 lines of a report 300 days back, and the same in a daily chain of balances."""
    picked, day = list(products[:200]), LAST - timedelta(days=300)
    lines = [{"product": p, "received": 5, "sold": 2} for p in picked]
    months = (LAST.year - day.year) * 12 + LAST.month - day.month + 1
    fixed = [{"product": p, "sold": 3} for p in picked]
    rows: list[int] = []
    parts: list[float] = []

    def correct() -> None:
        first = _report(point, picked, day=day, lines=lines)()
        before = _written()
        began = backend_cpu()
        _report(
            point,
            picked,
            day=day,
            lines=fixed,
            correction=True,
            base_rev=first.answer["rev"],
            reason="đếm lại",
        )()
        parts.append(backend_cpu() - began)
        rows.append(_written() - before)

    for _n in range(3):
        undone(correct)()
    whole = median(parts)
    out = cpu(
        undone(
            lambda: out_days.recompute_out_days(
                point_id=point, month=month_of(day), products=picked
            )
        ),
        runs=3,
    )
    query(
        "CREATE TEMPORARY TABLE IF NOT EXISTS bench_chain AS SELECT l.product_id, d.day,"
        " 0::numeric AS on_hand FROM venues_line l JOIN venues_pointday d USING (point_id)"
        " WHERE l.point_id = %s",
        [point],
    )
    query("CREATE INDEX IF NOT EXISTS bench_chain_key ON bench_chain (product_id, day)")
    shift = "UPDATE bench_chain SET on_hand = on_hand - 1 WHERE product_id = ANY(%s) AND day >= %s"
    chain = cpu(undone(lambda: query(shift, [picked, day])), runs=3)
    query("DROP TABLE bench_chain")
    lines_count = len(picked)
    design = 2 * lines_count + lines_count * months + lines_count + 1 + months
    report.line(f"5. correction of {lines_count} lines 300 days back", whole)
    report.line("5. of that, days out of stock", out)
    report.line("5. the same shift in a daily chain", chain)
    report.line("5. rows written / design value", median(rows) / design, 1.05)
    report.line(
        "5. correction without out_days / chain", max(0.0, whole - out) / chain, 0.1, volume=True
    )
    report.line("5. correction / chain", whole / chain, 0.5, volume=True)
    return {"correction": whole}


def _wal(report: Report, point: int, products: Sequence[int]) -> Results:
    def written(send: Callable[[], Any]) -> int:
        before = query("SELECT pg_current_wal_insert_lsn()")[0][0]
        undone(send)()
        return int(query("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", [before])[0][0])

    send = _report(point, products)
    undone(send)()
    steady = median(written(send) for _n in range(3))
    query("CHECKPOINT")
    fresh = written(send)
    report.line("6. WAL of a report, KiB", float(steady) / 1024)
    report.line("6. WAL first after a checkpoint / steady", fresh / float(steady), 2.5, volume=True)
    return {}


def _sizes(report: Report) -> Results:
    def size(names: str) -> int:
        sql = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' AND "
        return int(query(sql + names)[0][0])

    whole = size("c.relname LIKE 'venues_movement_%'")
    kept = size(f"c.relname IN {ROLLUPS}")
    report.line("7. ledger, MB", whole / 1e6)
    report.line("7. rollups / ledger bytes", kept / whole, 0.06, volume=True)
    return {}
