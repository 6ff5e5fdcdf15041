"""A point's months and days, made before anything is posted to them. Runs under its lock."""

from datetime import date

from django.db import connection

OPEN_MONTHS = """
WITH span AS (
    SELECT LEAST(%(month)s::date, min(month)) AS first,
        GREATEST(%(month)s::date, max(month)) AS last
    FROM venues_pointmonth WHERE point_id = %(point)s
), made AS (
    INSERT INTO venues_pointmonth (month, point_id, expected_days, stock_days, stock_late,
        visitor_days, visitor_late, received, sold, amount, visitors)
    SELECT m::date, %(point)s, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM span, generate_series(first, last, interval '1 month') AS m
    ON CONFLICT (month, point_id) DO NOTHING
    RETURNING month
)
INSERT INTO venues_linemonth (month, point_id, product_id, opening, received, sold, returned,
    damaged, adjusted, amount, out_days)
SELECT made.month, %(point)s, before.product_id, before.closing, 0, 0, 0, 0, 0, 0, 0
FROM made CROSS JOIN LATERAL (
    SELECT DISTINCT ON (product_id) product_id, closing FROM venues_linemonth
    WHERE point_id = %(point)s AND month < made.month ORDER BY product_id, month DESC
) AS before
ON CONFLICT (point_id, month, product_id) DO NOTHING
"""


OPEN_DAYS = """
WITH made AS (
    INSERT INTO venues_pointday (point_id, day, expected, stock_late, visitors_late, sold,
        amount, visitors)
    SELECT %(point)s, d::date, venues_day_expected(%(point)s, d::date), false, false, 0, 0, 0
    FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS d
    ON CONFLICT (point_id, day) DO NOTHING
    RETURNING day, expected
), months AS (
    UPDATE venues_pointmonth m SET expected_days = m.expected_days + n.days
    FROM (
        SELECT date_trunc('month', day)::date AS month, count(*) AS days
        FROM made WHERE expected GROUP BY 1
    ) AS n
    WHERE m.point_id = %(point)s AND m.month = n.month
)
UPDATE venues_showcasepoint
SET opened_until = GREATEST(opened_until, %(last)s::date) WHERE id = %(point)s
"""


def open_month(*, point_id: int, month: date) -> None:
    """Make the point's months up to (or back to) this one, balances carried over."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_MONTHS, {"point": point_id, "month": month})


def open_days(*, point_id: int, first: date, last: date) -> None:
    """Make the rows of days `first` to `last`; their months must be open."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_DAYS, {"point": point_id, "first": first, "last": last})
