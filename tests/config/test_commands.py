"""Commands an operator runs."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.access import is_organiser
from accounts.models import User
from notifications.queries import outbox_switch


def make_organiser(monkeypatch, email, password):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("make_organiser", email, stdout=io.StringIO())


def test_the_first_organiser_can_sign_in(db, monkeypatch):
    make_organiser(monkeypatch, "chief@example.org", "a phrase that is long enough")
    assert is_organiser(User.objects.get(email="chief@example.org"))
    client = Client()
    client.post(
        "/accounts/login/",
        {"login": "chief@example.org", "password": "a phrase that is long enough"},
    )
    assert client.get("/messages/").status_code == 200


def test_a_short_password_makes_nobody_an_organiser(db, monkeypatch):
    with pytest.raises(CommandError, match="15"):
        make_organiser(monkeypatch, "chief@example.org", "short phrase")
    assert not User.objects.filter(email="chief@example.org").exists()


def test_nothing_leaves_after_a_restore(db):
    call_command("after_restore", stdout=io.StringIO())
    assert outbox_switch().paused_at is not None
