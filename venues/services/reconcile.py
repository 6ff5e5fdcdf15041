"""The nightly check: what the rollups say against what the ledger says, one point at a time."""

from datetime import date, datetime
from typing import Any

import structlog
from django.db import connection, transaction

from accounts.services import record_activity
from venues.models import LedgerRepair, LineMonth, ShowcasePoint
from venues.rules import month_of
from venues.services import out_days, reporting_days
from venues.services.point_lock import lock_point

log = structlog.get_logger(__name__)
DETAIL_LIMIT = 50

TRUTH = """
CREATE TEMPORARY TABLE truth_line ON COMMIT DROP AS
WITH flow AS (
    SELECT product_id, date_trunc('month', day)::date AS month, sum(quantity) AS quantity,
        COALESCE(sum(quantity) FILTER (WHERE flow = 'RECEIVE'), 0) AS received,
        -COALESCE(sum(quantity) FILTER (WHERE flow = 'SELL'), 0) AS sold,
        -COALESCE(sum(quantity) FILTER (WHERE flow = 'RETURN'), 0) AS returned,
        -COALESCE(sum(quantity) FILTER (WHERE flow = 'DAMAGE'), 0) AS damaged,
        COALESCE(sum(quantity) FILTER (WHERE flow = 'ADJUST'), 0) AS adjusted,
        COALESCE(sum(amount) FILTER (WHERE flow = 'SELL'), 0) AS amount
    FROM venues_movement WHERE point_id = %(point)s GROUP BY 1, 2
), span AS (
    SELECT f.product_id, m.month
    FROM (SELECT product_id, min(month) AS month FROM flow GROUP BY 1) AS f
    JOIN venues_pointmonth m ON m.point_id = %(point)s AND m.month >= f.month
), both_of AS (
    SELECT * FROM flow
    UNION ALL SELECT product_id, month, 0, 0, 0, 0, 0, 0, 0 FROM span
)
SELECT product_id, month,
    sum(sum(quantity)) OVER w - sum(quantity) AS opening,
    sum(received) AS received, sum(sold) AS sold, sum(returned) AS returned,
    sum(damaged) AS damaged, sum(adjusted) AS adjusted, sum(amount)::bigint AS amount
FROM both_of GROUP BY product_id, month
WINDOW w AS (PARTITION BY product_id ORDER BY month)
"""

COLUMNS = ("opening", "received", "sold", "returned", "damaged", "adjusted", "amount")
SAME = " AND ".join(f"m.{name} = t.{name}" for name in COLUMNS)

WRONG_LINES = f"""
SELECT COALESCE(m.month, t.month), COALESCE(m.product_id, t.product_id), m.opening::text,
    t.opening::text, m.sold::text, t.sold::text
FROM (SELECT * FROM venues_linemonth WHERE point_id = %(point)s) AS m
FULL JOIN truth_line t ON t.product_id = m.product_id AND t.month = m.month
WHERE m.month IS NULL OR t.month IS NULL OR NOT ({SAME})
ORDER BY 1, 2
"""  # noqa: S608 - column names are the constants above

REPAIR_LINES = """
INSERT INTO venues_linemonth AS m (month, point_id, product_id, opening, received, sold,
    returned, damaged, adjusted, amount, out_days)
SELECT month, %(point)s, product_id, opening, received, sold, returned, damaged, adjusted,
    amount, 0 FROM truth_line ORDER BY month, product_id
ON CONFLICT (point_id, month, product_id) DO UPDATE SET opening = EXCLUDED.opening,
    received = EXCLUDED.received, sold = EXCLUDED.sold, returned = EXCLUDED.returned,
    damaged = EXCLUDED.damaged, adjusted = EXCLUDED.adjusted, amount = EXCLUDED.amount;
DELETE FROM venues_linemonth m WHERE m.point_id = %(point)s AND NOT EXISTS (
    SELECT 1 FROM truth_line t WHERE t.product_id = m.product_id AND t.month = m.month)
"""

