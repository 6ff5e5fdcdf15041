"""Reminders of reports still to come, and word to the office when they stay away."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from accounts.queries import people_with_role
from accounts.rules import Role
from common import formats
from venues.models import PointDay, PointStaff, ShowcasePoint
from venues.rules import PointState, report_due, today_at
from venues.services.point_mail import mail_person

LISTED = 30


def remind_missing(*, now: datetime) -> int:
    """One mail a day to each manager whose point has reports still to come. How many points.

    Sent from POINT_REMIND_HOURS after a day began; repeating it sends nothing twice.
    """
    today = today_at(now)
    if now < report_due(today, settings.POINT_REMIND_HOURS):
        return 0
    missing = _missing_days(today - timedelta(days=settings.POINT_ESCALATE_DAYS), today)
    points = {
        p.pk: p for p in ShowcasePoint.objects.filter(pk__in=missing, state=PointState.ACTIVE)
    }
    staff = PointStaff.objects.filter(point__in=points, days__contains=today)
    reminded = set()
    for tenure in staff.select_related("user").order_by("pk"):
        point, days = points[tenure.point_id], missing[tenure.point_id]
        with override(tenure.user.language), transaction.atomic():
            mail_person(
                key=f"venues.reminder:{point.pk}:{today}",
                person=tenure.user,
                subject=_("Reports still to come: %(point)s") % {"point": point.name},
                paragraphs=[
                    _("These days still wait for a report; a later one is welcome too:"),
                    "\n".join(f"• {formats.day(day)}" for day in days),
                    _("Nothing sold or nobody came? One tap says so."),
                ],
                path=reverse("venues:report", args=[point.pk]),
                now=now,
            )
        reminded.add(point.pk)
    return len(reminded)


def escalate_missing(*, now: datetime) -> int:
    """One mail a day to each organiser about points silent for POINT_ESCALATE_DAYS. How many."""
    today = today_at(now)
    if now < report_due(today, settings.POINT_REMIND_HOURS):
        return 0
    days = settings.POINT_ESCALATE_DAYS
    silent = silent_points(today, days)
    if not silent:
        return 0
    for person in people_with_role(Role.ORGANISER):
        _tell(person, silent, today, days, now)
    return len(silent)


def silent_points(today: date, days: int) -> list[ShowcasePoint]:
    """Open points of whose last `days` expected days before today none has a stock report."""
    window = PointDay.objects.filter(
        expected=True, day__lt=today, day__gte=today - timedelta(days=days * 3)
    ).order_by("point_id", "-day")
    last: dict[int, list[bool]] = defaultdict(list)
    for point_id, at in window.values_list("point_id", "stock_at"):
        if len(last[point_id]) < days:
            last[point_id].append(at is None)
    pks = [pk for pk, gone in last.items() if len(gone) == days and all(gone)]
    return list(
        ShowcasePoint.objects.filter(pk__in=pks, state=PointState.ACTIVE)
        .select_related("commune")
        .order_by("sort_key", "id")
    )


def _tell(person: User, silent: list[ShowcasePoint], today: date, days: int, now: datetime) -> None:
    with override(person.language), transaction.atomic():
        names = [
            f"• {point.name}" + (f" ({point.commune.name})" if point.commune else "")
            for point in silent[:LISTED]
        ]
        if more := len(silent) - LISTED:
            names += [_("and %(n)s more") % {"n": more}] if more > 0 else []
        mail_person(
            key=f"venues.silent:{today}",
            person=person,
            subject=ngettext(
                "%(n)d showcase point sends no reports",
                "%(n)d showcase points send no reports",
                len(silent),
            )
            % {"n": len(silent)},
            paragraphs=[
                _("No stock report came on the last %(n)d expected days from:") % {"n": days},
                "\n".join(names),
                _("Perhaps they need help; a call settles most cases."),
            ],
            path=reverse("venues:dashboard"),
            now=now,
        )


def _missing_days(first: date, last: date) -> dict[int, list[date]]:
    rows = PointDay.objects.filter(
        Q(stock_at=None) | Q(visitors_at=None), expected=True, day__range=(first, last)
    )
    found: dict[int, list[date]] = defaultdict(list)
    for point_id, day in rows.order_by("day").values_list("point_id", "day"):
        found[point_id].append(day)
    return found
