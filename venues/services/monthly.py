"""Monthly reports of points, producers and the city: when they are made, and which there are."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common import formats
from common.locks import name_lock
from notifications.models import Document, Job
from notifications.services import start_job
from venues.models import ShowcasePoint
from venues.queries.dashboard import points_of_month
from venues.rules import month_of, today_at
from venues.services import city_months
from venues.services.issued import SUBJECT, subject_of_point

JOB = "venues.monthly_reports"


def start_monthly_reports(*, month: date, languages: Iterable[str], actor: User | None) -> Job:
    """Ask a worker for the reports of a month; while one works on it, that one is returned."""
    chosen = [code for code, _name in settings.LANGUAGES if code in set(languages)] or ["vi"]
    month = month_of(month)
    title = _("Monthly reports, %(month)s") % {"month": formats.month(month)}
    return start_job(
        kind=JOB,
        title=title,
        actor=actor,
        subject_type="venues.month",
        subject_id=f"{month:%Y-%m}",
        dedupe_key=f"{month:%Y-%m}",
        params={"month": month.isoformat(), "languages": chosen},
    )


def renew_point_reports(*, point: ShowcasePoint, month: date, actor: User) -> Job | None:
    """Ask a worker for the next version of a point's and the city's reports issued before.

    None when none was issued. What did not change keeps its version.
    """
    issued = documents_of(point.pk, month).values_list("language", flat=True)
    languages = sorted(set(issued))
    if not languages:
        return None
    title = _("Monthly report %(point)s, %(month)s")
    return start_job(
        kind=JOB,
        title=title % {"point": point.name, "month": formats.month(month)},
        actor=actor,
        subject_type="venues.month",
        subject_id=f"{month:%Y-%m}",
        dedupe_key=f"{month:%Y-%m}:{point.pk}",
        params={"month": month.isoformat(), "languages": languages, "points": [point.pk]},
    )


def start_due_reports(*, now: datetime) -> Job | None:
    """From POINT_MONTHLY_DAY on, the reports of the month before, unless they were started."""
    today = today_at(now)
    month = month_of(month_of(today) - timedelta(days=1))
    if today.day < settings.POINT_MONTHLY_DAY or not points_of_month(month).exists():
        return None
    with transaction.atomic():
        name_lock(f"monthly-reports:{month:%Y-%m}")
        begun = Job.objects.filter(kind=JOB, subject_id=f"{month:%Y-%m}").exists()
        return None if begun else start_monthly_reports(month=month, languages=["vi"], actor=None)


def documents_of(point_id: int | None, month: date) -> QuerySet[Document]:
    """Issued reports, newest first, without their bytes."""
    return Document.objects.filter(
        subject_type=SUBJECT, subject_id=subject_of_point(point_id, month)
    ).defer("content")


def documents_of_point(point_id: int) -> QuerySet[Document]:
    """All issued monthly reports of a point, newest month first, without their bytes."""
    return (
        Document.objects.filter(subject_type=SUBJECT, subject_id__startswith=f"{point_id}:")
        .defer("content")
        .order_by("-subject_id", "language", "-revision")
    )


def city_documents() -> QuerySet[Document]:
    """All issued monthly reports of the city, without their bytes."""
    issued = Document.objects.filter(subject_type=SUBJECT, kind__startswith=city_months.KIND)
    return issued.defer("content")