REPAIR_NOW = """
WITH truth AS (
    SELECT l.product_id, l.reorder_level, COALESCE((
        SELECT sum(quantity) FROM venues_movement m
        WHERE m.point_id = %(point)s AND m.product_id = l.product_id), 0) AS on_hand
    FROM venues_line l WHERE l.point_id = %(point)s
), fixed AS (
    INSERT INTO venues_linenow AS n (point_id, product_id, on_hand, reorder_level)
    SELECT %(point)s, t.product_id, t.on_hand, t.reorder_level FROM truth t
    LEFT JOIN venues_linenow o ON o.point_id = %(point)s AND o.product_id = t.product_id
    WHERE o.product_id IS NULL OR o.on_hand <> t.on_hand
        OR o.reorder_level IS DISTINCT FROM t.reorder_level
    ON CONFLICT (point_id, product_id) DO UPDATE SET on_hand = EXCLUDED.on_hand,
        reorder_level = EXCLUDED.reorder_level
    RETURNING product_id
)
SELECT count(*) FROM fixed
"""

REPAIR_DAYS = """
WITH sales AS (
    SELECT day, sum(-quantity) AS sold, sum(amount) AS amount FROM venues_movement
    WHERE point_id = %(point)s AND flow = 'SELL' GROUP BY day
), visits AS (
    SELECT day, sum(n) AS visitors FROM venues_visit WHERE point_id = %(point)s GROUP BY day
), truth AS (
    SELECT d.day, COALESCE(s.sold, 0) AS sold, COALESCE(s.amount, 0) AS amount,
        COALESCE(v.visitors, 0) AS visitors
    FROM venues_pointday d LEFT JOIN sales s USING (day) LEFT JOIN visits v USING (day)
    WHERE d.point_id = %(point)s
), fixed AS (
    UPDATE venues_pointday d SET sold = t.sold, amount = t.amount, visitors = t.visitors
    FROM truth t WHERE d.point_id = %(point)s AND d.day = t.day
        AND (d.sold, d.amount, d.visitors) <> (t.sold, t.amount, t.visitors)
    RETURNING d.day
)
SELECT count(*) FROM fixed
"""

REPAIR_MONTHS = """
WITH lines AS (
    SELECT month, sum(received) AS received, sum(sold) AS sold, sum(amount) AS amount
    FROM venues_linemonth WHERE point_id = %(point)s GROUP BY month
), days AS (
    SELECT date_trunc('month', day)::date AS month, sum(visitors) AS visitors,
        count(*) FILTER (WHERE expected) AS expected_days,
        count(*) FILTER (WHERE expected AND stock_at IS NOT NULL) AS stock_days,
        count(*) FILTER (WHERE expected AND stock_at IS NOT NULL AND stock_late) AS stock_late,
        count(*) FILTER (WHERE expected AND visitors_at IS NOT NULL) AS visitor_days,
        count(*) FILTER (WHERE expected AND visitors_at IS NOT NULL AND visitors_late)
            AS visitor_late
    FROM venues_pointday WHERE point_id = %(point)s GROUP BY 1
), truth AS (
    SELECT m.month, COALESCE(l.received, 0) AS received, COALESCE(l.sold, 0) AS sold,
        COALESCE(l.amount, 0) AS amount, COALESCE(d.visitors, 0) AS visitors,
        COALESCE(d.expected_days, 0) AS expected_days, COALESCE(d.stock_days, 0) AS stock_days,
        COALESCE(d.stock_late, 0) AS stock_late, COALESCE(d.visitor_days, 0) AS visitor_days,
        COALESCE(d.visitor_late, 0) AS visitor_late
    FROM venues_pointmonth m LEFT JOIN lines l USING (month) LEFT JOIN days d USING (month)
    WHERE m.point_id = %(point)s
), fixed AS (
    UPDATE venues_pointmonth m SET received = t.received, sold = t.sold, amount = t.amount,
        visitors = t.visitors, expected_days = t.expected_days, stock_days = t.stock_days,
        stock_late = t.stock_late, visitor_days = t.visitor_days, visitor_late = t.visitor_late
    FROM truth t WHERE m.point_id = %(point)s AND m.month = t.month
        AND (m.received, m.sold, m.amount, m.visitors, m.expected_days, m.stock_days,
            m.stock_late, m.visitor_days, m.visitor_late)
        <> (t.received, t.sold, t.amount, t.visitors, t.expected_days, t.stock_days,
            t.stock_late, t.visitor_days, t.visitor_late)
    RETURNING m.month
)
SELECT count(*) FROM fixed
"""

