"""Jobs: claimed once, reported, cancelled between items, resumed after a kill, given up at last."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from common.errors import DomainError, IllegalTransition
from notifications import registry
from notifications.models import Job
from notifications.services import jobs, request_cancel, retry_job, start_job
from tests.factories.notifications import JobFactory
from tests.notifications import handlers  # noqa: F401 - registers the kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, settings):
    settings.JOB_PROGRESS_SECONDS = 0
    return tmp_path / "lines"


def running(**changes):
    soon = timezone.now() + timedelta(minutes=1)
    return JobFactory(state="RUNNING", claim_token=uuid4(), **{"lease_until": soon, **changes})


def expired(**changes):
    return running(lease_until=timezone.now() - timedelta(seconds=1), **changes)


def test_a_job_runs_to_its_end_and_keeps_its_result(path, organiser_user):
    job = start_job(
        kind="test.work",
        title="Tạo thư",
        actor=organiser_user,
        params={"path": str(path), "total": 3},
    )
    assert registry.execute(job.pk) == "DONE"
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.attempts) == ("DONE", 3, 3, 1)
    assert job.result == {"links": [["Kết quả", "/documents/"]]}
    assert job.claim_token is None
    assert path.read_text().splitlines() == ["0", "1", "2"]


def test_a_job_is_done_once_however_often_it_is_hinted(path):
    job = JobFactory(params={"path": str(path), "total": 2})
    assert [registry.execute(job.pk) for _ in range(3)] == ["DONE", "", ""]
    assert path.read_text().splitlines() == ["0", "1"]


def test_the_same_work_asked_twice_is_one_job():
    asked = {"kind": "test.work", "title": "T", "actor": None, "dedupe_key": "fair/1"}
    first = start_job(**asked)
    assert start_job(**asked) == first
    Job.objects.update(state="DONE", finished_at=timezone.now())
    assert start_job(**asked) != first


def test_a_waiting_job_is_cancelled_at_once(organiser_user):
    job = request_cancel(job=JobFactory(), actor=organiser_user)
    assert (job.state, registry.execute(job.pk)) == ("CANCELLED", "")


def test_a_running_job_stops_between_two_items(path, monkeypatch):
    job = JobFactory(params={"path": str(path), "total": 5})
    claimed = jobs.claim_job(job_id=job.pk)
    run = registry.JobRun(claimed)
    run.progress(done=1, total=5)
    request_cancel(job=job, actor=None)
    with pytest.raises(registry.JobCancelled):
        run.progress(done=2)
    job.refresh_from_db()
    assert (job.done, job.state) == (2, "RUNNING")


def test_a_worker_that_lost_its_claim_is_told_so(path):
    job = JobFactory()
    run = registry.JobRun(jobs.claim_job(job_id=job.pk))
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.reconcile_jobs()
    jobs.claim_job(job_id=job.pk)
    with pytest.raises(registry.JobLost):
        run.progress(done=1, total=2)


def test_a_refusal_ends_the_job_with_its_sentence():
    job = JobFactory(kind="test.refused")
    assert registry.execute(job.pk) == "FAILED"
    job.refresh_from_db()
    assert job.message == "Chưa có gian hàng nào được phân bổ."


def test_an_unexpected_error_says_what_to_do_and_shows_no_detail():
    job = JobFactory(kind="test.broken")
    registry.execute(job.pk)
    job.refresh_from_db()
    assert job.state == "FAILED"
    assert job.message
    assert "secret" not in job.message


def test_an_unknown_kind_fails_with_a_sentence():
    job = JobFactory(kind="nobody.knows")
    assert registry.execute(job.pk) == "FAILED"


def test_the_reconciler_puts_jobs_of_vanished_workers_back():
    lost, alive = expired(attempts=1), running(attempts=1)
    waiting = jobs.reconcile_jobs()
    assert [job.pk for job in waiting] == [lost.pk]
    alive.refresh_from_db()
    assert alive.state == "RUNNING"


def test_a_job_interrupted_too_often_fails(settings):
    settings.JOB_MAX_ATTEMPTS = 2
    job = expired(attempts=2)
    assert jobs.reconcile_jobs() == []
    job.refresh_from_db()
    assert job.state == "FAILED"


def test_a_cancelled_job_of_a_vanished_worker_ends_cancelled():
    job = expired(cancel_requested=True, attempts=1)
    jobs.reconcile_jobs()
    job.refresh_from_db()
    assert job.state == "CANCELLED"


def test_retrying_goes_on_with_what_is_missing(path, organiser_user):
    path.write_text("0\n1\n")
    job = JobFactory(state="FAILED", params={"path": str(path), "total": 3}, attempts=5)
    retry_job(job=job, actor=organiser_user)
    assert registry.execute(job.pk) == "DONE"
    assert path.read_text().splitlines() == ["0", "1", "2"]


@pytest.mark.parametrize("state", ["QUEUED", "DONE"])
def test_only_failed_and_cancelled_jobs_are_retried(state, organiser_user):
    job = JobFactory(state=state)
    with pytest.raises(IllegalTransition):
        retry_job(job=job, actor=organiser_user)


def test_retrying_is_refused_while_the_same_work_runs(organiser_user):
    failed = JobFactory(state="FAILED", dedupe_key="fair/1")
    JobFactory(dedupe_key="fair/1")
    with pytest.raises(DomainError) as refusal:
        retry_job(job=failed, actor=organiser_user)
    assert refusal.value.code == "job_active"
