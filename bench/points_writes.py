"""Ratios 4 to 7 of bench/points.py: what reports and corrections write."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.points_report import LAST, NOW, Report, cpus, once, query, undone
from venues.rules import month_of
from venues.services import ledger, out_days

ROLLUPS = ("venues_linenow", "venues_linemonth", "venues_pointday", "venues_pointmonth")


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


def measure_post(report: Report, point: int, products: Sequence[int]) -> None:
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
    ours, bare = cpus(undone(send), undone(lambda: query(INSERT, parameters)))
    key = uuid4()
    repeat = _report(point, products, client_uuid=key)
    again: list[float] = []

    def twice() -> None:
        repeat()
        repeat()
        again.append(once(repeat))

    undone(twice)()
    undone(twice)()
    report.line(f"4. report of {len(products)} lines", ours)
    report.line("4. ledger-only insert of the same movements", bare)
    report.line("4. report / ledger-only insert", ours / bare, 5, volume=True)
    report.line("4. statements", len(statements), 10)
    report.line("4. duplicate / report", min(again) / ours, 0.1)


def _written() -> int:
    """Rows of the ledger and the rollups this transaction has written so far."""
    names = [*ROLLUPS, "venues_showcasepoint"]
    sql = (
        "SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0) FROM pg_stat_xact_user_tables"
        " WHERE relname = ANY(%s) OR relname LIKE 'venues_movement%%'"
    )
    return int(query(sql, [names])[0][0])


CHAIN = """
CREATE TABLE bench_chain AS
SELECT d.point_id, l.product_id, d.day, 30::numeric(14,3) AS opening, 0::numeric(14,3) AS received,
    2::numeric(14,3) AS sold, 28::numeric(14,3) AS closing
FROM venues_line l JOIN venues_pointday d USING (point_id)
WHERE l.point_id = %s ORDER BY d.day, l.product_id;
ALTER TABLE bench_chain ADD PRIMARY KEY (point_id, day, product_id);
"""
SHIFT = """
INSERT INTO bench_chain (point_id, product_id, day, opening, received, sold, closing)
SELECT %(point)s, p, d.day, -1, 0, 0, -1
FROM unnest(%(products)s::bigint[]) AS p
CROSS JOIN (SELECT day FROM venues_pointday WHERE point_id = %(point)s AND day >= %(day)s) AS d
ON CONFLICT (point_id, day, product_id) DO UPDATE SET
    opening = bench_chain.opening + EXCLUDED.opening,
    closing = bench_chain.closing + EXCLUDED.closing
"""


@contextmanager
def _chain(point: int, products: Sequence[int], day: date) -> Iterator[Callable[[], None]]:
    """The same correction where each day keeps its balance: movements, then every day."""
    for statement in CHAIN.split(";\n"):
        if statement.strip():
            query(statement, [point] if "%s" in statement else None)
    values = {"point": point, "products": list(products), "day": day}

    def correct() -> None:
        query(INSERT, values)
        query(SHIFT, values)

    try:
        query("ANALYZE bench_chain")
        yield correct
    finally:
        query("DROP TABLE bench_chain")


def measure_correction(report: Report, point: int, products: Sequence[int]) -> None:
    """Correct 200 lines of a report 300 days back, and the same in a daily chain of balances."""
    picked, day = list(products[:200]), LAST - timedelta(days=300)
    lines = [{"product": p, "received": 5, "sold": 2} for p in picked]
    months = (LAST.year - day.year) * 12 + LAST.month - day.month + 1
    fixed = [{"product": p, "sold": 3} for p in picked]
    made_up = query(
        "SELECT count(*) FROM venues_movement WHERE point_id = %s AND day = %s AND kind = 'SELL'"
        " AND product_id = ANY(%s)",
        [point, day, picked],
    )[0][0]
    # Committed, as any report is long before it is corrected: its old rows are gone by then.
    first = _report(point, picked, day=day, lines=lines)()
    rows: list[int] = []

    def correct() -> None:
        before = _written()
        _report(
            point,
            picked,
            day=day,
            lines=fixed,
            correction=True,
            base_rev=first.answer["rev"],
            reason="đếm lại",
        )()
        rows.append(_written() - before)

    def count_out() -> None:
        out_days.recompute_out_days(point_id=point, month=month_of(day), products=picked)

    with _chain(point, picked, day) as shift:
        works = [undone(work) for work in (correct, count_out, shift)]
        whole, out, chain = cpus(*works, runs=7)
    lines_count = len(picked)
    # All the day's sales of a line are reversed: the made-up one too, which no report states.
    design = 2 * lines_count + made_up + lines_count * months + lines_count + 1 + months
    report.line(f"5. correction of {lines_count} lines 300 days back", whole)
    report.line("5. days out of stock, later in a worker", out)
    report.line("5. the same shift in a daily chain", chain)
    report.line("5. rows written / design value", median(rows) / design, 1.05)
    report.line("5. correction without out_days / chain", whole / chain, 0.1, volume=True)
    report.line("5. correction with out_days / chain", (whole + out) / chain, 0.5, volume=True)


def measure_wal(report: Report, point: int, products: Sequence[int]) -> None:
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


def measure_sizes(report: Report) -> None:
    def size(names: str) -> int:
        sql = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' AND "
        return int(query(sql + names)[0][0])

    whole = size("c.relname LIKE 'venues_movement_%'")
    kept = size(f"c.relname IN {ROLLUPS}")
    report.line("7. ledger, MB", whole / 1e6)
    report.line("7. rollups / ledger bytes", kept / whole, 0.06, volume=True)
