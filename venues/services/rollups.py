"""The SQL that keeps the rollups exact. Every statement here runs under the point's row lock.

`bulk_create(update_conflicts=…)` can only overwrite, and deltas must add, hence plain SQL. The
number of statements never depends on the number of lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from venues.rules import MovementKind, month_of

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

# Days out of stock: between two changes the balance is constant, so no calendar is generated. The
# opening is the first step of its month: a join would be at the mercy of the planner's guess.
OUT_DAYS = """
WITH line AS (
    SELECT l.product_id, lm.month, lm.opening,
        GREATEST(lm.month, lower(l.listed)) AS first,
        LEAST(
            (lm.month + interval '1 month')::date - 1,
            (SELECT opened_until FROM venues_showcasepoint WHERE id = %(point)s),
            upper(l.listed) - 1
        ) AS last
    FROM venues_linemonth lm
    JOIN venues_line l ON l.point_id = lm.point_id AND l.product_id = lm.product_id
    WHERE lm.point_id = %(point)s AND lm.month >= %(month)s
        AND (%(products)s::bigint[] IS NULL OR lm.product_id = ANY(%(products)s::bigint[]))
), change AS (
    SELECT product_id, day, sum(quantity) AS quantity FROM venues_movement
    WHERE point_id = %(point)s AND day >= %(month)s
        AND (%(products)s::bigint[] IS NULL OR product_id = ANY(%(products)s::bigint[]))
    GROUP BY product_id, day
), step AS (
    SELECT product_id, month, month AS day, opening AS quantity, 0 AS place, first, last FROM line
    UNION ALL
    SELECT product_id, date_trunc('month', day)::date, day, quantity, 1, NULL, NULL FROM change
), balance AS (
    SELECT product_id, month, day, first_value(first) OVER w AS first,
        first_value(last) OVER w AS last, sum(quantity) OVER w AS on_hand,
        COALESCE(lead(day) OVER w, first_value(last) OVER w + 1) AS until
    FROM step WINDOW w AS (PARTITION BY product_id, month ORDER BY day, place)
), total AS (
    SELECT product_id, month, COALESCE(sum(
        GREATEST(0, LEAST(until - 1, last) - GREATEST(day, first) + 1)
    ) FILTER (WHERE on_hand <= 0), 0) AS days
    FROM balance WHERE first IS NOT NULL GROUP BY product_id, month
)
UPDATE venues_linemonth lm SET out_days = total.days FROM total
WHERE lm.point_id = %(point)s AND lm.month = total.month AND lm.product_id = total.product_id
    AND lm.out_days <> total.days
