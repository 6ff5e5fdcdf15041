"""The SQL that keeps the rollups exact. Every statement here runs under the point's row lock.

`bulk_create(update_conflicts=…)` can only overwrite, and deltas must add, hence plain SQL. The
number of statements never depends on the number of lines.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from venues.rules import MovementKind, month_of

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
