"""A running city: web server, mail catcher and workers as processes, on the test's database."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.management import call_command

from config.stack.processes import wait_until
from tests.factories.accounts import organiser
from tests.journeys.client import Api, accept_invitation, many
from tests.journeys.readers import Mailbag, link_in

QUEUES = ("default", "documents", "solver", "reconcile")
START_SECONDS = 60
ORGANISER = "organiser@example.org"


@dataclass
class City:
    """Where the programme is reached, and what came out by mail."""

    address: str
    mailbag: Mailbag

    def somebody(self) -> Api:
        """The API without a token."""
        return Api(self.address)

    def person(self, email: str) -> Api:
        """Somebody who has a password."""
        return Api(self.address, email).sign_in()

    def newcomers(self, emails: list[str]) -> list[Api]:
        """Invited people, each of whom waits for the mail, follows its link and signs in."""
        for email in emails:
            self.wait(partial(self.mailbag.to, email), f"invitation of {email}")

        def join(email: str) -> Api:
            accept_invitation(self.address, link_in(self.mailbag.to(email)[0]))
            return self.person(email)

        return many(join, emails)

    def wait(self, happens: Callable[[], Any], what: str, seconds: float = 120) -> None:
        assert wait_until(lambda: bool(happens()), seconds), f"did not happen: {what}"

    def done(self, who: Api, job: int, seconds: float = 180) -> dict[str, Any]:
        """The job once it has ended well; its progress never went back on the way."""
        seen: list[dict[str, Any]] = []

        def ended() -> bool:
            seen.append(who.get(f"jobs/{job}/"))
            return seen[-1]["state"] in ("DONE", "FAILED", "CANCELLED")

        self.wait(ended, f"the end of job {job}", seconds)
        assert seen[-1]["state"] == "DONE", seen[-1]
        steps = [row["done"] for row in seen]
        assert steps == sorted(steps)
        return seen[-1]


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def mailbag(start_process, tmp_path, monkeypatch) -> Mailbag:
    """A real SMTP server that keeps every mail; workers started later send to it."""
    port = free_port()
    monkeypatch.setenv("EMAIL_PORT", str(port))
    start_process("manage.py", "catch_mail", HOICHO_VAR=str(tmp_path))
    assert wait_until(lambda: answers(port), 60), "the mail catcher did not start"
    return Mailbag(Path(tmp_path) / "mail")


@pytest.fixture
def web(transactional_db, start_process, monkeypatch) -> str:
    """The address of a web server on the test's database."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("SITE_URL", address)
    server = start_process(
        "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", "2", "--threads", "4", "--keep-alive", "75",
        "--no-control-socket", "--log-level", "warning",
        "config.wsgi:application",
    )  # fmt: skip

    def ready() -> bool:
        assert server.alive(), "the web server ended while starting"
        try:
            return answers(port) and requests.get(f"{address}/health/live", timeout=5).ok
        except requests.Timeout:  # the machine is busy; asked again
            return False

    assert wait_until(ready, START_SECONDS), "the web server did not start"
    return address


@pytest.fixture
def reference(transactional_db) -> None:
    """Communes, villages, producers, products, venues and points as they are shipped."""
    with open(os.devnull, "w") as nowhere:
        call_command("load_reference", stdout=nowhere)


@pytest.fixture
def city(web, mailbag, start_worker, start_process, tmp_path) -> City:
    """Everything running; nobody there yet but an organiser, organiser@example.org."""
    start_worker("mail", *QUEUES)
    schedule = str(tmp_path / "celerybeat")
    beat = ("-m", "celery", "-A", "config", "beat", "--loglevel", "error", "--pidfile=")
    start_process(*beat, "-s", schedule)
    organiser(email=ORGANISER)
    return City(web, mailbag)
