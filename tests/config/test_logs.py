"""The log tells what was asked for, and never the key that opened it."""

import io
import json
import logging
import re
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from config.logs import JsonFormatter

pytestmark = pytest.mark.django_db
SECRET_NAMES = re.compile("key|token|secret|uidb")
PLAIN = {
    "int": 12,
    "string": "word",
    "slug": "word",
    "uuid": "11111111-2222-4333-8444-555555555555",
}
KEY = {
    "uuid": "99999999-8888-4777-8666-555555555555",
    "string": "zQ7key7zQ-secret_9",
    None: "zQ7key7zQ",
}


def _routes(patterns, space: str = "", before: tuple = ()):
    """(name, parts) of every route that has a secret part; parts is ((name, converter), …)."""
    for pattern in patterns:
        converters = pattern.pattern.converters
        parts = before + tuple(
            (name, re.sub("converter$", "", type(converters[name]).__name__.lower()))
            if name in converters
            else (name, None)
            for name in pattern.pattern.regex.groupindex
        )
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _routes(pattern.url_patterns, inner, parts)
        elif any(SECRET_NAMES.search(name) for name, _ in parts):
            yield f"{space}{pattern.name}", parts


ROUTES = dict(_routes(get_resolver().url_patterns))


def _address(route: str) -> tuple[str, set[str]]:
    """An address of the route, and the keys in it."""
    given = {
        name: (KEY if SECRET_NAMES.search(name) else PLAIN)[kind] for name, kind in ROUTES[route]
    }
    keys = {str(value) for name, value in given.items() if SECRET_NAMES.search(name)}
    return reverse(route, kwargs=given), keys


@pytest.fixture
def log():
    """What the log receives, as text, from everything that writes to it."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_links_sent_by_mail_are_among_those_with_a_key():
    assert {
        "account_reset_password_from_key",
        "accounts:accept",
        "notifications:verify",
        "fairs:seminar_answer",
        "fairs:seminar_registration",
    } <= set(ROUTES)


@pytest.mark.parametrize("ending", ["", "no slash", "query", "post"])
@pytest.mark.parametrize("route", sorted(ROUTES))
def test_no_line_of_a_request_shows_the_key_in_its_address(log, route, ending):
    address, keys = _address(route)
    client = Client(raise_request_exception=False)
    if ending == "post":
        client.post(address, {"x": "1"})
    else:
        shown = {"no slash": address.rstrip("/"), "query": address + "?back=1"}
        client.get(shown.get(ending, address))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert {line["event"] for line in lines} >= {"request_started", "request_finished"}
    assert any("[…]" in line.get("request", "") for line in lines)
    assert not [key for key in keys if key in log.getvalue()]


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_a_key_in_the_way_back_is_not_shown_either(log, route):
    address, keys = _address(route)
    for way in (address, quote(address), quote(address, safe=""), quote(quote(address, safe=""))):
        Client().get(f"/accounts/login/?next={way}")
    assert not [key for key in keys if key in log.getvalue()]


def test_failures_and_foreign_addresses_are_covered(log):
    address, keys = _address("notifications:verify")
    try:
        raise ValueError(f"https://fair.example.org{address} cannot be drawn")
    except ValueError:
        logging.getLogger("any.library").exception("failed at %s", address)
    line = json.loads(log.getvalue())
    assert "https://fair.example.org/v/[…] cannot be drawn" in line["event"]
    assert not [key for key in keys if key in log.getvalue()]


def test_what_holds_no_key_stays_as_it_is(log):
    Client().get("/accounts/login/?next=/points/12/days/2026-11-24/")
    assert "GET /accounts/login/?next=/points/12/days/2026-11-24/" in log.getvalue()


def test_the_log_names_the_address_that_came_not_one_written_into_a_header(log):
    Client().get("/accounts/login/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="198.51.100.9")
    assert {json.loads(line)["ip"] for line in log.getvalue().splitlines()} == {"192.0.2.7"}
