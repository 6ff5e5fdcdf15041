"""Returned mail as a task, uncertain mail settled by the relay's log, and advertising per day."""

import mailbox
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.errors import DomainError, InvalidInput
from notifications.models import Bounce, Message, Suppression
from notifications.services import enqueue_message, record_bounce, settle_bounce
from notifications.services.relay_log import PostfixLog, settle_by_log, settle_uncertain
from notifications.services.sending import send_due
from tests.factories.accounts import organiser
from tests.factories.notifications import BounceFactory, MessageFactory
from tests.notifications.test_commands import REPORT

pytestmark = pytest.mark.django_db


def bounced(**changes):
    message = MessageFactory(state="SENT", **changes)
    for _again in range(2):
        record_bounce(
            message=message, reason="5.1.1 550 no such user", permanent=True, now=timezone.now()
        )
    return Bounce.objects.get()


def test_a_returned_message_is_one_task_however_often_it_is_reported():
    bounce = bounced()
    assert (bounce.status, bounce.diagnosis) == ("5.1.1", "550 no such user")
    assert (bounce.outcome, bounce.permanent) == ("OPEN", True)


def test_an_address_that_works_again_is_opened():
    bounce = bounced()
    assert Suppression.objects.count() == 1
    actor = organiser()
    settle_bounce(bounce=bounce, outcome="WORKS", actor=actor, now=timezone.now())
    assert not Suppression.objects.exists()
    with pytest.raises(DomainError):
        settle_bounce(bounce=bounce, outcome="GIVEN_UP", actor=actor, now=timezone.now())


def test_a_corrected_address_leaves_the_old_one_closed():
    settle_bounce(bounce=bounced(), outcome="CORRECTED", actor=organiser(), now=timezone.now())
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("outcome", ["OPEN", "", "x"])
def test_settling_needs_an_outcome(outcome):
    with pytest.raises(InvalidInput):
        settle_bounce(
            bounce=BounceFactory(), outcome=outcome, actor=organiser(), now=timezone.now()
        )


def test_a_mailbox_of_returned_mail_is_read_again_without_harm(tmp_path, capsys):
    message = MessageFactory(state="SENT", message_id="<abc@example.org>")
    path = tmp_path / "returned"
    box = mailbox.mbox(path)
    box.add(message_from_bytes(REPORT))
    box.add(b"From: a@example.org\nTo: b@example.org\nSubject: hello\n\nHi\n")
    box.close()
    for _again in range(2):
        call_command("read_bounce", "--mailbox", str(path))
    assert Bounce.objects.get().message == message
    assert "1 returned" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--mailbox", "/no/such/file"]])
def test_reading_returned_mail_says_what_it_needs(arguments):
    with pytest.raises(CommandError):
        call_command("read_bounce", *arguments)


WEBHOOK = "/api/v1/bounces/report/"


def report(api, secret, path="bounce+abc@bounces.example.org", **changes):
    body = {"return_path": path, "status": "5.1.1", "diagnosis": "550 no such user", **changes}
    return api().post(WEBHOOK, body, format="json", headers={"X-Bounce-Secret": secret})


def test_the_webhook_notes_a_return_with_the_right_secret(api, settings):
    settings.BOUNCE_WEBHOOK_SECRET = "s3cret"
    message = MessageFactory(state="SENT", message_id="<abc@example.org>")
    assert report(api, "wrong").status_code == 403
    message.refresh_from_db()
    assert message.state == "SENT"
    for _again in range(2):
        assert report(api, "s3cret").json() == {"noted": True}
    message.refresh_from_db()
    assert message.state == "BOUNCED"
    assert report(api, "s3cret", path="bounce+none@x.org").json() == {"noted": False}
    assert report(api, "s3cret", status="abc").status_code == 400


# The relay's log

SINCE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
LOG = """2026-11-24T07:00:00.1+00:00 mail postfix/smtpd[1]: connect from app
2026-11-24T07:59:59+00:00 mail postfix/cleanup[5]: 4AB1: message-id=<taken@example.org>
2026-11-24T07:59:59+00:00 mail postfix/qmgr[2]: 4AB1: from=<b@x.org>, size=9, nrcpt=1 (queue active)
2026-11-24T08:00:01+00:00 mail postfix/cleanup[5]: 4AB2: message-id=<cut@example.org>
2026-11-24T08:00:02+00:00 mail postfix/smtpd[1]: lost connection after DATA from app
{last} mail postfix/smtpd[1]: disconnect from app
"""


