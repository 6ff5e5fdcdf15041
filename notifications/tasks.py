"""Hints for workers, and the sweeps that need none. The rows are the truth."""

from celery import shared_task

from notifications import registry
from notifications.services import hints, jobs, outbox, sending
from notifications.services.hints import HINT_LIFE


@shared_task(expires=HINT_LIFE)
def send_pending() -> None:
    """Send what is due, for a while; then leave the rest to a fresh hint.

    What a killed sender left is settled first, so mail workers and beat alone are enough.
    """
    outbox.reconcile_messages()
    if sending.send_due():
        hints.hint_mail()


@shared_task(expires=HINT_LIFE)
def reconcile_messages() -> None:
    """Settle the rows of vanished senders and wake the mail worker when something is due."""
    if outbox.reconcile_messages().due:
        hints.hint_mail()


@shared_task(expires=HINT_LIFE)
def reconcile_jobs() -> None:
    """Put the jobs of vanished workers back and wake workers for all that wait."""
    for job in jobs.reconcile_jobs():
        hints.hint_job(job)


@shared_task
def run_job(*, job_id: int) -> None:
    """Do one job, if it still waits."""
    registry.execute(job_id)
