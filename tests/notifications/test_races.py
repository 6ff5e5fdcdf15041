"""Two real connections at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from notifications import registry
from notifications.models import Document, Job, Message
from notifications.services import enqueue_message, outbox, sending, start_job
from tests.factories.notifications import JobFactory, MessageFactory, document
from tests.notifications import handlers  # noqa: F401 - registers the kinds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 4


def together(work):
    """Call `work` from several threads at the same moment; what each returned."""
    barrier = Barrier(PEOPLE)

    def one(_number):
        try:
            connection.ensure_connection()
            barrier.wait(10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_the_same_message_written_at_once_is_one_row():
    rows = together(
        lambda: (
            enqueue_message(
                dedupe_key="invitation/1", recipient="a@example.org", subject="S", text="T"
            ).pk
        )
    )
    assert len(set(rows)) == Message.objects.count() == 1


def test_several_senders_send_each_message_once(mailbox, settings):
    settings.OUTBOX_BATCH = 3
    for _ in range(20):
        MessageFactory()
    together(sending.send_due)
    ids = [mail["Message-ID"] for mail in mailbox.mails()]
    assert len(ids) == len(set(ids)) == 20
    assert Message.objects.filter(state="SENT").count() == 20


def test_two_reconcilers_do_no_harm():
    MessageFactory()
    results = together(outbox.reconcile_messages)
    assert all(r.requeued == r.uncertain == 0 for r in results)


def test_documents_issued_at_once_get_revisions_in_a_row_and_one_is_valid():
    together(document)
    rows = Document.objects.order_by("revision")
    assert [row.revision for row in rows] == [1, 2, 3, 4]
    assert [row.state for row in rows] == ["VOID", "VOID", "VOID", "VALID"]


def test_work_asked_for_at_once_is_one_job():
    pks = together(
        lambda: start_job(kind="test.work", title="T", actor=None, dedupe_key="fair/1").pk
    )
    assert len(set(pks)) == Job.objects.count() == 1


def test_a_job_hinted_to_several_workers_is_done_by_one(tmp_path):
    job = JobFactory(params={"path": str(tmp_path / "lines"), "total": 3})
    assert sorted(together(lambda: registry.execute(job.pk))) == ["", "", "", "DONE"]
