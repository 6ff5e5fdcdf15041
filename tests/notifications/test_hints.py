"""Workers are woken by the rows themselves: no door has to remember it, and beat need not run."""

import pytest
from celery import current_app
from django.db import transaction
from django.urls import reverse

from config.stack.processes import wait_until
from notifications.models import Job
from notifications.services import enqueue_message, release_message, start_job
from tests.factories.accounts import UserFactory, organiser
from tests.factories.fairs import FairFactory, accepted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_mail_leaves_without_beat(client, api, mailbox, start_worker, settings, monkeypatch):
    """Doors of three apps; nothing else runs but the worker of the mail queue."""
    settings.EMAIL_BACKEND = "notifications.backend.OutboxBackend"
    monkeypatch.setenv("EMAIL_PORT", str(mailbox.port))
    UserFactory(email="forgetful@example.org")
    application = accepted(FairFactory(), announced=False, contact_email="maker@example.org")
    office = api(organiser())
    start_worker("mail")

    def arrived(address):
        return any(address in str(mail["To"]) for mail in mailbox.mails())

    client.post(reverse("account_reset_password"), {"email": "forgetful@example.org"})
    assert wait_until(lambda: arrived("forgetful@example.org"), 30)
    office.post("/api/v1/users/", {"email": "new@example.org", "full_name": "An"})
    assert wait_until(lambda: arrived("new@example.org"), 30)
    office.post(f"/api/v1/fairs/{application.fair_id}/announce/", {})
    assert wait_until(lambda: arrived("maker@example.org"), 30)


@pytest.fixture
def hints():
    """A function: how many hints wait for the mail worker in the broker."""
    with current_app.connection_for_read() as broker:
        channel = broker.default_channel
        channel.queue_purge("mail")
        yield lambda: channel.client.llen("mail")
        channel.queue_purge("mail")


def write(key, **changes):
    values = {"dedupe_key": key, "recipient": "a@example.org", "subject": "S", "text": "T"}
    return enqueue_message(**{**values, **changes})


def test_a_transaction_hints_once_however_many_messages_it_holds(hints):
    with transaction.atomic():
        for number in range(5):
            write(str(number))
        assert hints() == 0
    assert hints() == 1


def roll_back_a_message():
    """Written and taken back with its savepoint, as a refusal in a service does."""
    with transaction.atomic():
        write("lost")
        transaction.set_rollback(True)


def test_nothing_is_hinted_for_what_was_rolled_back(hints):
    with transaction.atomic():
        roll_back_a_message()
    assert hints() == 0


def test_what_is_written_after_a_rollback_is_hinted_all_the_same(hints):
    with transaction.atomic():
        roll_back_a_message()
        write("kept")
    assert hints() == 1


def test_a_message_that_waits_for_its_document_wakes_nobody_until_it_may_leave(hints):
    message = write("letter", waiting=True)
    assert hints() == 0
    release_message(message=message)
    assert hints() == 1


def test_a_job_is_begun_without_beat(start_worker):
    start_worker("default")
    job = start_job(kind="test.unknown", title="T", actor=None)
    begun = wait_until(lambda: Job.objects.filter(pk=job.pk, started_at__isnull=False).exists(), 30)
    assert begun
