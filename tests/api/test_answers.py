"""The answers of the API of fairs are what its description says."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.api.answers import departures, strict
from tests.api.operations import described
from tests.authorisation.fairs import CASES
from tests.authorisation.test_matrix import build_world
from tests.factories.accounts import signed_in

GOOD = [
    (case, role)
    for case in CASES
    for role in ("producer", "reviewer", "organiser")
    if case.route.startswith("api:") and 200 <= case.expect[role] < 300
]


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker):
    """The world of the matrix, built once and rolled back after the last answer."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def strict_schema(api_schema):
    return strict(api_schema)


@pytest.mark.parametrize(
    ("case", "role"), GOOD, ids=[f"{case.label} {role}" for case, role in GOOD]
)
def test_an_answer_is_what_the_description_says(case, role, shared_world, strict_schema, db):
    client = signed_in(Client(), shared_world["users"][role])
    response = client.generic(
        case.method,
        reverse(case.route, kwargs=case.kwargs(shared_world)) + case.query,
        json.dumps(case.data(shared_world), default=str),
        content_type="application/json",
    )
    spec = described(strict_schema, case.route)[case.method.lower()]
    assert not departures(strict_schema, spec, response)
