"""Real processes killed with SIGKILL at the worst moment."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from notifications import registry, tasks
from notifications.models import Job, Message
from notifications.services import jobs, outbox, sending
from tests.factories.notifications import JobFactory, MessageFactory
from tests.notifications import handlers  # noqa: F401 - registers the kinds
from tests.services import database_url_of_this_process

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]


def start(code, **environment):
    """A Python process of its own on the test database."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": database_url_of_this_process(),
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def lease_runs_out(model):
    past = timezone.now() - timedelta(seconds=1)
    model.objects.filter(lease_until__isnull=False).update(lease_until=past)


def test_a_sender_killed_after_the_dot_leaves_one_uncertain_and_loses_nothing(mailbox):
    for _ in range(6):
        MessageFactory()
    mailbox.hold_at = 3
    sender = start(
        "from notifications.services import sending; sending.send_due()",
        EMAIL_PORT=str(mailbox.port),
    )
    assert mailbox.held.wait(30)
    sender.send_signal(signal.SIGKILL)
    sender.wait(10)
    mailbox.go_on.set()
    lease_runs_out(Message)
    settled = outbox.reconcile_messages()
    assert (settled.uncertain, settled.requeued) == (1, 3)
    sending.send_due()
    states = list(Message.objects.order_by("id").values_list("state", flat=True))
    assert states == ["SENT", "SENT", "UNCERTAIN", "SENT", "SENT", "SENT"]
    ids = [mail["Message-ID"] for mail in mailbox.mails()]
    assert sorted(ids) == sorted(Message.objects.values_list("message_id", flat=True))


def test_a_lost_broker_fails_nobody_and_the_sweep_still_sends(mailbox):
    writer = start(
        "from django.db import transaction\n"
        "from notifications.services import enqueue_message\n"
        "with transaction.atomic():\n"
        "    enqueue_message(dedupe_key='k', recipient='a@example.org', subject='S', text='T')\n"
        "print('committed')",
        REDIS_URL="redis://127.0.0.1:1/0",
    )
    output, _errors = writer.communicate(timeout=60)
    assert (writer.returncode, output.strip()) == (0, "committed")
    tasks.send_pending()
    assert len(mailbox.received) == 1


def test_a_known_answer_survives_a_database_outage(mailbox, settings):
    """The sender's connection is cut between the dot and the answer."""
    settings.OUTBOX_OUTAGE_SECONDS = 20
    for _ in range(3):
        MessageFactory()
    mailbox.hold_at = 2

    def send():
        try:
            sending.send_due()
        finally:
            connection.close()

    sender = threading.Thread(target=send)
    sender.start()
    assert mailbox.held.wait(30)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    mailbox.go_on.set()
    sender.join(30)
    assert set(Message.objects.values_list("state", flat=True)) == {"SENT"}
    assert len(mailbox.received) == 3


def test_the_job_of_a_killed_worker_is_resumed_where_it_stopped(tmp_path):
    path = tmp_path / "lines"
    job = JobFactory(params={"path": str(path), "total": 5, "stop_at": 2})
    worker = start(
        "from tests.notifications import handlers; from notifications import registry\n"
        f"registry.execute({job.pk})",
        JOB_PROGRESS_SECONDS="0",
    )
    assert worker.stdout.readline() == "reached\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    job.refresh_from_db()
    assert (job.state, job.done) == ("RUNNING", 2)
    lease_runs_out(Job)
    (waiting,) = jobs.reconcile_jobs()
    assert registry.execute(waiting.pk) == "DONE"
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("DONE", 5, 2)
    assert path.read_text().splitlines() == ["0", "1", "2", "3", "4"]
