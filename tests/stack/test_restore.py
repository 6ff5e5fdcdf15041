"""The restore drill of docs/operations.md, in an empty database on the tests' server."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from config.fingerprint import differences, fingerprint
from config.stack.folder import ROOT
from config.stack.postgres import Postgres
from tests.factories.accounts import organiser
from tests.factories.notifications import MessageFactory, document

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LOGS_IN = """
from django.contrib.auth import authenticate
from django.test import RequestFactory
from notifications.models import Message, OutboxSwitch
from notifications.services.sending import send_batch
from tests.factories.accounts import PASSWORD
user = authenticate(RequestFactory().get("/"), email="restored@example.org", password=PASSWORD)
print("login", user and user.email)
print("sent", send_batch())
print("paused", OutboxSwitch.objects.get().paused_at is not None)
print("states", *Message.objects.order_by("id").values_list("state", flat=True))
"""


def url_of(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture
def tools() -> Path:
    """pg_dump and pg_restore of the embedded server."""
    if not os.environ.get("DATABASE_RUNTIME_ROLE"):
        pytest.skip("needs the programs of the server's own version: the embedded ones")
    return Postgres(Path(os.environ["HOICHO_VAR"])).programs


@pytest.fixture
def empty_stack():
    """The URL of an empty database."""
    name = f"drill_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"drop database if exists {name}")
        server.execute(f"create database {name}")
        yield url_of(name)
        server.execute(f"drop database {name} with (force)")


def run(*command: str | Path, url: str = "", text: str = "") -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if url:
        environment["DATABASE_URL"] = url
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, input=text, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_a_backup_restores_completely_and_sends_nothing(tools, empty_stack, tmp_path):
    organiser(email="restored@example.org")
    for state in ("QUEUED", "SENT"):
        MessageFactory(state=state)
    MessageFactory(
        state="SENDING", claim_token="11111111-2222-4333-8444-555555555555",
        lease_until="2026-11-24T08:00:00Z",
    )  # fmt: skip
    document(content=b"%PDF-1.4 issued")
    dump, kept = tmp_path / "hoicho.dump", tmp_path / "fingerprint.json"
    before = url_of(connection.settings_dict["NAME"])
    kept.write_text(run(sys.executable, "manage.py", "fingerprint", url=before))
    run(tools / "pg_dump", "--format=custom", f"--file={dump}", before)

    restore = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    run(tools / "pg_restore", *restore, f"--dbname={empty_stack}", dump)
    said = run(sys.executable, "manage.py", "fingerprint", "--compare", str(kept), url=empty_stack)
    assert "Everything is there" in said
    run(sys.executable, "manage.py", "prepare", "--database-only", url=empty_stack)
    run(sys.executable, "manage.py", "after_restore", url=empty_stack)
    role = os.environ["DATABASE_RUNTIME_ROLE"]
    running = urlsplit(empty_stack)._replace(netloc=f"{role}@").geturl()
    found = run(sys.executable, "manage.py", "shell", "--no-imports", url=running, text=LOGS_IN)
    lines = found.splitlines()
    assert "login restored@example.org" in lines
    assert "sent 0" in lines
    assert "paused True" in lines
    assert "states QUEUED SENT UNCERTAIN" in lines


def test_a_difference_is_named():
    MessageFactory()
    before = fingerprint()
    assert differences(before, fingerprint()) == []
    MessageFactory()
    assert differences(before, fingerprint()) == ["notifications_message had 1 rows and has 2 rows"]
    del before["tables"]["notifications_message"]
    assert "notifications_message was not there before" in differences(before, fingerprint())


def test_a_changed_row_is_named_although_the_count_is_the_same():
    message = MessageFactory()
    before = fingerprint()
    message.text = "x"
    message.save()
    assert differences(before, fingerprint()) == [
        "notifications_message had 1 rows and has 1 other rows"
    ]
