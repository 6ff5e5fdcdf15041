"""Pages of jobs: progress that refreshes itself, stops by itself, and announces little."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Job
from tests.factories.notifications import JobFactory
from tests.notifications.pages.counting import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in, plain_user):
    return sign_in(plain_user)


@pytest.fixture
def job(plain_user):
    return JobFactory(
        created_by=plain_user,
        state="RUNNING",
        total=280,
        done=112,
        claim_token=uuid4(),
        lease_until=timezone.now(),
    )


def fragment(client, job, known="RUNNING"):
    url = reverse("notifications:job_progress", args=[job.pk])
    return client.get(f"{url}?known={known}", headers={"HX-Request": "true"}).content.decode()


def test_the_swapped_part_is_the_part_of_the_page(client, job):
    page = client.get(reverse("notifications:job", args=[job.pk])).content.decode()
    part = fragment(client, job).strip()
    assert part[: part.index("<form")] in page
    assert 'max="280" value="112"' in part
    assert "every 1s" in part


def test_polling_stops_when_the_work_ends_and_the_end_is_announced(client, job):
    assert "job-status" not in fragment(client, job)
    Job.objects.update(state="DONE", claim_token=None, finished_at=timezone.now(), done=280)
    part = fragment(client, job)
    assert "hx-trigger" not in part
    assert 'id="job-status"' in part


def test_a_page_that_shows_the_work_hears_its_end_once(client, job):
    url = reverse("notifications:job_progress", args=[job.pk])
    assert "HX-Trigger" not in client.get(f"{url}?known=RUNNING")
    Job.objects.update(state="DONE", claim_token=None, finished_at=timezone.now(), done=280)
    assert client.get(f"{url}?known=RUNNING")["HX-Trigger"] == "job-ended"
    assert "HX-Trigger" not in client.get(f"{url}?known=DONE")


def test_only_local_links_of_a_result_are_shown(client, job):
    links = [["Mở", "/documents/"], ["x", "javascript:alert(1)"], ["y", "//evil.example"]]
    Job.objects.update(state="DONE", claim_token=None, result={"links": links})
    page = client.get(reverse("notifications:job", args=[job.pk])).content.decode()
    assert 'href="/documents/"' in page
    assert "javascript:" not in page
    assert "evil" not in page


def test_a_person_sees_own_jobs_only_and_an_organiser_all(client, job, sign_in, organiser_user):
    other = JobFactory()
    url = reverse("notifications:jobs")
    mine, all_jobs = client.get(url), sign_in(organiser_user).get(url)
    assert other.title not in mine.content.decode()
    assert job.title in all_jobs.content.decode()
    assert other.title in all_jobs.content.decode()


def test_the_list_asks_the_database_the_same_number_of_times(client, plain_user):
    url = reverse("notifications:jobs")
    JobFactory(created_by=plain_user, total=3, done=1)
    statements(client, url)
    one = statements(client, url)
    for _ in range(2):
        JobFactory(created_by=plain_user, total=3, done=1)
    assert statements(client, url) == one


def test_cancelling_and_trying_again(client, job):
    client.post(reverse("notifications:job_cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.cancel_requested
    Job.objects.update(state="CANCELLED", claim_token=None)
    client.post(reverse("notifications:job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.cancel_requested, job.done) == ("QUEUED", False, 0)
