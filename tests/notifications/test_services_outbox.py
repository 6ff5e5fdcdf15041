"""The outbox against a real mail server that misbehaves in every known way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Count
from django.utils import timezone

from notifications.models import DomainPace, Message
from notifications.services import (
    Attached,
    claims,
    count_as_sent,
    enqueue_message,
    outbox,
    resend_message,
    sending,
    suppress_address,
)
from tests.factories.notifications import CampaignFactory, MessageFactory, document

pytestmark = pytest.mark.django_db


def states():
    return dict(Message.objects.values_list("state").annotate(n=Count("id")).order_by())


def test_a_queued_message_reaches_the_recipient_as_written(mailbox):
    message = enqueue_message(
        dedupe_key="letter/1",
        recipient="an@example.org",
        recipient_name="Nguyễn Thị Ấn",
        subject="Thư mời dự Hội chợ OCOP Hà Nội năm 2026 dành cho các làng nghề truyền thống",
        text="Kính gửi Quý đơn vị,\n.một dấu chấm đầu dòng\n" + "rất dài " * 200,
        html="<p>Kính gửi <b>Quý đơn vị</b></p>",
        attachments=[
            Attached("Thư mời – Ấn.pdf", "application/pdf", document=document(content=b"%PDF" * 99))
        ],
        headers={"List-Unsubscribe": "<https://example.org/x>"},
    )
    sending.send_due()
    (mail,) = mailbox.mails()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("SENT", 1)
    assert mail["Subject"] == message.subject
    assert mail["Message-ID"] == message.message_id
    assert str(mail["To"]) == "Nguyễn Thị Ấn <an@example.org>"
    assert mail.get_body(("plain",)).get_content().splitlines() == message.text.splitlines()
    assert "<b>Quý đơn vị</b>" in mail.get_body(("html",)).get_content()
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "Thư mời – Ấn.pdf"
    assert file.get_content() == b"%PDF" * 99
    assert mail["List-Unsubscribe"] == "<https://example.org/x>"
    assert not mail.defects


def test_the_same_dedupe_key_writes_one_message():
    one, two = (
        enqueue_message(dedupe_key="k", recipient="a@example.org", subject="S", text=text)
        for text in ("first", "second")
    )
    assert one == two
    assert Message.objects.get().text == "first"


def test_a_refused_recipient_fails_and_the_next_message_still_goes(mailbox):
    bad = MessageFactory(recipient="bad@example.org")
    good = MessageFactory()
    mailbox.rcpt["bad@example.org"] = "550 5.1.1 no such user"
    sending.send_due()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.last_reply) == ("FAILED", "550 5.1.1 no such user")
    assert good.state == "SENT"


def test_a_greylisted_recipient_is_tried_again_later_and_then_given_up(mailbox, settings):
    settings.OUTBOX_MAX_ATTEMPTS, settings.OUTBOX_DOMAIN_FAILURES = 2, 99
    message = MessageFactory()
    mailbox.rcpt["*"] = "451 4.7.1 try later"
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("QUEUED", 1)
    assert message.next_attempt_at > timezone.now() + timedelta(seconds=30)
    Message.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("DEAD", 2)


@pytest.mark.parametrize(
    ("reply", "state"), [("554 5.7.1 spam", "FAILED"), ("451 4.3.0 disk full", "QUEUED")]
)
def test_an_answer_to_the_dot_is_a_known_outcome(mailbox, reply, state):
    message = MessageFactory()
    mailbox.after_dot.append(reply)
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.last_reply, mailbox.received) == (state, reply, [])


def test_a_connection_lost_before_the_dot_is_certain_non_acceptance(mailbox):
    first, second = MessageFactory(text="rất dài " * 900_000), MessageFactory()
    mailbox.drop_in_data = 1
    sending.send_due()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == ("QUEUED", 1)
    assert second.state == "SENT"
    assert len(mailbox.received) == 1


@pytest.mark.parametrize(("fault", "arrived"), [("drop", 1), ("drop-unseen", 0)])
def test_a_lost_answer_to_the_dot_is_uncertain_and_not_repeated(mailbox, fault, arrived):
    message = MessageFactory()
    mailbox.after_dot.append(fault)
    sending.send_due()
    sending.send_due()
    message.refresh_from_db()
    assert message.state == "UNCERTAIN"
    assert len(mailbox.received) == arrived


def test_a_stalled_answer_to_the_dot_is_uncertain(mailbox, settings):
    settings.OUTBOX_DOT_TIMEOUT = 0.2
    mailbox.delay = 1.0
    message = MessageFactory()
    sending.send_due()
    message.refresh_from_db()
    assert message.state == "UNCERTAIN"


def test_the_organiser_answers_an_uncertain_message(mailbox, organiser_user):
    again, settled = MessageFactory(state="UNCERTAIN"), MessageFactory(state="UNCERTAIN")
    now = timezone.now() - timedelta(seconds=1)
    resend_message(message=again, actor=organiser_user, now=now)
    count_as_sent(message=settled, actor=organiser_user, now=now)
    sending.send_due()
    assert states() == {"SENT": 2}
    assert [mail["Message-ID"] for mail in mailbox.mails()] == [again.message_id]


def test_an_unreachable_mail_server_costs_no_attempt_and_pauses_the_relay(mailbox, settings):
    settings.EMAIL_PORT = 1
    message = MessageFactory()
    sending.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.claim_token) == ("QUEUED", 0, None)
    settings.EMAIL_PORT = mailbox.port
    assert sending.send_batch() == 0  # the circuit is open
    DomainPace.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    sending.send_due()
    assert states() == {"SENT": 1}
    assert not DomainPace.objects.filter(domain=claims.RELAY).exists()


def test_a_domain_that_keeps_refusing_gets_a_pause_while_others_go_on(mailbox, settings):
    settings.OUTBOX_DOMAIN_FAILURES, settings.OUTBOX_BATCH = 2, 2
    for _ in range(4):
        MessageFactory(recipient=f"a{_}@slow.example", domain="slow.example")
    other = MessageFactory(recipient="b@quick.example", domain="quick.example")
    mailbox.rcpt |= {f"a{n}@slow.example": "450 busy" for n in range(4)}
    sending.send_due()
    other.refresh_from_db()
    assert other.state == "SENT"
    tried = Message.objects.filter(domain="slow.example", attempts__gt=0).count()
    assert tried == 2
    assert DomainPace.objects.get(domain="slow.example").not_before > timezone.now()


def test_pacing_sends_a_share_per_domain_and_asks_for_a_pause(mailbox, settings):
    settings.OUTBOX_DOMAIN_PER_MINUTE = 24
    for n in range(5):
        MessageFactory(recipient=f"a{n}@one.example", domain="one.example")
    MessageFactory(recipient="b@two.example", domain="two.example")
    sending.send_due()
    assert states() == {"SENT": 3, "QUEUED": 3}


def test_a_suppressed_address_gets_nothing(mailbox):
    suppress_address(address="No@Example.org", scope="ALL", reason="asked")
    suppress_address(address="ads@example.org", scope="ADVERTISING", reason="asked")
    MessageFactory(recipient="no@example.org")
    MessageFactory(recipient="ads@example.org", kind="ADVERTISING")
    MessageFactory(recipient="ads@example.org", kind="SERVICE")
    sending.send_due()
    assert states() == {"SUPPRESSED": 2, "SENT": 1}


def test_nothing_leaves_while_the_outbox_or_the_campaign_is_paused(mailbox, organiser_user):
    MessageFactory(campaign=CampaignFactory(paused_at=timezone.now()))
    MessageFactory()
    outbox.pause_outbox(actor=organiser_user, reason="thử", now=timezone.now())
    assert sending.send_batch() == 0
    outbox.resume_outbox(actor=organiser_user)
    sending.send_due()
    assert states() == {"SENT": 1, "QUEUED": 1}


def test_a_claim_taken_back_while_the_server_waits_is_not_sent(mailbox, organiser_user):
    MessageFactory()
    MessageFactory()
    token = uuid4()
    rows = claims.claim(token)
    outbox.pause_outbox(actor=organiser_user, reason="", now=timezone.now())
    sending.Batch(rows, token).send()
    assert (states(), mailbox.received) == ({"QUEUED": 2}, [])


def test_an_expired_lease_fences_a_sender_that_comes_back(mailbox):
    MessageFactory()
    token = uuid4()
    rows = claims.claim(token)
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sending.Batch(rows, token).send()
    assert mailbox.received == []


def test_the_reconciler_settles_what_vanished_senders_left():
    past = timezone.now() - timedelta(seconds=1)
    claim = {"claim_token": uuid4(), "lease_until": past}
    MessageFactory(state="CLAIMED", **claim)
    MessageFactory(state="SENDING", **claim)
    MessageFactory(state="SENDING", **claim | {"lease_until": timezone.now() + timedelta(hours=1)})
    first, second = outbox.reconcile_messages(), outbox.reconcile_messages()
    assert (first.requeued, first.uncertain, first.due) == (1, 1, 1)
    assert (second.requeued, second.uncertain) == (0, 0)
    assert states() == {"QUEUED": 1, "UNCERTAIN": 1, "SENDING": 1}


def test_after_a_restore_the_outbox_is_paused_and_hand_overs_are_uncertain(mailbox):
    soon = {"claim_token": uuid4(), "lease_until": timezone.now() + timedelta(hours=1)}
    MessageFactory(state="SENDING", **soon)
    MessageFactory(state="CLAIMED", **soon)
    assert outbox.hold_after_restore(now=timezone.now()) == 1
    sending.send_due()
    assert states() == {"QUEUED": 1, "UNCERTAIN": 1}
    assert mailbox.received == []


def test_a_bounce_address_names_the_message(settings):
    settings.OUTBOX_VERP_DOMAIN = "bounces.example.org"
    assert sending.return_path("<abc@example.org>") == "bounce+abc@bounces.example.org"