REPAIR_POINT = """
WITH truth AS (
    SELECT count(*) FILTER (WHERE low) AS low, count(*) FILTER (WHERE negative) AS negative,
        count(*) FILTER (WHERE on_hand <= 0) AS out
    FROM venues_linenow WHERE point_id = %(point)s
), fixed AS (
    UPDATE venues_showcasepoint p SET low_lines = t.low, negative_lines = t.negative,
        out_lines = t.out
    FROM truth t WHERE p.id = %(point)s
        AND (p.low_lines, p.negative_lines, p.out_lines) <> (t.low, t.negative, t.out)
    RETURNING p.id
)
SELECT count(*) FROM fixed
"""


@transaction.atomic
def reconcile_point(*, point_id: int, now: datetime) -> int:
    """Compare one point's rollups with its ledger under its lock; repair and record differences.

    Returns the number of rows that differed: none, unless somebody wrote around the services.
    """
    out_days.finish_recount(point_id=point_id)  # what waits is no difference
    point = lock_point(point_id)
    differences, detail = rebuild_rollups(point_id=point_id)
    if differences:
        LedgerRepair.objects.create(point=point, at=now, differences=differences, detail=detail)
        record_activity(actor=None, verb="ledger.repaired", obj=point, after=detail)
        log.error("ledger_differed", point=point_id, differences=differences)
    ShowcasePoint.objects.filter(pk=point_id).update(checked_at=now)
    return differences


def rebuild_rollups(*, point_id: int) -> tuple[int, dict[str, Any]]:
    """Write into the rollups what the ledger says, under the point's lock.

    Returns how many rows differed and which, by rollup.
    """
    detail: dict[str, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS truth_line")
        cursor.execute(TRUTH, {"point": point_id})
        cursor.execute(WRONG_LINES, {"point": point_id})
        wrong = cursor.fetchall()
        if wrong:
            detail["line_months"] = [[str(v) for v in row] for row in wrong[:DETAIL_LIMIT]]
            for statement in REPAIR_LINES.split(";"):
                cursor.execute(statement, {"point": point_id})
        cursor.execute("DROP TABLE truth_line")
    differences = len(wrong) + _repair_out_days(point_id, detail)
    for name, statement in (
        ("lines", REPAIR_NOW),
        ("days", REPAIR_DAYS),
        ("months", REPAIR_MONTHS),
        ("point", REPAIR_POINT),
    ):
        with connection.cursor() as cursor:
            cursor.execute(statement, {"point": point_id})
            if count := cursor.fetchone()[0]:
                detail[name] = count
                differences += count
    return differences, detail


def _repair_out_days(point_id: int, detail: dict[str, Any]) -> int:
    rows = LineMonth.objects.filter(point_id=point_id)
    before = set(rows.values_list("month", "product_id", "out_days"))
    first: date | None = min((month for month, _product, _days in before), default=None)
    if first is None:
        return 0
    out_days.recompute_out_days(point_id=point_id, month=month_of(first), products=None)
    changed = len(set(rows.values_list("month", "product_id", "out_days")) - before)
    if changed:
        detail["out_days"] = changed
    return changed


def reconcile_all(*, now: datetime) -> dict[str, int]:
    """Check every point, one transaction each. Also reports rows outside every partition."""
    checked = differed = 0
    for pk in ShowcasePoint.objects.order_by("pk").values_list("pk", flat=True):
        checked += 1
        differed += 1 if reconcile_point(point_id=pk, now=now) else 0
    stray = reporting_days.stray_movements()
    if stray:
        log.error("ledger_default_partition_used", rows=stray)
    return {"checked": checked, "differed": differed, "stray": stray}
