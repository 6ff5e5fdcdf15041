"""The API of messages, the outbox, jobs and documents."""

import pytest
from django.urls import reverse

from notifications.models import OutboxSwitch
from tests.factories.notifications import CampaignFactory, JobFactory, MessageFactory, document

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"api:{name}", args=args)


@pytest.fixture
def office(api, organiser_user):
    return api(organiser_user)


def test_messages_are_listed_filtered_and_without_their_text(office):
    campaign = CampaignFactory()
    wanted = MessageFactory(state="UNCERTAIN", campaign=campaign)
    MessageFactory(state="SENT")
    answer = office.get(url("message-list"), {"state": "UNCERTAIN", "campaign": campaign.pk})
    (row,) = answer.json()["results"]
    assert row["id"] == wanted.pk
    assert "text" not in row
    assert "claim_token" not in row


def test_a_wrong_filter_is_refused_by_name(office):
    answer = office.get(url("message-list"), {"state": "NONSENSE"})
    assert answer.status_code == 400
    assert "state" in answer.json()["errors"]


def test_a_message_tells_what_may_be_decided(office):
    message = MessageFactory(state="UNCERTAIN")
    body = office.get(url("message-detail", message.pk)).json()
    assert body["text"] == message.text
    assert body["abilities"] == {
        "resend": True,
        "count_as_sent": True,
        "try_again": False,
        "cancel": False,
    }


@pytest.mark.parametrize(
    ("action", "state", "then"),
    [
        ("resend", "UNCERTAIN", "QUEUED"),
        ("count-as-sent", "UNCERTAIN", "SENT"),
        ("resend", "DEAD", "QUEUED"),
        ("cancel", "QUEUED", "CANCELLED"),
    ],
)
def test_decisions_and_their_repetition(office, action, state, then):
    message = MessageFactory(state=state)
    first = office.post(url(f"message-{action}", message.pk))
    assert (first.status_code, first.json()["state"]) == (200, then)
    second = office.post(url(f"message-{action}", message.pk))
    assert (second.status_code, second.json()["code"]) == (409, "illegal_transition")


def test_unknown_fields_of_a_decision_are_refused(office):
    message = MessageFactory(state="UNCERTAIN")
    answer = office.post(url("message-resend", message.pk), {"recipient": "x@example.org"})
    assert answer.status_code == 400
    message.refresh_from_db()
    assert message.state == "UNCERTAIN"


def test_the_outbox_is_paused_with_a_reason_and_resumed(office):
    MessageFactory()
    assert office.post(url("outbox-pause"), {}).status_code == 400
    paused = office.post(url("outbox-pause"), {"reason": "Bảo trì"}).json()
    assert (paused["paused"], paused["reason"], paused["counts"]["QUEUED"]) == (True, "Bảo trì", 1)
    assert office.post(url("outbox-resume")).json()["paused"] is False
    assert OutboxSwitch.objects.get().paused_at is None


def test_jobs_are_listed_for_their_owner(api, plain_user, office):
    mine, other = JobFactory(created_by=plain_user), JobFactory()
    rows = api(plain_user).get(url("job-list")).json()["results"]
    assert [row["id"] for row in rows] == [mine.pk]
    assert {row["id"] for row in office.get(url("job-list")).json()["results"]} == {
        mine.pk,
        other.pk,
    }


def test_a_job_is_cancelled_and_tried_again(api, plain_user):
    job = JobFactory(created_by=plain_user)
    client = api(plain_user)
    assert client.post(url("job-cancel", job.pk)).json()["state"] == "CANCELLED"
    again = client.post(url("job-retry", job.pk)).json()
    assert (again["state"], again["abilities"]) == ("QUEUED", {"cancel": True, "retry": False})
    assert client.post(url("job-retry", job.pk)).status_code == 409


def test_documents_are_listed_read_and_downloaded(office):
    paper = document(content=b"%PDF-1.4 bytes")
    (row,) = office.get(url("document-list")).json()["results"]
    assert row == office.get(url("document-detail", paper.pk)).json()
    assert "verify_token" not in row
    answer = office.get(url("document-download", paper.pk))
    assert answer.content == b"%PDF-1.4 bytes"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_paper_is_checked_without_signing_in(api):
    old = document()
    new = document()
    known = api().get(url("document-verify", old.verify_token)).json()
    assert (known["valid"], known["state"], known["revision"]) == (False, "VOID", 1)
    assert api().get(url("document-verify", new.verify_token)).json()["valid"] is True
    assert set(known) == {
        "valid",
        "state",
        "kind",
        "title",
        "revision",
        "issued_at",
        "voided_at",
    }


@pytest.mark.parametrize("name", ["message-list", "job-list", "document-list"])
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_database_the_same_number_of_times(
    office, name, rows, django_assert_max_num_queries
):
    for number in range(rows):
        MessageFactory(campaign=CampaignFactory())
        JobFactory()
        document(subject_id=number)
    with django_assert_max_num_queries(2):
        assert len(office.get(url(name)).json()["results"]) == rows


def test_the_order_is_allow_listed(office):
    for order in ("claim_token", "campaign__created_by__password"):
        answer = office.get(url("message-list"), {"ordering": order})
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == ["ordering"]
