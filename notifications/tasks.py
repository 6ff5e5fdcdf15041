"""Hints for workers, and the sweeps that need none. The rows are the truth."""

import structlog
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from notifications import registry
from notifications.models import Job
from notifications.services import jobs, outbox, sending

log = structlog.get_logger(__name__)
HINT_LIFE = 60  # seconds after which a hint is worthless: a sweep has made a newer one


@shared_task(expires=HINT_LIFE)
def send_pending() -> None:
    """Send what is due, for a while; then leave the rest to a fresh hint."""
    if sending.send_due():
        _hint_mail()


@shared_task(expires=HINT_LIFE)
def reconcile_messages() -> None:
    """Settle the rows of vanished senders and wake the mail worker when something is due."""
    if outbox.reconcile_messages().due:
        _hint_mail()


@shared_task(expires=HINT_LIFE)
def reconcile_jobs() -> None:
    """Put the jobs of vanished workers back and wake workers for all that wait."""
    for job in jobs.reconcile_jobs():
        _hint_job(job)


@shared_task
def run_job(*, job_id: int) -> None:
    """Do one job, if it still waits."""
    registry.execute(job_id)


def _hint_mail() -> None:
    try:
        send_pending.apply_async()
    except (BrokerError, OSError):
        log.warning("broker.away", hint="mail")


def _hint_job(job: Job) -> None:
    handler = registry.handler_of(job.kind)
    try:
        run_job.apply_async(
            kwargs={"job_id": job.pk},
            queue=handler.queue if handler else "default",
            expires=HINT_LIFE,
        )
    except (BrokerError, OSError):
        log.warning("broker.away", hint="job", job=job.pk)


def nudge_mail() -> None:
    """Wake the mail worker once the caller's transaction is committed; never fails the caller."""
    transaction.on_commit(_hint_mail, robust=True)


def nudge_job(job: Job) -> None:
    """Wake a worker for a job once the caller's transaction is committed."""
    transaction.on_commit(lambda: _hint_job(job), robust=True)
