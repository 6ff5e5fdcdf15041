"""Days out of stock of each line and month, from the ledger: at once, or by a worker."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from notifications.services.hints import wake_sweep
from venues.models import StockoutRecount
from venues.rules import counted_later, month_of, today_at
from venues.services.point_lock import lock_point

TASK = "venues.tasks.recount_out_days"

# Between two changes the balance is constant, so no calendar is generated. Movements of one day see
# the balance after all of them, and only the last of them lasts. The opening is the first step of
# its month, and only lines that change meet their row: tables just filled have no statistics, and
# a join of everything would then be the planner's guess, once a nested loop of minutes.
OUT_DAYS = """
WITH line AS (
    SELECT l.product_id, lm.month, lm.opening, lm.out_days,
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
), step AS (
    SELECT product_id, month, month AS day, opening AS quantity, 0 AS place, first, last, out_days
    FROM line
    UNION ALL
    SELECT product_id, date_trunc('month', day)::date, day, quantity, 1, NULL, NULL, NULL
    FROM venues_movement
    WHERE point_id = %(point)s AND day >= %(month)s
        AND (%(products)s::bigint[] IS NULL OR product_id = ANY(%(products)s::bigint[]))
), balance AS (
    SELECT product_id, month, day, out_days, first_value(first) OVER w AS first,
        first_value(last) OVER w AS last, sum(quantity) OVER w AS on_hand,
        COALESCE(lead(day) OVER w, first_value(last) OVER w + 1) AS until
    FROM step WINDOW w AS (PARTITION BY product_id, month ORDER BY day, place)
), total AS MATERIALIZED (
    SELECT product_id, month, COALESCE(sum(
        GREATEST(0, LEAST(until - 1, last) - GREATEST(day, first) + 1)
    ) FILTER (WHERE on_hand <= 0), 0) AS days
    FROM balance WHERE first IS NOT NULL GROUP BY product_id, month
    HAVING max(out_days) <> COALESCE(sum(
        GREATEST(0, LEAST(until - 1, last) - GREATEST(day, first) + 1)
    ) FILTER (WHERE on_hand <= 0), 0)
)
UPDATE venues_linemonth lm SET out_days = total.days FROM total
WHERE lm.point_id = %(point)s AND lm.month = total.month AND lm.product_id = total.product_id
"""


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


LEAVE = """
INSERT INTO venues_stockoutrecount AS r (point_id, since, products, asked_at)
VALUES (%(point)s, %(since)s, %(products)s, %(now)s)
ON CONFLICT (point_id) DO UPDATE SET since = LEAST(r.since, EXCLUDED.since),
    products = CASE WHEN r.products IS NULL OR EXCLUDED.products IS NULL THEN NULL
        ELSE ARRAY(SELECT DISTINCT unnest(r.products || EXCLUDED.products) ORDER BY 1) END
"""


def count_out_days(
    *, point_id: int, since: date, products: Sequence[int] | None, now: datetime
) -> bool:
    """Count these lines' days out of stock from the month of `since` on; under the point's lock.

    Days far back are left to a worker. Returns whether they are. One statement either way.
    """
    month = month_of(since)
    if not counted_later(since, today_at(now)):
        recompute_out_days(point_id=point_id, month=month, products=products)
        return False
    values: dict[str, Any] = {
        "point": point_id,
        "since": month,
        "products": None if products is None else list(products),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, values)
    wake_sweep(TASK)
    return True


@transaction.atomic
def finish_recount(*, point_id: int) -> bool:
    """Count what was left for later, under the point's lock. Returns whether there was anything.

    The row goes with the same commit: a worker killed in between leaves it for the next one.
    """
    lock_point(point_id)
    left = StockoutRecount.objects.filter(point_id=point_id).first()
    if left is None:
        return False
    recompute_out_days(point_id=point_id, month=left.since, products=left.products)
    left.delete()
    return True


def finish_recounts() -> int:
    """Count for every point that waits, the longest waiting first, each in its own transaction.

    Returns how many points.
    """
    waiting = StockoutRecount.objects.order_by("asked_at", "pk").values_list("pk", flat=True)
    return sum(finish_recount(point_id=pk) for pk in list(waiting))
