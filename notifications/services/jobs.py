"""Jobs: asked for, claimed under a lease, resumed after a kill, cancelled, tried again.

A job row is claimed by one worker with a token. The worker renews the lease while it lives;
when the lease runs out, `reconcile_jobs` puts the row back into the queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, IllegalTransition
from common.locks import try_name_lock
from notifications.models import Job
from notifications.rules import ACTIVE_JOBS, JOB_CHANGES, JobState
from notifications.services.hints import wake_worker


def start_job(
    *,
    kind: str,
    title: str,
    actor: User | None,
    params: Mapping[str, Any] | None = None,
    subject_type: str = "",
    subject_id: object = "",
    total: int | None = None,
    dedupe_key: str = "",
) -> Job:
    """Ask for a piece of work; a worker is woken once it is committed.

    While a job of the same kind and dedupe_key is active, that one is returned instead.
    """
    same = Job.objects.filter(kind=kind, dedupe_key=dedupe_key, state__in=ACTIVE_JOBS)
    if dedupe_key and (active := same.first()):
        return active
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                title=title[:300],
                created_by=actor,
                params=dict(params or {}),
                subject_type=subject_type,
                subject_id=str(subject_id),
                total=total,
                dedupe_key=dedupe_key,
            )
            record_activity(actor=actor, verb="job.started", obj=job, after={"kind": kind})
            wake_worker(job)
    except IntegrityError:
        if active := same.first():
            return active
        raise
    return job


@transaction.atomic
def request_cancel(*, job: Job, actor: User | None) -> Job:
    """Stop a job: at once while it waits, between two items while it runs.

    A finished job stays as it is. Raises nothing.
    """
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state not in ACTIVE_JOBS or locked.cancel_requested:
        return locked
    locked.cancel_requested = True
    if locked.state == JobState.QUEUED:
        locked.state = JobState.CANCELLED
        locked.finished_at = db_now()
    locked.save(update_fields=["cancel_requested", "state", "finished_at"])
    record_activity(actor=actor, verb="job.cancelled", obj=locked)
    return locked


@transaction.atomic
def retry_job(*, job: Job, actor: User | None) -> Job:
    """Queue a failed or cancelled job again; its handler goes on with what is missing.

    Raises IllegalTransition in any other state, DomainError when the same work already runs.
    """
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if JobState.QUEUED not in JOB_CHANGES.get(locked.state, ()) or locked.state in ACTIVE_JOBS:
        raise IllegalTransition(source=JobState(locked.state).label, target=JobState.QUEUED.label)
    locked.state, locked.attempts, locked.cancel_requested = JobState.QUEUED, 0, False
    locked.done = locked.failed = 0
    locked.message, locked.result = "", None
    locked.started_at = locked.finished_at = None
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise DomainError(_("The same work is already under way."), code="job_active") from error
    record_activity(actor=actor, verb="job.retried", obj=locked)
    wake_worker(locked)
    return locked


def db_now() -> datetime:
    """The database's clock: the one clock all workers share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


_LEASE = "clock_timestamp() + make_interval(secs => %s)"


def claim_job(*, job_id: int) -> Job | None:
    """Take a queued job under a fresh token; None when it is not there to take."""
    token = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE notifications_job SET state = 'RUNNING', claim_token = %s,
                lease_until = {_LEASE}, attempts = attempts + 1,
                started_at = COALESCE(started_at, clock_timestamp())
                WHERE id = %s AND state = 'QUEUED' RETURNING id""",  # noqa: S608
            [token, settings.JOB_LEASE_SECONDS, job_id],
        )
        if cursor.fetchone() is None:
            return None
    return Job.objects.select_related("created_by").get(pk=job_id)


def renew_job(*, job_id: int, token: UUID) -> bool:
    """Prolong the lease; False when the claim was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE notifications_job SET lease_until = {_LEASE} "  # noqa: S608
            "WHERE id = %s AND claim_token = %s",
            [settings.JOB_LEASE_SECONDS, job_id, token],
        )
        return bool(cursor.rowcount)


@dataclass(frozen=True)
class Standing:
    """What a worker learns when it reports progress."""

    claimed: bool
    cancel: bool


def report_progress(
    *,
    job_id: int,
    token: UUID,
    done: int | None = None,
    total: int | None = None,
    failed: int | None = None,
    message: str | None = None,
) -> Standing:
    """Write counts and renew the lease in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE notifications_job SET
                done = COALESCE(%(done)s, done),
                total = CASE WHEN COALESCE(%(total)s, total) IS NULL THEN NULL
                    ELSE GREATEST(COALESCE(%(total)s, total), COALESCE(%(done)s, done)) END,
                failed = COALESCE(%(failed)s, failed),
                message = COALESCE(%(message)s, message),
                lease_until = {_LEASE.replace("%s", "%(lease)s")}
                WHERE id = %(id)s AND claim_token = %(token)s RETURNING cancel_requested""",  # noqa: S608
            {
                "done": done,
                "total": total,
                "failed": failed,
                "message": None if message is None else message[:500],
                "lease": settings.JOB_LEASE_SECONDS,
                "id": job_id,
                "token": token,
            },
        )
        row = cursor.fetchone()
    return Standing(claimed=row is not None, cancel=bool(row and row[0]))


def finish_job(
    *,
    job_id: int,
    token: UUID,
    state: str,
    message: str | None = None,
    result: Mapping[str, Any] | None = None,
) -> bool:
    """Settle a claimed job as DONE, FAILED or CANCELLED; False when the claim was lost."""
    values: dict[str, Any] = {
        "state": JobState(state),
        "claim_token": None,
        "lease_until": None,
        "finished_at": db_now(),
    }
    if message is not None:
        values["message"] = message[:500]
    if result is not None:
        values["result"] = dict(result)
    return bool(Job.objects.filter(pk=job_id, claim_token=token).update(**values))


@transaction.atomic
def reconcile_jobs() -> list[Job]:
    """Put jobs of vanished workers back, give up after too many, and return what waits.

    Safe to run twice at the same time: one run does it, the other finds the lock taken.
    """
    if not try_name_lock("reconcile-jobs"):
        return []
    moment = db_now()
    expired = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=moment)
    free = {"claim_token": None, "lease_until": None}
    expired.filter(cancel_requested=True).update(
        state=JobState.CANCELLED, finished_at=moment, **free
    )
    expired.filter(attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=JobState.FAILED,
        finished_at=moment,
        message="",  # the page says it in the reader's language
        **free,
    )
    expired.update(state=JobState.QUEUED, started_at=Coalesce(F("started_at"), moment), **free)
    return list(Job.objects.filter(state=JobState.QUEUED).order_by("created_at")[:200])