"""

APPLY = """
WITH op AS (
    SELECT * FROM unnest(%(products)s::bigint[], %(kinds)s::text[], %(flows)s::text[],
        %(quantities)s::numeric[], %(amounts)s::bigint[], %(reasons)s::text[],
        %(reverses)s::bigint[], %(batches)s::bigint[], %(delivery_lines)s::bigint[])
        AS t (product_id, kind, flow, quantity, amount, reason, reverses_id, batch_id,
            delivery_line_id)
), ledger AS (
    INSERT INTO venues_movement (submission_id, point_id, product_id, day, kind, flow, quantity,
        amount, reason, reverses_id, batch_id, delivery_line_id, actor_id, posted_at)
    SELECT %(submission)s::uuid, %(point)s, product_id, %(day)s, kind, flow, quantity, amount,
        reason, reverses_id, batch_id, delivery_line_id, %(actor)s::bigint, %(now)s FROM op
), delta AS (
    SELECT product_id, sum(quantity) AS quantity,
        COALESCE(sum(quantity) FILTER (WHERE flow = 'RECEIVE'), 0) AS received,
        -COALESCE(sum(quantity) FILTER (WHERE flow = 'SELL'), 0) AS sold,
        -COALESCE(sum(quantity) FILTER (WHERE flow = 'RETURN'), 0) AS returned,
        -COALESCE(sum(quantity) FILTER (WHERE flow = 'DAMAGE'), 0) AS damaged,
        COALESCE(sum(quantity) FILTER (WHERE flow = 'ADJUST'), 0) AS adjusted,
        COALESCE(sum(amount) FILTER (WHERE flow = 'SELL'), 0) AS amount
    FROM op GROUP BY product_id
), months AS (
    INSERT INTO venues_linemonth AS lm (month, point_id, product_id, opening, received, sold,
        returned, damaged, adjusted, amount, out_days)
    SELECT m.month, %(point)s, d.product_id,
        CASE WHEN here THEN 0 ELSE d.quantity END,
        CASE WHEN here THEN d.received ELSE 0 END, CASE WHEN here THEN d.sold ELSE 0 END,
        CASE WHEN here THEN d.returned ELSE 0 END, CASE WHEN here THEN d.damaged ELSE 0 END,
        CASE WHEN here THEN d.adjusted ELSE 0 END, CASE WHEN here THEN d.amount ELSE 0 END, 0
    FROM delta d CROSS JOIN (
        SELECT month, month = %(month)s AS here FROM venues_pointmonth
        WHERE point_id = %(point)s AND month >= %(month)s
    ) AS m
    ON CONFLICT (point_id, month, product_id) DO UPDATE SET
        opening = lm.opening + EXCLUDED.opening, received = lm.received + EXCLUDED.received,
        sold = lm.sold + EXCLUDED.sold, returned = lm.returned + EXCLUDED.returned,
        damaged = lm.damaged + EXCLUDED.damaged, adjusted = lm.adjusted + EXCLUDED.adjusted,
        amount = lm.amount + EXCLUDED.amount
), old AS (
    SELECT product_id, low, negative, on_hand <= 0 AS out FROM venues_linenow
    WHERE point_id = %(point)s AND product_id IN (SELECT product_id FROM delta)
), new AS (
    INSERT INTO venues_linenow AS n (point_id, product_id, on_hand, reorder_level)
    SELECT %(point)s, d.product_id, d.quantity, l.reorder_level
    FROM delta d JOIN venues_line l ON l.point_id = %(point)s AND l.product_id = d.product_id
    ON CONFLICT (point_id, product_id) DO UPDATE SET on_hand = n.on_hand + EXCLUDED.on_hand
    RETURNING product_id, on_hand, low, negative
), told AS (
    INSERT INTO venues_webhookcall (webhook_id, topic, key, payload, next_attempt_at, created_at)
    SELECT w.id, 'line.low', format('line.low:%%s:%%s:%%s', %(point)s::bigint, new.product_id,
            %(submission)s::uuid),
        jsonb_build_object('topic', 'line.low', 'point', %(point)s::bigint,
            'product', new.product_id, 'on_hand', new.on_hand::text, 'day', %(day)s::date::text),
        %(now)s, %(now)s
    FROM new JOIN old USING (product_id) CROSS JOIN venues_webhook w
    WHERE new.low AND NOT old.low AND w.active AND 'line.low' = ANY(w.topics)
    ON CONFLICT (webhook_id, key) DO NOTHING
), flags AS (
    SELECT COALESCE(sum(new.low::int - COALESCE(old.low::int, 0)), 0) AS low,
        COALESCE(sum((new.on_hand <= 0)::int - COALESCE(old.out::int, 0)), 0) AS out,
        COALESCE(sum(new.negative::int - COALESCE(old.negative::int, 0)), 0) AS negative
    FROM new LEFT JOIN old USING (product_id)
), total AS (
    SELECT COALESCE(sum(received), 0) AS received, COALESCE(sum(sold), 0) AS sold,
        COALESCE(sum(amount), 0) AS amount FROM delta
), days AS (
    INSERT INTO venues_pointday AS d (point_id, day, expected, stock_at, stock_late,
        visitors_late, sold, amount, visitors, nothing_sold)
    SELECT %(point)s, %(day)s, false, CASE WHEN %(report)s THEN %(now)s::timestamptz END,
        %(late)s, false, sold, amount, 0, %(nothing_sold)s FROM total
    ON CONFLICT (point_id, day) DO UPDATE SET
        stock_late = CASE WHEN d.stock_at IS NULL AND %(report)s THEN EXCLUDED.stock_late
            ELSE d.stock_late END,
        stock_at = COALESCE(d.stock_at, EXCLUDED.stock_at),
        sold = d.sold + EXCLUDED.sold, amount = d.amount + EXCLUDED.amount,
        nothing_sold = (d.nothing_sold OR EXCLUDED.nothing_sold)
            AND d.sold + EXCLUDED.sold = 0
    RETURNING d.sold, d.amount
), month_total AS (
    UPDATE venues_pointmonth m SET received = m.received + t.received, sold = m.sold + t.sold,
        amount = m.amount + t.amount, stock_days = m.stock_days + %(first)s,
        stock_late = m.stock_late + %(first_late)s
    FROM total t WHERE m.point_id = %(point)s AND m.month = %(month)s
), recheck AS (
    UPDATE venues_countline l SET recheck = true
    FROM venues_stockcount c
    WHERE c.point_id = %(point)s AND c.day > %(day)s AND l.count_id = c.submission_id
        AND l.product_id IN (SELECT product_id FROM delta WHERE quantity <> 0) AND NOT l.recheck
), point AS (
    UPDATE venues_showcasepoint p SET rev = p.rev + 1, low_lines = p.low_lines + f.low,
        out_lines = p.out_lines + f.out,
        negative_lines = p.negative_lines + f.negative
    FROM flags f WHERE p.id = %(point)s RETURNING p.rev
)
SELECT point.rev, days.sold, days.amount, new.product_id, new.on_hand, new.low, new.negative
FROM point CROSS JOIN days LEFT JOIN new ON true ORDER BY new.product_id
"""


@dataclass
class Operations:
    """Movements to write, column by column as the database takes them."""

    products: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    quantities: list[Decimal] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    reverses: list[int | None] = field(default_factory=list)
    batches: list[int | None] = field(default_factory=list)
    delivery_lines: list[int | None] = field(default_factory=list)

    def add(
        self,
        product: int,
        flow: str,
        quantity: Decimal,
        *,
        amount: int = 0,
        reason: str = "",
        batch: int | None = None,
        delivery_line: int | None = None,
    ) -> None:
        self._append(product, flow, flow, quantity, amount, reason, None, batch, delivery_line)

    def reverse(self, original: dict[str, Any], reason: str) -> None:
        """Take a movement back in full; the original stays."""
        self._append(
            original["product_id"],
            MovementKind.REVERSAL,
            original["flow"],
            -original["quantity"],
            -original["amount"],
            reason,
            original["id"],
            original["batch_id"],
            original["delivery_line_id"],
        )

    def _append(self, *values: Any) -> None:
        columns = (
            self.products,
            self.kinds,
            self.flows,
            self.quantities,
            self.amounts,
            self.reasons,
            self.reverses,
            self.batches,
            self.delivery_lines,
        )
        for column, value in zip(columns, values, strict=True):
            column.append(value)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Applied:
    """What posting made of the rollups: the point's new revision, each touched line as
    (product, on hand, low, negative), and what the day has sold by now (units, đồng)."""

    rev: int
    touched: list[tuple[int, Decimal, bool, bool]]
    sold: Decimal
    amount: int


def open_month(*, point_id: int, month: date) -> None:
    """Make the point's months up to (or back to) this one, balances carried over."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_MONTHS, {"point": point_id, "month": month})


