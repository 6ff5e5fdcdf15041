"""Every route is listed, and every role gets exactly what the matrix says."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.authorisation.matrix import ROLES, Case, all_cases, modules
from tests.factories.accounts import UserFactory, organiser, reviewer, signed_in

REFUSED = {401, 403, 404}


def route_names(resolver=None, prefix: str = "") -> set[str]:
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= route_names(pattern, space)
        elif isinstance(pattern, URLPattern):
            names.add(f"{prefix}{pattern.name}" if pattern.name else f"unnamed:{pattern.pattern}")
    return names


def test_every_route_is_in_the_matrix():
    listed = {case.route for case in all_cases()}
    missing = route_names() - listed
    unknown = listed - route_names()
    assert not missing, f"routes without a line in tests/authorisation: {sorted(missing)}"
    assert not unknown, f"lines without a route: {sorted(unknown)}"


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker):
    """The world, built once for all cases and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world, db):
    """The world inside a savepoint of its own: what a case changes, the next does not see."""
    return shared_world


def build_world():
    """People of every role and the objects each app's `build` adds."""
    made = {
        "stranger": UserFactory(),
        "producer": UserFactory(),
        "other_producer": UserFactory(),
        "manager": UserFactory(),
        "other_manager": UserFactory(),
        "reviewer": reviewer(),
        "organiser": organiser(),
        "colleague": organiser(),
    }
    people = {"users": dict(made)}
    for module in modules():
        if hasattr(module, "build"):
            module.build(people)
    return people


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.label)
def test_matrix(case: Case, role: str, world):
    client = Client(raise_request_exception=True)
    if role != "anonymous":
        signed_in(client, world["users"][role])
    before = case.unchanged(world) if case.unchanged else None
    url = reverse(case.route, kwargs=case.kwargs(world)) + case.query
    data = case.data(world)
    if case.method in ("GET", "HEAD"):
        response = client.generic(case.method, url)
    elif case.route.startswith("api:"):
        response = client.generic(
            case.method, url, json.dumps(data, default=str), content_type="application/json"
        )
    else:
        response = client.post(url, data)
    assert response.status_code == case.expect[role], response.content[:600]
    if case.unchanged and response.status_code in REFUSED:
        assert case.unchanged(world) == before
