"""Hints for workers, and the sweeps that need none. The rows are the truth."""

from celery import shared_task
from django.utils import timezone

from notifications import registry
from notifications.registry import JobRun, job_handler
from notifications.services import (
    campaign_writing,
    hints,
    jobs,
    outbox,
    paper_orders,
    relay_log,
    sending,
)
from notifications.services.campaign_steps import JOB_KIND
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
def reconcile_uncertain() -> None:
    """Let the relay's log settle uncertain messages, where one is configured."""
    relay_log.settle_uncertain(now=timezone.now())


@shared_task(expires=HINT_LIFE)
def reconcile_jobs() -> None:
    """Put the jobs of vanished workers back and wake workers for all that wait."""
    for job in jobs.reconcile_jobs():
        hints.hint_job(job)


@shared_task
def drop_old_bundles() -> None:
    """Once a day: make room of the files of many papers that newer ones replaced."""
    paper_orders.drop_old_bundles(now=timezone.now())


@shared_task
def run_job(*, job_id: int) -> None:
    """Do one job, if it still waits."""
    registry.execute(job_id)


@job_handler(JOB_KIND)
def write_campaign(run: JobRun) -> None:
    """Write the messages and reminders a campaign still lacks; begun again it goes on."""
    campaign = run.params["campaign"]
    done, total = 0, campaign_writing.still_to_write(campaign)
    run.progress(done=0, total=total)
    for step in (campaign_writing.write_step, campaign_writing.remind_step):
        while written := step(campaign_id=campaign, now=timezone.now()):
            done += written
            run.progress(done=done, total=max(total, done))
