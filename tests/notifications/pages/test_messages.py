"""Pages of messages and the outbox."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEntry
from notifications.models import Message, OutboxSwitch
from notifications.services import Attached, enqueue_message
from tests.factories.notifications import CampaignFactory, MessageFactory, document
from tests.notifications.pages.counting import statements

pytestmark = pytest.mark.django_db
LIST = reverse("notifications:messages")


@pytest.fixture
def client(sign_in, organiser_user):
    return sign_in(organiser_user)


def test_the_list_filters_by_state_campaign_address_and_day(client):
    campaign = CampaignFactory()
    wanted = MessageFactory(state="SENT", campaign=campaign, recipient="phuvinh@example.org")
    MessageFactory(state="SENT", recipient="khac@example.org")
    today = timezone.localdate().isoformat()
    for query in (
        f"campaign={campaign.pk}",
        "recipient=PhuVinh",
        f"state=SENT&recipient=phuvinh&written_from={today}&written_to={today}",
    ):
        page = client.get(f"{LIST}?{query}").content.decode()
        assert wanted.recipient in page
        assert "khac@example.org" not in page
    assert wanted.recipient not in client.get(f"{LIST}?written_to=2020-01-01").content.decode()


def test_the_list_counts_by_state_and_asks_about_uncertain_ones(client):
    MessageFactory(state="UNCERTAIN")
    page = client.get(LIST)
    counts = {state: n for _tone, _label, _settled, state, n in page.context["counts"]}
    assert counts == {"UNCERTAIN": 1}
    assert "?state=UNCERTAIN" in page.content.decode()


def test_the_list_asks_the_database_the_same_number_of_times(client):
    MessageFactory(campaign=CampaignFactory())
    statements(client, LIST)
    one = statements(client, LIST)
    for _ in range(2):
        MessageFactory(campaign=CampaignFactory())
    assert statements(client, LIST) == one


def test_the_list_is_exported_as_filtered(client):
    MessageFactory(state="SENT")
    answer = client.get(f"{LIST}?export=xlsx&state=SENT")
    assert answer["Content-Type"].endswith("sheet")


def test_a_message_is_shown_as_text_whatever_it_holds(client):
    message = enqueue_message(
        dedupe_key="k",
        recipient="a@example.org",
        subject="<script>alert(1)</script>",
        text="<img src=x onerror=alert(1)>",
        html="<script>alert(2)</script><p>Xin chào</p>",
        attachments=[Attached("thư.pdf", "application/pdf", document=document())],
    )
    page = client.get(reverse("notifications:message", args=[message.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;p&gt;Xin chào" in page
    assert "thư.pdf" in page


@pytest.mark.parametrize(
    ("state", "route", "then"),
    [
        ("UNCERTAIN", "resend", "QUEUED"),
        ("UNCERTAIN", "count_as_sent", "SENT"),
        ("FAILED", "resend", "QUEUED"),
        ("DEAD", "resend", "QUEUED"),
        ("QUEUED", "cancel", "CANCELLED"),
    ],
)
def test_the_organiser_decides(client, state, route, then):
    message = MessageFactory(state=state)
    page = client.get(reverse("notifications:message", args=[message.pk])).content.decode()
    url = reverse(f"notifications:message_{route}", args=[message.pk])
    assert url in page
    assert client.post(url).status_code == 302
    message.refresh_from_db()
    assert message.state == then
    assert ActivityEntry.objects.filter(verb=f"message.{then.lower()}").exists()


def test_a_decision_that_came_too_late_is_explained(client):
    message = MessageFactory(state="SENT")
    answer = client.post(reverse("notifications:message_resend", args=[message.pk]))
    assert answer.status_code == 409


def test_looking_decides_nothing(client):
    message = MessageFactory(state="UNCERTAIN")
    assert client.get(reverse("notifications:message_resend", args=[message.pk])).status_code == 405


def test_all_refused_messages_are_queued_again(client):
    for state in ("FAILED", "DEAD"):
        MessageFactory(state=state)
    client.post(reverse("notifications:retry_refused"))
    assert Message.objects.filter(state="QUEUED").count() == 2


def test_pausing_needs_a_reason_and_resuming_lets_go(client, organiser_user):
    pause, resume = reverse("notifications:outbox_pause"), reverse("notifications:outbox_resume")
    assert client.post(pause, {"reason": ""}).status_code == 200
    assert not OutboxSwitch.objects.filter(paused_at__isnull=False).exists()
    client.post(pause, {"reason": "Máy chủ thư bảo trì"})
    switch = OutboxSwitch.objects.get()
    assert (switch.paused_by, switch.reason) == (organiser_user, "Máy chủ thư bảo trì")
    assert "Máy chủ thư bảo trì" in client.get(LIST).content.decode()
    client.post(resume)
    switch.refresh_from_db()
    assert switch.paused_at is None
