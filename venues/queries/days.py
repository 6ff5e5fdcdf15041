"""Days of a point: what arrived, what is due, and what the office must look at."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from exhibitors.models import Product
from venues.models import DeliveryNote, PointDay, PointMonth, ShowcasePoint, Submission
from venues.rules import ReportKind, SubmissionState, month_end

DUE_DAYS = 7


def days_of(point_id: int, month: date) -> QuerySet[PointDay]:
    """The month's days of a point in order."""
    return PointDay.objects.filter(
        point_id=point_id, day__gte=month, day__lte=month_end(month)
    ).order_by("day")


def due_days(point_ids: Iterable[int], today: date) -> dict[int, list[PointDay]]:
    """By point the expected days of the last week, today first, with a report still to come."""
    due: dict[int, list[PointDay]] = {pk: [] for pk in point_ids}
    rows = PointDay.objects.filter(
        Q(stock_at=None) | Q(visitors_at=None),
        point_id__in=due,
        expected=True,
        day__lte=today,
        day__gt=today - timedelta(days=DUE_DAYS),
    )
    for row in rows.order_by("-day"):
        due[row.point_id].append(row)
    return due


def day_row(point_id: int, day: date) -> PointDay:
    """A day's row, or an empty one that is not stored."""
    found = PointDay.objects.filter(point_id=point_id, day=day).first()
    return found or PointDay(point_id=point_id, day=day, expected=False)


def submissions_of_day(point_id: int, day: date) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(point_id=point_id, business_day=day)
        .select_related("actor")
        .order_by("received_at")
    )


def names_in(reports: Iterable[Submission]) -> dict[int, str]:
    """Names of the products which these reports speak of, on the point's list or not."""
    lines = [
        line
        for report in reports
        if report.kind in (ReportKind.STOCK, ReportKind.COUNT)
        for line in report.payload.get("lines", [])
    ]
    found = Product.objects.filter(pk__in={line["product"] for line in lines})
    return dict(found.values_list("pk", "name"))


def counted_in(reports: Iterable[Submission]) -> dict[UUID, DeliveryNote]:
    """The deliveries these reports counted in, with their lines, by the report's key."""
    ours = [report.pk for report in reports if report.kind == ReportKind.DELIVERY]
    notes = DeliveryNote.objects.filter(submission__in=ours)
    return {n.submission_id: n for n in notes.prefetch_related("lines__product") if n.submission_id}


def accepted_payloads(point_id: int, day: date, kind: ReportKind) -> list[dict[str, Any]]:
    """Accepted reports of a day as the ledger folds them, oldest first."""
    rows = (
        Submission.objects.filter(
            point_id=point_id,
            business_day=day,
            kind=kind,
            state=SubmissionState.ACCEPTED,
            rev__isnull=False,
        )
        .order_by("rev")
        .values("rev", "payload")
    )
    return [dict(row) for row in rows]


def held_reports(points: QuerySet[ShowcasePoint]) -> QuerySet[Submission]:
    """Reports waiting for somebody to choose between two figures."""
    return (
        Submission.objects.filter(state=SubmissionState.HELD, point_id__in=points.values("pk"))
        .select_related("point", "actor")
        .order_by("received_at")
    )


def held_of(user_id: int) -> list[UUID]:
    """The reports of one person that wait for somebody to choose, newest first, at most 100."""
    held = Submission.objects.filter(state=SubmissionState.HELD, actor_id=user_id)
    return list(held.order_by("-received_at").values_list("pk", flat=True)[:100])


def months_of(point_id: int) -> QuerySet[PointMonth]:
    """A point's months, newest first."""
    return PointMonth.objects.filter(point_id=point_id).order_by("-month")
