"""Commands: the mail catcher and returned mail."""

import io
import os
import smtplib
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

from notifications.models import Message, Suppression
from tests.factories.notifications import MessageFactory
from tests.notifications.conftest import free_port

REPORT = b"""From: mailer@example.org
To: bounce+abc@bounces.example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

Sorry.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; a@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user
--x--
"""


def give(monkeypatch, content):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))


@pytest.mark.django_db
def test_a_delivery_report_marks_the_message_and_closes_the_address(monkeypatch):
    message = MessageFactory(state="SENT", message_id="<abc@example.org>")
    give(monkeypatch, REPORT)
    call_command("read_bounce", "bounce+abc@bounces.example.org")
    message.refresh_from_db()
    assert (message.state, message.last_reply) == ("BOUNCED", "5.1.1 smtp; 550 no such user")
    assert Suppression.objects.count() == 1


@pytest.mark.django_db
def test_a_temporary_or_unreadable_report_closes_no_address(monkeypatch):
    message = MessageFactory(state="SENT", message_id="<abc@example.org>")
    give(monkeypatch, b"Subject: out of office\n\nBack soon.\n")
    call_command("read_bounce", "bounce+abc@bounces.example.org")
    message.refresh_from_db()
    assert message.state == "BOUNCED"
    assert not Suppression.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["a@example.org", "bounce+nobody@bounces.example.org"])
def test_a_return_path_that_is_not_ours_is_refused(monkeypatch, address):
    give(monkeypatch, REPORT)
    with pytest.raises(CommandError):
        call_command("read_bounce", address)


def test_the_catcher_refuses_to_run_where_real_mail_is_sent(settings):
    settings.MAIL_CATCHER_DIR = None
    with pytest.raises(CommandError):
        call_command("catch_mail")


@pytest.mark.services
def test_the_catcher_keeps_each_mail_as_a_file(tmp_path):
    port = free_port()
    catcher = subprocess.Popen(
        [sys.executable, "manage.py", "catch_mail", "--port", str(port)],
        cwd=project.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "HOICHO_VAR": str(tmp_path),
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert str(port) in catcher.stdout.readline()
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
            line.sendmail("a@example.org", ["b@example.org"], "Subject: S\r\n\r\nText\r\n")
    finally:
        catcher.terminate()
        catcher.wait(10)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert b"Subject: S" in file.read_bytes()


@pytest.mark.django_db
def test_a_test_campaign_has_one_message_per_address_and_names_them_all(tmp_path):
    expected = tmp_path / "expected.txt"
    call_command("enqueue_test_campaign", "--count", "1203", "--expected-file", str(expected))
    addresses = expected.read_text().splitlines()
    assert len(set(addresses)) == 1203
    rows = Message.objects.values_list("recipient", "state")
    assert sorted(rows) == sorted((address, "QUEUED") for address in addresses)


@pytest.mark.django_db
def test_two_test_campaigns_share_no_address(tmp_path):
    for name in "ab":
        path = str(tmp_path / name)
        call_command("enqueue_test_campaign", "--count", "3", "--expected-file", path)
    assert Message.objects.values("recipient").distinct().count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "file", "says"),
    [("0", "x", "--count"), ("5", "no-such-folder/x", "--expected-file")],
)
def test_a_test_campaign_says_what_it_cannot_do(tmp_path, count, file, says):
    with pytest.raises(CommandError, match=says):
        call_command(
            "enqueue_test_campaign", "--count", count, "--expected-file", str(tmp_path / file)
        )
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_test_campaign_is_refused_where_real_mail_is_sent(settings, tmp_path):
    settings.TRIAL_CAMPAIGNS = False
    path = tmp_path / "expected.txt"
    with pytest.raises(CommandError, match="real mail"):
        call_command("enqueue_test_campaign", "--count", "3", "--expected-file", str(path))
    assert not Message.objects.exists()
    assert not path.exists()
