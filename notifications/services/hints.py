"""Waking workers: whoever leaves a row for later work hints at it, once it is committed.

The rows are the truth; a hint is only speed. A lost one costs the seconds until the next sweep,
so a broker that is away fails nobody. Tasks are named, not imported: they stand above services.
"""

from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

from notifications.handlers import handler_of
from notifications.models import Job

log = structlog.get_logger(__name__)
HINT_LIFE = 60  # seconds after which a hint is worthless: a sweep has made a newer one


def wake_mail() -> None:
    """Wake the mail worker after the commit, once per transaction however many rows it holds.

    A hint rolled back with its savepoint leaves Django's list, and the next row asks again.
    """
    waiting = transaction.get_connection().run_on_commit
    if not any(function is hint_mail for _savepoints, function, _robust in waiting):
        transaction.on_commit(hint_mail, robust=True)


def wake_worker(job: Job) -> None:
    """Wake a worker for a job after the commit."""
    transaction.on_commit(partial(hint_job, job), robust=True)


def wake_sweep(task: str) -> None:
    """Wake, after the commit, the task that looks through rows another app keeps itself."""
    transaction.on_commit(partial(_send, task), robust=True)


def hint_mail() -> None:
    """Wake the mail worker now."""
    _send("notifications.tasks.send_pending")


def hint_job(job: Job) -> None:
    """Wake a worker of the job's queue now."""
    handler = handler_of(job.kind)
    queue = handler.queue if handler else "default"
    _send("notifications.tasks.run_job", queue=queue, kwargs={"job_id": job.pk})


def _send(task: str, **options: Any) -> None:
    try:
        current_app.send_task(task, expires=HINT_LIFE, **options)
    except (BrokerError, OSError):
        log.warning("broker.away", hint=task)
