"""The day a report is about, as it stands under the lock of its point, and who may report it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.models import User
from venues.models import PointStaff, ShowcasePoint
from venues.rules import (
    PointState,
    ReportKind,
    is_late,
    month_of,
    today_at,
)
from venues.rules.reports import OLDEST_DAYS, TEXTS
from venues.services import periods
from venues.services.point_lock import lock_point
from venues.services.submissions import (
    Envelope,
    NotManagerThatDay,
    PeriodLocked,
    ReportRefused,
    Superseded,
)


@dataclass(frozen=True)
class DayFacts:
    """The day as it stands, read after the lock was taken."""

    point: ShowcasePoint
    expected: bool
    stock_at: datetime | None
    visitors_at: datetime | None
    visitors: int
    manages: bool
    earlier: list[dict[str, Any]]
    opened: bool
    closed: bool
    amount: int = 0
    late: bool = False
    reopened: bool = False

    def superseded_rev(self, envelope: "Envelope") -> int | None:
        """As which revision the own report that this one supersedes was posted, if it was."""
        if envelope.supersedes is None:
            return None
        actor = envelope.actor.pk if envelope.actor else None
        own = (e for e in self.earlier if e["submission"] == str(envelope.supersedes))
        return next((e["rev"] for e in own if e["by"] == actor), None)


FACTS = """
SELECT d.expected, d.stock_at, d.visitors_at, COALESCE(d.visitors, 0),
    EXISTS (SELECT 1 FROM venues_pointstaff s WHERE s.point_id = %(point)s
        AND s.user_id = %(user)s AND s.days @> %(day)s::date),
    (SELECT json_agg(json_build_object('rev', s.rev, 'payload', s.payload,
            'submission', s.client_uuid, 'by', s.actor_id) ORDER BY s.rev)
        FROM venues_submission s WHERE s.point_id = %(point)s AND s.business_day = %(day)s
        AND s.kind = %(kind)s AND s.state = 'ACCEPTED' AND s.rev IS NOT NULL),
    EXISTS (SELECT 1 FROM venues_pointmonth m WHERE m.point_id = %(point)s
        AND m.month = %(month)s),
    NOT venues_day_expected(%(point)s, %(day)s),
    COALESCE((SELECT r.due_hours FROM venues_reportingrule r WHERE r.kind = %(place)s),
        %(due_hours)s),
    EXISTS (SELECT 1 FROM venues_amendment a WHERE a.point_id = %(point)s
        AND a.day = %(day)s AND a.state = 'GRANTED'),
    EXISTS (SELECT 1 FROM venues_submission s WHERE s.supersedes = %(id)s
        AND s.point_id = %(point)s AND s.status <> 0
        AND s.actor_id IS NOT DISTINCT FROM %(user)s),
    COALESCE(d.amount, 0)
FROM (SELECT 1) AS one
LEFT JOIN venues_pointday d ON d.point_id = %(point)s AND d.day = %(day)s
"""


def may_report(actor: User, point_id: int, day: date) -> bool:
    """Whether this person reports that day of the point: its manager then, or an organiser."""
    if is_organiser(actor):
        return True
    tenure = PointStaff.objects.filter(point_id=point_id, user=actor, days__contains=day)
    return tenure.exists()


def open_day(envelope: Envelope, kind: ReportKind) -> DayFacts:
    """Lock the point, check that this person may report this day, and make its rows.

    Raises ReportRefused (future or too old day), NotManagerThatDay, PeriodLocked.
    """
    point = lock_point(envelope.point_id)
    facts = _read(envelope, kind, point)
    _check(envelope, facts)
    return facts


def _read(envelope: Envelope, kind: ReportKind, point: ShowcasePoint) -> DayFacts:
    parameters = {
        "point": point.pk,
        "user": envelope.actor.pk if envelope.actor else None,
        "day": envelope.day,
        "month": month_of(envelope.day),
        "kind": kind,
        "id": envelope.client_uuid,
        "place": point.kind,
        "due_hours": settings.POINT_REPORT_DUE_HOURS,
    }
    check_day(envelope)
    with connection.cursor() as cursor:
        cursor.execute(FACTS, parameters)
        (
            expected,
            stock,
            visitors,
            count,
            manages,
            earlier,
            month_open,
            closed,
            due_hours,
            reopened,
            superseded,
            amount,
        ) = cursor.fetchone()
    if superseded:
        raise Superseded
    return DayFacts(
        point,
        bool(expected),
        stock,
        visitors,
        count,
        manages,
        earlier or [],
        month_open,
        closed,
        amount,
        is_late(envelope.day, envelope.now, due_hours),
        reopened,
    )


def check_day(envelope: Envelope) -> None:
    today = today_at(envelope.now)
    if envelope.day > today:
        raise ReportRefused(code="future_day", fields={"day": [TEXTS["future_day"]]})
    if envelope.day < today - timedelta(days=OLDEST_DAYS):
        raise ReportRefused(fields={"day": [TEXTS["old_day"]]})


def _check(envelope: Envelope, facts: DayFacts) -> None:
    actor, point = envelope.actor, facts.point
    if actor is not None and not facts.manages and not is_organiser(actor):
        raise NotManagerThatDay
    locked = point.locked_until and envelope.day <= point.locked_until
    if locked and not facts.reopened:
        raise PeriodLocked
    if point.state == PointState.CLOSED and point.closed_on and envelope.day >= point.closed_on:
        raise ReportRefused(
            code="point_closed", fields={"day": [_("The point was closed on that day.")]}
        )


def prepare_rows(facts: DayFacts, day: date) -> tuple[DayFacts, bool]:
    """Open the month, and the days up to this one, where the nightly task has not yet.

    Returns the facts and whether every line's days out of stock must be recomputed.
    """
    point = facts.point
    first = point.reports_from
    start = None
    if (
        first is not None
        and day >= first
        and (point.opened_until is None or day > point.opened_until)
    ):
        start = first if point.opened_until is None else point.opened_until + timedelta(days=1)
    if start is None:
        if not facts.opened:
            periods.open_month(point_id=point.pk, month=month_of(day))
        return facts, not facts.opened
    for month in sorted({month_of(start), month_of(day)}):
        periods.open_month(point_id=point.pk, month=month)
    periods.open_days(point_id=point.pk, first=start, last=day)
    return replace(facts, expected=not facts.closed), True
