"""Writing messages: addresses, headers, waiting for documents, taking back, bounces."""

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import IllegalTransition, InvalidInput
from notifications.models import Message, Suppression
from notifications.services import (
    Attached,
    cancel_message,
    cancel_messages,
    count_as_sent,
    enqueue_message,
    record_bounce,
    release_message,
    resend_message,
    resend_refused,
)
from tests.factories.notifications import MessageFactory, document

pytestmark = pytest.mark.django_db

BAD_ADDRESSES = [
    "",
    "a@b@c",
    "a@example.org,b@example.org",
    "a@example.org; b@example.org",
    "a@example.org\nBcc: x@example.org",
    "A <a@example.org>",
    '"a,b"@example.org',
    "a@example.org\u2028",
    "a@exam\u200bple.org",
    "\ud800@example.org",
    "a@example.org\x00",
    "a b@example.org",
    "nguyễn@example.org",
]


def write(**changes):
    values = {"dedupe_key": "k", "recipient": "a@example.org", "subject": "S", "text": "T"}
    return enqueue_message(**{**values, **changes})


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_one_plain_address_and_nothing_else(address):
    with pytest.raises(InvalidInput) as refusal:
        write(recipient=address)
    assert "recipient" in refusal.value.fields
    assert not Message.objects.exists()


def test_a_domain_with_accents_is_sent_in_its_ascii_form():
    domain = write(recipient="lienhe@làngnghề.vn").domain
    assert domain.isascii()
    assert domain.encode().decode("idna") == "làngnghề.vn"


@pytest.mark.parametrize("subject", ["", "a\nBcc: b@c.d", "a\r\nb", "a\u2028b", "x" * 301, "a\x00"])
def test_a_subject_is_one_line(subject):
    with pytest.raises(InvalidInput) as refusal:
        write(subject=subject)
    assert "subject" in refusal.value.fields


@pytest.mark.parametrize(
    "headers", [{"Bcc": "x@example.org"}, {"X-A": "1\r\nBcc: y"}, {"X A": "1"}, {"From": "z"}]
)
def test_headers_cannot_add_recipients(headers):
    with pytest.raises(InvalidInput):
        write(headers=headers)


def test_a_waiting_message_is_released_with_its_document():
    message = write(waiting=True)
    assert message.state == "WAITING"
    file = Attached("thư.pdf", "application/pdf", document=document())
    release_message(message=message, attachments=[file])
    again = release_message(message=message, attachments=[file])
    assert again.state == "QUEUED"
    assert again.attachments.count() == 1


def test_unsent_messages_about_a_subject_are_taken_back(organiser_user):
    about = {"subject_type": "fair", "subject_id": "1"}
    for state in ("WAITING", "QUEUED", "SENT", "UNCERTAIN"):
        MessageFactory(state=state, **about)
    MessageFactory(subject_type="fair", subject_id="2")
    count = cancel_messages(**about, actor=organiser_user, reason="Hội chợ bị hủy")
    assert count == 2
    assert Message.objects.filter(state="CANCELLED", last_reply="Hội chợ bị hủy").count() == 2
    assert ActivityEntry.objects.get(verb="messages.cancelled").after["count"] == 2


@pytest.mark.parametrize(
    ("service", "state"),
    [
        (resend_message, "SENT"),
        (resend_message, "CLAIMED"),
        (count_as_sent, "FAILED"),
        (cancel_message, "SENT"),
        (cancel_message, "UNCERTAIN"),
    ],
)
def test_a_decision_the_state_does_not_allow_is_refused(service, state, organiser_user):
    claim = {"claim_token": "0" * 32, "lease_until": timezone.now()} if state == "CLAIMED" else {}
    message = MessageFactory(state=state, **claim)
    with pytest.raises(IllegalTransition):
        service(message=message, actor=organiser_user, now=timezone.now())
    message.refresh_from_db()
    assert message.state == state


def test_refused_messages_are_tried_again_together(organiser_user):
    for state in ("FAILED", "DEAD", "SENT", "UNCERTAIN"):
        MessageFactory(state=state, attempts=3)
    assert resend_refused(actor=organiser_user, now=timezone.now()) == 2
    assert Message.objects.filter(state="QUEUED", attempts=0).count() == 2


def test_a_permanent_bounce_puts_the_address_on_the_list():
    message = MessageFactory(state="SENT")
    record_bounce(message=message, reason="550 unknown", permanent=True, now=timezone.now())
    message.refresh_from_db()
    assert (message.state, Suppression.objects.count()) == ("BOUNCED", 1)


def test_mail_of_the_framework_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "notifications.backend.OutboxBackend"
    mail = EmailMultiAlternatives("Chào", "Text", to=["Ấn <an@example.org>", "b@example.org"])
    mail.attach_alternative("<p>Chào</p>", "text/html")
    mail.attach("lich.ics", "BEGIN:VCALENDAR", "text/calendar")
    assert mail.send() == 1
    assert send_mail("S", "T", None, ["c@example.org"]) == 1
    rows = Message.objects.order_by("id")
    assert [row.recipient for row in rows] == ["an@example.org", "b@example.org", "c@example.org"]
    assert rows[0].html == "<p>Chào</p>"
    assert rows[0].recipient_name == "Ấn"
    assert [row.attachments.count() for row in rows] == [1, 1, 0]
