"""Background work of places: report days, the nightly check, monthly reports."""

from datetime import date, timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from common.errors import DomainError
from notifications.registry import JobRun, job_handler
from venues.queries.producers import makers_at, producers_of_month
from venues.services import (
    anomalies,
    city_months,
    forecasts,
    monthly,
    out_days,
    point_months,
    producer_months,
    reconcile,
    reminders,
    reporting_days,
    webhooks,
)

LOOK_BACK = timedelta(hours=3)  # runs hourly; looking twice adds nothing


@shared_task
def open_reporting_day() -> None:
    """Make today's rows, so that a missing report is visible."""
    reporting_days.open_reporting_day(now=timezone.now())


@shared_task
def remind_missing_reports() -> None:
    """Remind managers of reports still to come, tell the office of points that stay silent."""
    now = timezone.now()
    reminders.remind_missing(now=now)
    reminders.escalate_missing(now=now)
    webhooks.tell_missing(now=now)


@shared_task
def make_monthly_reports() -> None:
    """From its day of the month on, start the documents of the month before, once."""
    monthly.start_due_reports(now=timezone.now())


@shared_task
def look_for_anomalies() -> None:
    """Look at the days about which reports came in the last hours."""
    now = timezone.now()
    anomalies.look_at_new_reports(since=now - LOOK_BACK, now=now)


@shared_task
def forecast_demand() -> None:
    """Reckon the demand of every line from the last half year."""
    forecasts.forecast_all(now=timezone.now())


@shared_task
def send_webhooks() -> None:
    """Make the calls to other programs that are due."""
    webhooks.send_due(now=timezone.now())


@shared_task
def recount_out_days() -> None:
    """Count the days out of stock that corrections far back have left."""
    out_days.finish_recounts()


@shared_task
def check_ledgers() -> None:
    """Compare rollups with ledgers, repair and record differences."""
    reconcile.reconcile_all(now=timezone.now())


@job_handler(monthly.JOB, queue="documents")
def monthly_reports(run: JobRun) -> dict[str, Any]:
    """Every point's report of a month, the producers' and the city's, in each asked language.

    Begun again after a kill it keeps what is issued and unchanged, so nothing is made twice, and
    the count stands where it was until the walk has come as far.
    """
    month = date.fromisoformat(run.params["month"])
    languages = run.params["languages"]
    points = list(monthly.points_of_month(month).select_related("commune"))
    if only := run.params.get("points"):
        points = [point for point in points if point.pk in only]
    producers = list(producers_of_month(month))
    if only:
        concerned = makers_at(only)
        producers = [producer for producer in producers if producer.pk in concerned]
    total = (len(points) + len(producers) + 1) * len(languages)
    before, done, failed = run.job.done, 0, 0
    run.progress(total=total, failed=0)
    for point in points:
        out_days.finish_recount(point_id=point.pk)
        for language in languages:
            try:
                point_months.issue_point_month(
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
    for producer in producers:
        for language in languages:
            producer_months.issue_producer_month(
                producer=producer,
                month=month,
                language=language,
                actor=run.job.created_by,
                now=timezone.now(),
            )
            done += 1
            run.progress(done=max(before, done), failed=failed)
    for language in languages:
        city_months.issue_city_month(
            month=month, language=language, actor=run.job.created_by, now=timezone.now()
        )
        done += 1
        run.progress(done=max(before, done))
    return {"month": month.isoformat(), "points": len(points), "documents": done}