def uncertain(mark):
    return MessageFactory(
        state="UNCERTAIN",
        message_id=f"<{mark}@example.org>",
        created_at=SINCE - timedelta(minutes=30),
        next_attempt_at=SINCE,
    )


def settled(last):
    rows = [uncertain(mark) for mark in ("taken", "cut", "absent")]
    relay = PostfixLog(LOG.format(last=last).splitlines(), {r.message_id for r in rows}, SINCE)
    settle_by_log(messages=rows, relay=relay, now=timezone.now())
    return [Message.objects.get(pk=row.pk).state for row in rows]


def test_the_log_settles_what_it_took_and_what_it_surely_did_not():
    assert settled("2026-11-24T08:10:00+00:00") == ["SENT", "QUEUED", "QUEUED"]


def test_a_log_that_ends_too_early_settles_only_what_it_took():
    assert settled("2026-11-24T08:00:30+00:00") == ["SENT", "UNCERTAIN", "UNCERTAIN"]


def test_a_log_in_the_old_form_is_read_in_local_time():
    now = datetime(2026, 1, 2, 0, 30, tzinfo=UTC)
    lines = ["Dec 31 23:00:00 mail postfix/smtpd[1]: x", "Jan  2 07:29:00 mail postfix/smtpd[1]: x"]
    relay = PostfixLog(lines, set(), now)
    assert relay.covers(
        datetime(2025, 12, 31, 16, 0, tzinfo=UTC), datetime(2026, 1, 2, 0, 29, tzinfo=UTC)
    )
    assert not relay.covers(datetime(2025, 12, 31, 15, 59, tzinfo=UTC), now)


def test_the_configured_log_is_read_from_a_file_or_a_command(settings, tmp_path):
    path = tmp_path / "mail.log"
    path.write_text(LOG.format(last="2026-11-24T08:10:00+00:00"))
    for name, value in (("FILE", str(path)), ("COMMAND", f"cat {path}")):
        setattr(settings, f"OUTBOX_RELAY_LOG_{name}", value)
        message = uncertain("taken")
        assert settle_uncertain(now=timezone.now()) == 1
        message.refresh_from_db()
        assert message.state == "SENT"
        message.delete()
        setattr(settings, f"OUTBOX_RELAY_LOG_{name}", "")
    message = uncertain("taken")
    assert settle_uncertain(now=timezone.now()) == 0


def test_a_log_that_cannot_be_read_settles_nothing(settings):
    settings.OUTBOX_RELAY_LOG_FILE = "/no/such/log"
    uncertain("taken")
    assert settle_uncertain(now=timezone.now()) == 0


# Advertising


def advertise(number, address="a@example.org"):
    return enqueue_message(
        dedupe_key=f"ad{number}", recipient=address, subject="S", text="T", kind="ADVERTISING"
    )


def test_an_address_gets_one_advertising_message_a_day(mailbox):
    first, second = advertise(1), advertise(2, "A@Example.org")
    other = advertise(3, "b@example.org")
    send_due()
    states = [Message.objects.get(pk=m.pk).state for m in (first, second, other)]
    assert states == ["SENT", "QUEUED", "SENT"]
    later = Message.objects.get(pk=second.pk).next_attempt_at - timezone.now()
    assert timedelta(hours=23) < later <= timedelta(hours=24)
    day_before = timezone.now() - timedelta(hours=25)
    Message.objects.filter(pk=first.pk).update(sent_at=day_before)
    Message.objects.filter(pk=second.pk).update(next_attempt_at=day_before)
    send_due()
    assert Message.objects.get(pk=second.pk).state == "SENT"


def test_service_mail_is_not_counted(mailbox):
    advertise(1)
    for number in range(3):
        enqueue_message(dedupe_key=f"s{number}", recipient="a@example.org", subject="S", text="T")
    send_due()
    assert len(mailbox.received) == 4


def test_the_mail_programs_own_button_finds_its_address(mailbox):
    advertise(1)
    send_due()
    (mail,) = mailbox.mails()
    assert mail["List-Unsubscribe"].startswith("<http")
    assert b"List-Unsubscribe: <http" in mailbox.received[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_how_many_a_day_is_a_setting(mailbox, settings):
    settings.ADVERTISING_PER_DAY = 2
    for number in range(3):
        advertise(number)
    send_due()
    assert len(mailbox.received) == 2
