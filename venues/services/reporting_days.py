"""Days made before anybody reports, so that a missing report is a row and not a guess."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from venues.models import PointClosure, ShowcasePoint
from venues.rules import PointState, month_of, next_month, today_at
from venues.services import out_days, periods
from venues.services.point_lock import lock_point
from venues.services.submissions import PeriodLocked

AHEAD_MONTHS = 2


def ensure_partitions(*, first: date, last: date) -> int:
    """Make the ledger's partitions for these days' months and two more. Returns how many months."""
    month, made = month_of(first), 0
    end = month_of(last)
    for _n in range(AHEAD_MONTHS):
        end = next_month(end)
    with connection.cursor() as cursor:
        while month <= end:
            cursor.execute("SELECT venues_movement_partition(%s)", [month])
            month, made = next_month(month), made + 1
    return made


def stray_movements() -> int:
    """Rows in the default partition: more than none means that a partition was missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM venues_movement_default")
        return cursor.fetchone()[0]


def open_reporting_day(*, now: datetime) -> int:
    """Make today's row (and any the clock missed) of every open point. Returns how many points.

    Each point in its own transaction under its lock; running it twice changes nothing.
    """
    today = today_at(now)
    ensure_partitions(first=today, last=today)
    due = ShowcasePoint.objects.filter(
        state=PointState.ACTIVE, reports_from__isnull=False, reports_from__lte=today
    ).exclude(opened_until__gte=today)
    points = list(due.order_by("pk").values_list("pk", flat=True))
    for pk in points:
        open_point_days(point_id=pk, until=today)
    return len(points)


@transaction.atomic
def open_point_days(*, point_id: int, until: date) -> None:
    """Make the rows of one point up to a day, with their months and days out of stock."""
    point = lock_point(point_id)
    if point.reports_from is None or point.reports_from > until:
        return
    start = point.reports_from
    if point.opened_until is not None:
        start = point.opened_until + timedelta(days=1)
    if start > until:
        return
    for month in sorted({month_of(start), month_of(until)}):
        periods.open_month(point_id=point.pk, month=month)
    periods.open_days(point_id=point.pk, first=start, last=until)
    out_days.recompute_out_days(point_id=point.pk, month=month_of(start), products=None)


# An expected day that becomes part of a closure leaves the count, its reports stay.
RECOUNT_DAYS = """
WITH changed AS (
    UPDATE venues_pointday d
    SET expected = COALESCE(d.day >= p.reports_from, false)
        AND venues_day_expected(d.point_id, d.day)
    FROM venues_showcasepoint p
    WHERE p.id = d.point_id AND d.point_id = %(point)s AND d.day >= %(since)s
    RETURNING d.*
), days AS (
    SELECT * FROM changed UNION ALL
    SELECT * FROM venues_pointday d
    WHERE d.point_id = %(point)s AND d.day >= %(month)s AND d.day < %(since)s
), counted AS (
    SELECT date_trunc('month', day)::date AS month,
        count(*) FILTER (WHERE expected) AS expected_days,
        count(*) FILTER (WHERE expected AND stock_at IS NOT NULL) AS stock_days,
        count(*) FILTER (WHERE expected AND stock_at IS NOT NULL AND stock_late) AS stock_late,
        count(*) FILTER (WHERE expected AND visitors_at IS NOT NULL) AS visitor_days,
        count(*) FILTER (WHERE expected AND visitors_at IS NOT NULL AND visitors_late)
            AS visitor_late
    FROM days GROUP BY 1
)
UPDATE venues_pointmonth m SET expected_days = c.expected_days, stock_days = c.stock_days,
    stock_late = c.stock_late, visitor_days = c.visitor_days, visitor_late = c.visitor_late
FROM counted c WHERE m.point_id = %(point)s AND m.month = c.month
"""


def recount_days(*, point_id: int, since: date) -> None:
    """Which days are expected from a day on, and their months' counts; under the lock."""
    with connection.cursor() as cursor:
        parameters: dict[str, Any] = {
            "point": point_id,
            "month": month_of(since),
            "since": since,
        }
        cursor.execute(RECOUNT_DAYS, parameters)


def _check_open(point: ShowcasePoint, first: date) -> None:
    """Which days are expected is one of the figures that were settled."""
    if point.locked_until and first <= point.locked_until:
        raise PeriodLocked


@transaction.atomic
def add_closure(
    *, point: ShowcasePoint, first: date, last: date | None, reason: str, actor: User | None
) -> PointClosure:
    """Days on which the point is closed and no report is expected.

    Raises InvalidInput when the days are in the wrong order or overlap another closure, and
    PeriodLocked when the figures of some of them are settled.
    """
    if last is not None and last < first:
        raise InvalidInput(fields={"last": [_("The last day comes before the first.")]})
    locked = lock_point(point.pk)
    _check_open(locked, first)
    days = DateRange(first, last + timedelta(days=1) if last else None)
    if locked.closures.filter(days__overlap=days).exists():
        raise InvalidInput(
            fields={"first": [_("The point is already closed on some of these days.")]}
        )
    closure = PointClosure.objects.create(point=locked, days=days, reason=reason)
    recount_days(point_id=point.pk, since=first)
    record_activity(
        actor=actor,
        verb="point.closure_added",
        obj=point,
        after={"first": first, "last": last, "reason": reason},
    )
    return closure


@transaction.atomic
def remove_closure(*, closure: PointClosure, actor: User | None) -> None:
    """Reports are expected again on these days. Raises PeriodLocked."""
    _check_open(lock_point(closure.point_id), closure.days.lower)
    record_activity(
        actor=actor,
        verb="point.closure_removed",
        obj=closure.point,
        before={"first": closure.days.lower, "reason": closure.reason},
    )
    first = closure.days.lower
    closure.delete()
    recount_days(point_id=closure.point_id, since=first)
