"""Reading changes nothing, and what is not one's own looks like what is not there."""

import re
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.authorisation.matrix import all_cases
from tests.authorisation.test_matrix import build_world
from tests.factories.accounts import signed_in

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
# A session is written when it begins; these are no facts of anybody.
OWN = {"django_session"}
READING = [case for case in all_cases() if case.method in ("GET", "HEAD")]


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ["organiser", "producer", "manager"])
@pytest.mark.parametrize("app", ["api", "pages"])
def test_no_get_changes_a_row(shared_world, db, role, app):
    client = signed_in(Client(), shared_world["users"][role])
    written = {}
    for case in READING:
        if case.route.startswith("api:") != (app == "api"):
            continue
        url = reverse(case.route, kwargs=case.kwargs(shared_world)) + case.query
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            transaction.atomic(),
        ):
            client.get(url)
            transaction.set_rollback(True)
        tables = {m[1] for q in queries if (m := WRITE.match(q["sql"]))} - OWN
        if tables:
            written[case.label] = tables
    assert written == {}


def test_the_foreign_and_the_absent_get_the_same_body(shared_world, db):
    """Wherever the matrix says 404 for both, nothing tells one from the other."""
    pairs = 0
    by_route = {}
    for case in READING:
        by_route.setdefault(case.route, {}).setdefault(case.object, case)
    for found in by_route.values():
        if not {"foreign", "absent"} <= set(found) and not {"own", "absent"} <= set(found):
            continue
        present = found.get("foreign") or found["own"]
        for role in ("other_producer", "other_manager", "stranger"):
            if present.expect[role] != 404 or found["absent"].expect[role] != 404:
                continue
            client = signed_in(Client(), shared_world["users"][role])
            bodies = set()
            for case in (present, found["absent"]):
                path = reverse(case.route, kwargs=case.kwargs(shared_world))
                reply = client.get(path)
                bodies.add((reply.status_code, _neutral(reply.content.decode(), path)))
            assert len(bodies) == 1, f"{present.route} as {role}"
            pairs += 1
    assert pairs > 10


def _neutral(text: str, path: str) -> str:
    """Without the address that was asked for, which the page's own links repeat."""
    text = re.sub(r'csrf[^>]*value="[^"]+"|X-CSRFToken[^}]+', "", text)
    for written in (path, quote(path), quote(path, safe="")):
        text = text.replace(written, "PATH")
    return text


@pytest.mark.parametrize(
    "path", ["/media/", "/media/x.pdf", "/var/media/x.pdf", "/.env", "/admin/"]
)
def test_no_folder_of_the_server_is_served(client, db, path):
    assert client.get(path).status_code == 404
