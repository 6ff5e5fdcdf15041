"""Personal links: answering an invitation, refusing advertising."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import ConsentEntry, Message, Suppression
from notifications.services import enqueue_message
from notifications.services.links import answer_link, stop_link
from notifications.services.recipients import record_answer, revoke_link
from tests.factories.accounts import organiser
from tests.factories.notifications import RecipientFactory, written_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest():
    campaign = written_campaign(state="UNDER_WAY")
    campaign.texts.update(body="Kính gửi {name},\n\nMời dự hội thảo.\n\nTrả lời: {link}")
    return RecipientFactory(campaign=campaign, name="Bà Nguyễn Bí Mật")


def path_of(link):
    return "/" + link.partition("://")[2].partition("/")[2]


def say(client, guest, answer, size="1"):
    return client.post(path_of(answer_link(guest)), {"answer": answer, "party_size": size})


def test_looking_never_answers(client, guest):
    page = client.get(path_of(answer_link(guest)))
    client.head(path_of(answer_link(guest)))
    guest.refresh_from_db()
    assert (page.status_code, guest.answer) == (200, "NONE")
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_an_answer_is_kept_and_may_change(client, guest):
    for _again in range(2):
        assert say(client, guest, "ACCEPTED", "3").status_code == 302
    guest.refresh_from_db()
    first = guest.answered_at
    assert (guest.answer, guest.party_size, guest.answer_channel) == ("ACCEPTED", 3, "LINK")
    say(client, guest, "ACCEPTED", "3")
    guest.refresh_from_db()
    assert guest.answered_at == first
    say(client, guest, "DECLINED")
    guest.refresh_from_db()
    assert guest.answer == "DECLINED"


@pytest.mark.parametrize("size", ["0", "21", "", "x"])
def test_a_party_has_1_to_20_people(client, guest, size):
    assert say(client, guest, "ACCEPTED", size).status_code == 200
    guest.refresh_from_db()
    assert guest.answer == "NONE"


def test_a_forwarded_link_reveals_nobody(client, guest):
    page = client.get(path_of(answer_link(guest))).content.decode()
    assert "Mời dự hội thảo." in page
    assert "Bí Mật" not in page
    assert "Kính gửi" not in page
    assert guest.address not in page


def test_a_wrong_foreign_or_ended_link_gets_one_page(client, guest):
    token = path_of(answer_link(guest)).split("/")[2]
    other = RecipientFactory(campaign=guest.campaign)
    swapped = path_of(answer_link(other)).split("/")[2][:32] + token[32:]
    message = enqueue_message(dedupe_key="k", recipient="a@example.org", subject="S", text="T")
    purpose = path_of(stop_link(message.message_id)).split("/")[2]
    revoke_link(recipient=guest, actor=organiser(), now=timezone.now())
    pages = {
        (answer.status_code, answer.content.replace(wrong.encode(), b"TOKEN"))
        for wrong in (token, swapped, purpose, token[:-1], "w" * 50, token.upper())
        for answer in [client.get(f"/invitation/{wrong}/")]
    }
    assert {status for status, _page in pages} == {404}
    assert len({page.partition(b"<main")[2] for _status, page in pages}) == 1


def test_after_the_last_moment_nothing_can_be_answered(client, guest):
    guest.campaign.not_after = timezone.now() - timedelta(minutes=1)
    guest.campaign.save()
    assert client.get(path_of(answer_link(guest))).status_code == 200
    say(client, guest, "ACCEPTED")
    guest.refresh_from_db()
    assert guest.answer == "NONE"


def test_the_office_records_an_answer_given_by_phone(guest):
    record_answer(
        recipient=guest, answer="ACCEPTED", party_size=2, actor=organiser(), now=timezone.now()
    )
    guest.refresh_from_db()
    assert (guest.answer, guest.answer_channel) == ("ACCEPTED", "PHONE")


# Refusing advertising


@pytest.fixture
def advert():
    return enqueue_message(
        dedupe_key="k", recipient="khach@example.org", subject="S", text="T", kind="ADVERTISING"
    )


def test_the_opt_out_page_changes_nothing_until_the_button_is_pressed(client, advert):
    page = client.get(path_of(stop_link(advert.message_id)))
    assert page.status_code == 200
    assert "khach@example.org" not in page.content.decode()
    assert not ConsentEntry.objects.exists()


@pytest.mark.parametrize(
    ("data", "channel"), [({}, "WEB"), ({"List-Unsubscribe": "One-Click"}, "EMAIL")]
)
def test_one_press_refuses_at_once_without_sign_in(advert, data, channel):
    client = Client(enforce_csrf_checks=True)  # mail programs bring no cookie
    for _again in range(2):
        assert client.post(path_of(stop_link(advert.message_id)), data).status_code == 200
    entry = ConsentEntry.objects.get()
    assert (entry.act, entry.channel, entry.recorded_by) == ("WITHDRAWN", channel, None)
    assert Suppression.objects.get().scope == "ADVERTISING"
    assert Message.objects.get().state == "SUPPRESSED"
