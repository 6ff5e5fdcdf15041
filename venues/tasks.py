"""Background work of places: report days, the nightly check, monthly reports."""

from datetime import date
from typing import Any

from celery import shared_task
from django.utils import timezone

from common.errors import DomainError
from notifications.registry import JobRun, job_handler
from venues.services import monthly, reconcile, reporting_days


@shared_task
def open_reporting_day() -> None:
    """Make today's rows, so that a missing report is visible."""
    reporting_days.open_reporting_day(now=timezone.now())


@shared_task
def check_ledgers() -> None:
    """Compare rollups with ledgers, repair and record differences."""
    reconcile.reconcile_all(now=timezone.now())


@job_handler(monthly.JOB, queue="documents")
def monthly_reports(run: JobRun) -> dict[str, Any]:
    """Every point's report of a month, then the city's, in each asked language.

    Begun again after a kill it keeps what is issued and unchanged, so nothing is made twice, and
    the count stands where it was until the walk has come as far.
    """
    month = date.fromisoformat(run.params["month"])
    languages = run.params["languages"]
    points = list(monthly.points_of_month(month).select_related("commune"))
    total = (len(points) + 1) * len(languages)
    before, done, failed = run.job.done, 0, 0
    run.progress(total=total, failed=0)
    for point in points:
        for language in languages:
            try:
                monthly.issue_point_month(
                    point=point,
                    month=month,
                    language=language,
                    actor=run.job.created_by,
                    now=timezone.now(),
                )
                done += 1
            except DomainError as error:
                failed += 1
                run.progress(message=f"{point.name}: {error}")
            run.progress(done=max(before, done), failed=failed)
    for language in languages:
        monthly.issue_city_month(
            month=month, language=language, actor=run.job.created_by, now=timezone.now()
        )
        done += 1
        run.progress(done=max(before, done))
    return {"month": month.isoformat(), "points": len(points), "documents": done}
