"""The description of the API is complete and valid."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.api.operations import Operation, described, operations, resolve
from tests.authorisation.test_matrix import route_names
from tests.lists.api import API_LISTS

UNDOCUMENTED = {"api:schema", "api:docs"}  # they are the documentation
# Operations that make something and may be repeated without harm only by hand, with the reason.
NOT_IDEMPOTENT = {
    "auth_token_create": "a stored answer would hold a secret",
}


def media(operation: Operation) -> list[dict]:
    """The JSON it takes and the JSON it gives when all is well; files need no example."""
    answers = [body for code, body in operation.spec["responses"].items() if code[0] == "2"]
    bodies = [operation.spec.get("requestBody", {}), *answers]
    return [m for body in bodies for m in [body.get("content", {}).get("application/json")] if m]


def takes_own_id(operation: Operation, schema: dict) -> bool:
    """Reports made offline carry a UUID of their own, which does what the key does elsewhere."""
    body = operation.body()
    return body is not None and "client_uuid" in resolve(schema, body).get("properties", {})


def test_the_schema_is_valid(api_schema):
    validate_schema(api_schema)


def test_the_description_speaks_to_its_reader_and_not_to_us(api_schema):
    """The docstrings of our own base classes are no description of an operation."""
    inner = re.compile(r"mixin|subclass|serializer|queryset|\bpost`", re.IGNORECASE)
    assert not inner.findall(json.dumps(api_schema))


def test_nothing_in_the_description_is_guessed(api_schema):
    """Not two bodies of one name, no set of values without one, no unknown way of signing in."""
    assert not GENERATOR_STATS, list(GENERATOR_STATS._warn_cache)


def test_the_description_names_things_alike_in_every_language(api_schema):
    with translation.override("fr"):
        french = SchemaGenerator().get_schema(request=None, public=True)
    assert set(french["components"]["schemas"]) == set(api_schema["components"]["schemas"])


def test_every_api_route_is_documented(api_schema):
    routes = {name for name in route_names() if name.startswith("api:")} - UNDOCUMENTED
    assert len(api_schema["paths"]) >= len(routes)


def test_every_operation_says_what_it_does_and_shows_an_example(api_schema):
    silent, bare = [], []
    for operation in operations(api_schema):
        if not (operation.spec.get("description") or operation.spec.get("summary")):
            silent.append(str(operation))
        if not any("example" in m or "examples" in m for m in media(operation) or [{"example": 0}]):
            bare.append(str(operation))
    assert not silent, f"operations without a description: {silent}"
    assert not bare, f"operations without an example: {bare}"


def test_an_operation_tells_who_may_call_it(api_schema):
    assert set(api_schema["components"]["securitySchemes"]) == {"token", "session"}
    signed_in = [{"token": []}, {"session": []}]
    fairs = api_schema["paths"]["/api/v1/fairs/"]
    assert fairs["post"]["security"] == signed_in
    assert fairs["get"]["security"] == [*signed_in, {}]


def test_every_operation_documents_its_refusals(api_schema):
    for operation in operations(api_schema):
        refusal = operation.spec["responses"]["400"]["content"]
        assert "application/problem+json" in refusal, str(operation)


@pytest.mark.parametrize("listed", API_LISTS, ids=lambda listed: listed.route)
def test_every_list_is_described_as_pages_with_its_filters(listed, api_schema):
    spec = described(api_schema, listed.route)["get"]
    told = {parameter["name"] for parameter in spec["parameters"] if parameter["in"] == "query"}
    filters = {part.partition("=")[0] for part in listed.filter.split("&") if part}
    assert {"cursor", "page_size", "ordering"} | filters <= told
    page = resolve(api_schema, spec["responses"]["200"]["content"]["application/json"]["schema"])
    assert {"next", "previous", "results"} <= set(page["properties"])
    assert page["properties"]["results"]["type"] == "array"


def test_every_creating_post_takes_an_idempotency_key(api_schema):
    missing = [
        str(operation)
        for operation in operations(api_schema)
        if operation.method == "post"
        and "201" in operation.spec["responses"]
        and operation.spec["operationId"] not in NOT_IDEMPOTENT
        and "Idempotency-Key" not in {p["name"] for p in operation.parameters("header")}
        and not takes_own_id(operation, api_schema)
    ]
    assert not missing, f"creating operations without Idempotency-Key: {missing}"


@pytest.mark.django_db
def test_schema_and_docs_are_served(client):
    assert client.get(reverse("api:schema")).status_code == 200
    page = client.get(reverse("api:docs"))
    assert page.status_code == 200
    assert "'unsafe-inline'" in page["Content-Security-Policy"].partition("style-src")[2]
    script = client.get(reverse("api:docs") + "?script=")
    assert script["Content-Type"].startswith("application/javascript")


@pytest.mark.django_db
def test_no_other_page_relaxes_its_policy(client):
    assert "unsafe" not in client.get(reverse("account_login"))["Content-Security-Policy"]
