"""A worker is killed in the middle of a long job: another one goes on, and nothing comes twice."""

from collections import Counter
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from config.stack.processes import wait_until
from fairs.models import Booth
from fairs.services.publication import publish_plan
from notifications.models import Document, Job, Message
from notifications.services.hints import hint_job
from notifications.tasks import reconcile_jobs
from tests.factories.accounts import organiser
from tests.factories.plans import fair_with, plan_with
from tests.journeys.readers import address_of
from venues.models import ShowcasePoint
from venues.queries.producers import producers_of_month
from venues.rules import month_of
from venues.services.demo import load_demo_points
from venues.services.monthly import start_monthly_reports
from venues.services.report_demo import generate_month

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
LETTERS, POINTS = 40, 20


@pytest.fixture(autouse=True)
def short_leases(monkeypatch):
    """A dead worker's job is free again after a moment."""
    monkeypatch.setenv("JOB_LEASE_SECONDS", "2")
    monkeypatch.setenv("JOB_PROGRESS_SECONDS", "0")


@pytest.fixture
def kill_midway(start_worker):
    """A function: kill the job's worker at some document, let another one finish the job."""

    def run(job: Job, *, at: int, of: int) -> Job:
        with current_app.connection_for_write() as broker:  # not before we look on
            broker.default_channel.queue_purge("documents")
        start_worker("mail", "reconcile")
        first = start_worker("documents")
        hint_job(job)
        issued = Document.objects.count
        wait(lambda: issued() >= at, "the first documents")
        first.kill()
        assert at <= issued() < of, "the worker was killed too late to matter"
        wait(lambda: lease_over(job), "the end of the lease")
        start_worker("documents")
        reconcile_jobs.delay()
        wait(lambda: state_of(job) == "DONE", "the job's end")
        job.refresh_from_db()
        return job

    return run


def wait(happens, what):
    assert wait_until(happens, 90), f"did not happen: {what}"


def state_of(job):
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def lease_over(job):
    return Job.objects.filter(pk=job.pk, lease_until__lt=timezone.now()).exists()


def test_every_letter_is_written_and_mailed_once(mailbag, kill_midway):
    office = organiser(email="organiser@example.org")
    fair, applicants = fair_with(LETTERS, rows=4, booths_per_row=12)
    booths = Booth.objects.filter(fair=fair).order_by("id")
    places = dict(zip(applicants, [b.number for b in booths], strict=False))
    plan = plan_with(fair, places)
    _plan, job = publish_plan(plan=plan, version=plan.version, actor=office, now=timezone.now())
    job = kill_midway(job, at=5, of=LETTERS)
    assert (job.done, job.total, job.attempts) == (LETTERS, LETTERS, 2)
    wait(lambda: not Message.objects.exclude(state="SENT").exists(), "the last mail")
    letters = mailbag.with_file(".pdf")
    assert Counter(map(address_of, letters)) == {a.contact_email: 1 for a in applicants}
    assert len({m["Message-ID"] for m in letters}) == LETTERS
    assert Document.objects.filter(state="VALID", revision=1).count() == LETTERS
    assert Document.objects.count() == LETTERS


def test_every_monthly_report_is_made_once(reference, kill_midway):
    office = organiser(email="organiser@example.org")
    month = month_of(timezone.localdate() - timedelta(days=31))
    load_demo_points(count=85, first_day=month)
    points = ShowcasePoint.objects.order_by("id")[:POINTS]
    generate_month(points=points, first_day=month, days=5)
    job = start_monthly_reports(month=month, languages=["vi"], actor=office)
    producers = producers_of_month(month).count()
    whole = POINTS + producers + 1
    job = kill_midway(job, at=3, of=whole)
    assert (job.done, job.total, job.attempts) == (whole, whole, 2)
    kinds = Counter(Document.objects.values_list("kind", flat=True))
    made = {"point_month": POINTS, "producer_month": producers, "city_month": 1}
    both = ("", "_xlsx")  # each as PDF and as workbook
    assert kinds == {f"venues.{k}{form}": n for k, n in made.items() for form in both}
    assert set(Document.objects.values_list("state", "revision")) == {("VALID", 1)}