def open_days(*, point_id: int, first: date, last: date) -> None:
    """Make the rows of days `first` to `last`; their months must be open."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_DAYS, {"point": point_id, "first": first, "last": last})


def recompute_out_days(*, point_id: int, month: date, products: Sequence[int] | None) -> None:
    """Days out of stock from `month` on, of these products (None: of every line)."""
    with connection.cursor() as cursor:
        cursor.execute(
            OUT_DAYS,
            {
                "point": point_id,
                "month": month,
                "products": None if products is None else list(products),
            },
        )


def apply_operations(
    *,
    submission: Any,
    point_id: int,
    day: date,
    operations: Operations,
    actor_id: int | None,
    now: datetime,
    late: bool,
    first: bool,
    report: bool = True,
    nothing_sold: bool = False,
) -> Applied:
    """Write movements and add their deltas to every rollup, in one statement.

    `first`: this is the first report of a day that was expected. `report`: this is the day's
    stock report, not a delivery or a count. Counts of later days get their mark to look again.
    """
    parameters = {
        "submission": submission,
        "point": point_id,
        "day": day,
        "month": month_of(day),
        "actor": actor_id,
        "now": now,
        "late": late,
        "report": report,
        "nothing_sold": nothing_sold,
        "first": int(first),
        "first_late": int(first and late),
        **vars(operations),
    }
    with connection.cursor() as cursor:
        cursor.execute(APPLY, parameters)
        rows = cursor.fetchall()
    rev, sold, amount = rows[0][:3]
    return Applied(rev, [row[3:] for row in rows if row[3] is not None], sold, amount)
