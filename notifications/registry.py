"""Doing a job: what its handler holds while it works, and how the job ends."""

import threading
import time
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import DomainError
from notifications.handlers import handler_of, job_handler
from notifications.models import Job
from notifications.rules import JobState
from notifications.services import jobs

__all__ = ["JobCancelled", "JobLost", "JobRun", "execute", "job_handler"]

log = structlog.get_logger(__name__)


class JobCancelled(Exception):
    """Somebody asked to stop; let it propagate once things are consistent."""


class JobLost(Exception):
    """Another worker has this job now; stop at once and write nothing more."""


class JobRun:
    """One run of a job, as its handler sees it."""

    def __init__(self, job: Job) -> None:
        assert job.claim_token is not None  # noqa: S101 - claimed jobs have one
        self.job = job
        self.params: dict[str, Any] = job.params
        self._token = job.claim_token
        self._written = 0.0
        self.touched = time.monotonic()

    def progress(
        self,
        *,
        done: int | None = None,
        total: int | None = None,
        failed: int | None = None,
        message: str | None = None,
    ) -> None:
        """Tell how far the work is; call it between items, outside a transaction.

        Written at most every JOB_PROGRESS_SECONDS (and at the last item), with the lease renewed.
        Raises JobCancelled when cancelling was asked, JobLost when the claim is gone.
        """
        self.touched = time.monotonic()
        job = self.job
        job.done = job.done if done is None else done
        job.total = job.total if total is None else total
        job.failed = job.failed if failed is None else failed
        job.message = job.message if message is None else message
        last = job.total is not None and job.done >= job.total
        due = self.touched - self._written >= settings.JOB_PROGRESS_SECONDS
        if not (due or last or total is not None):
            return
        self._written = self.touched
        standing = jobs.report_progress(
            job_id=job.pk,
            token=self._token,
            done=job.done,
            total=job.total,
            failed=job.failed,
            message=job.message,
        )
        if not standing.claimed:
            raise JobLost
        if standing.cancel:
            raise JobCancelled


class _Heartbeat(threading.Thread):
    """Renews the lease while the process lives, unless the work is silent for too long."""

    def __init__(self, run: JobRun) -> None:
        super().__init__(daemon=True, name=f"job-{run.job.pk}")
        self.run_of, self.stop = run, threading.Event()

    def run(self) -> None:
        job, token = self.run_of.job, self.run_of._token
        while not self.stop.wait(settings.JOB_LEASE_SECONDS / 3):
            if time.monotonic() - self.run_of.touched > settings.JOB_SILENT_SECONDS:
                break
            try:
                jobs.renew_job(job_id=job.pk, token=token)
            except (OperationalError, InterfaceError):
                connection.close()
        connection.close()


def execute(job_id: int) -> str:
    """Claim a job and do it; its final state, or "" when it was not there to take."""
    job = jobs.claim_job(job_id=job_id)
    if job is None:
        return ""
    run = JobRun(job)
    heartbeat = _Heartbeat(run)
    heartbeat.start()
    try:
        with translation.override(job.created_by.language if job.created_by else "vi"):
            return _work(run)
    finally:
        heartbeat.stop.set()


def _work(run: JobRun) -> str:
    job, result, message = run.job, None, None
    handler = handler_of(job.kind)
    state: str = JobState.FAILED
    try:
        if handler is None:
            message = _("This kind of work is not known to this installation.")
        else:
            result = handler.work(run)
            state = JobState.DONE
            message = job.message
    except JobCancelled:
        state, message = JobState.CANCELLED, job.message
    except JobLost:
        return ""
    except DomainError as error:
        sentences = [str(s) for field in error.fields.values() for s in field]
        message = " ".join([str(error), *sentences])
    except (OperationalError, InterfaceError):
        # The database went away: the lease runs out and the job is resumed.
        log.warning("job.interrupted", job=job.pk, exc_info=True)
        return ""
    except Exception:
        log.exception("job.failed", job=job.pk, kind=job.kind)
        message = _("An unexpected error stopped this work. Try again; nothing is done twice.")
    total = job.total
    if state == JobState.DONE and total is not None and job.done < total - job.failed:
        job.done = total - job.failed
    jobs.report_progress(
        job_id=job.pk, token=run._token, done=job.done, total=total, failed=job.failed
    )
    finished = jobs.finish_job(
        job_id=job.pk, token=run._token, state=state, message=message, result=result
    )
    return state if finished else ""
