"""What is due when: rules by kind of point, and holidays; settled days never change."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.locks import name_lock
from venues.models import Holiday, ReportingRule, ShowcasePoint
from venues.services import reporting_days
from venues.services.point_lock import lock_point


@transaction.atomic
def set_rule(
    *, kind: str, weekdays: Iterable[int], due_hours: int, since: date, actor: User | None
) -> ReportingRule:
    """From a day on a kind of point reports on these weekdays, on time until `due_hours`.

    Days already made since then are counted anew, settled ones excepted. Raises InvalidInput.
    """
    name_lock("reporting-calendar")
    days = sorted(set(weekdays))
    rule = ReportingRule.objects.filter(kind=kind).first() or ReportingRule(kind=kind)
    before = {"weekdays": rule.weekdays or None, "due_hours": rule.due_hours}
    rule.weekdays, rule.due_hours = days, due_hours
    try:
        rule.full_clean()
    except ValidationError as error:
        fields = {k if k != "__all__" else "": list(v) for k, v in error.message_dict.items()}
        raise InvalidInput(fields=fields) from error
    rule.save()
    record_activity(
        actor=actor,
        verb="calendar.rule_set",
        obj=rule,
        before=before,
        after={"weekdays": days, "due_hours": due_hours, "since": since},
    )
    _recount(ShowcasePoint.objects.filter(kind=kind), since)
    return rule


@transaction.atomic
def add_holiday(*, name: str, first: date, last: date, actor: User | None) -> Holiday:
    """Days on which nobody is expected to report; reports that come are taken all the same."""
    name_lock("reporting-calendar")
    if last < first:
        raise InvalidInput(fields={"last": [_("The last day comes before the first.")]})
    days = DateRange(first, last + timedelta(days=1))
    if Holiday.objects.filter(days__overlap=days).exists():
        raise InvalidInput(fields={"first": [_("Some of these days are a holiday already.")]})
    holiday = Holiday.objects.create(name=name, days=days)
    record_activity(
        actor=actor,
        verb="calendar.holiday_added",
        obj=holiday,
        after={"first": first, "last": last},
    )
    _recount(ShowcasePoint.objects.all(), first)
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: Holiday, actor: User | None) -> None:
    """Reports are expected again on these days, where they are not settled."""
    name_lock("reporting-calendar")
    first = holiday.first
    record_activity(
        actor=actor,
        verb="calendar.holiday_removed",
        obj=holiday,
        before={"first": first, "last": holiday.last},
    )
    holiday.delete()
    _recount(ShowcasePoint.objects.all(), first)


def _recount(points: Iterable[ShowcasePoint], since: date) -> None:
    """Which made days are expected, by ascending point, each under its lock."""
    for pk in sorted(point.pk for point in points):
        point = lock_point(pk)
        start = since
        if point.locked_until and since <= point.locked_until:
            start = point.locked_until + timedelta(days=1)
        if point.opened_until and start <= point.opened_until:
            reporting_days.recount_days(point_id=pk, since=start)
