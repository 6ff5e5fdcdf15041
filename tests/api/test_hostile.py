"""No hostile value gets a server error, anywhere in the API."""

import itertools
import json
import math
import os
import random

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig

from tests.api.operations import operations, resolve, sample
from tests.factories.accounts import organiser, signed_in

HUGE = 10**30
TEXTS = [
    "\x00",
    "a\x00b",
    "\u202egnp.exe",
    "\u200b",
    "\u2028",
    "\x1b[31m",
    "x" * 100_000,
    "{{7*7}}{x.__class__}",
    "<img src=x onerror=alert(1)>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "=HYPERLINK(1)",
]
VALUES = [
    None,
    True,
    HUGE,
    -HUGE,
    2**63,
    -1,
    0,
    1e400,
    1e308,
    [],
    [[]],
    {},
    {"a": {"b": 1}},
    "",
    "NaN",
    "Infinity",
    "0000-00-00",
    "9999999-01-01T00:00:00Z",
    *TEXTS,
]
WORST = [None, HUGE, "a\x00b", [], {}]
# Not representable by json.dumps: sent as they are.
RAW_BODIES = [
    b'"\\ud800"',
    b'{"name": "\\ud800"}',
    b"[" * 5000 + b"]" * 5000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b"\xff\xfe",
    b"",
    b"null",
    b"NaN",
    b"1" * 5000,
    b'{"name": "a", "name": "\\u0000"}',
    b"{" + b'"k":1,' * 10_000 + b'"z":1}',
]
QUERIES = [
    "ordering=user__password",
    "ordering=-meta__x,id,id,id",
    "ordering=%00",
    "page_size=1000000000",
    "page_size=" + "9" * 40,
    "page_size=-1",
    "page_size=x",
    "cursor=%00",
    "cursor=bm9uc2Vuc2U=",
    "cursor=cD0lMDA=",
    "cursor=" + "A" * 5000,
    "q=%00",
    "q=%ed%a0%80",
    "q=%ff",
    "q=" + "x" * 20_000,
    "unknown=1&unknown__x=2&password__startswith=a",
    "a" * 3000 + "=1",
]
HEADERS = [
    {"HTTP_IDEMPOTENCY_KEY": "k" * 5000},
    {"HTTP_IDEMPOTENCY_KEY": "a\x00b"},
    {"HTTP_IF_MATCH": '"v99999999999999999999999999"'},
    {"HTTP_IF_MATCH": "\x00"},
    {"HTTP_ACCEPT_LANGUAGE": "\x00"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 5000},
    {"HTTP_ACCEPT": "text/html;q=zzz"},
    {"HTTP_AUTHORIZATION": "Bearer " + "\xff" * 40},
    {"HTTP_AUTHORIZATION": "Bearer " + "x" * 5000},
    {"HTTP_HOST": "evil.example"},
]


@pytest.fixture
def caller(db) -> Client:
    """An organiser, who gets furthest."""
    client = Client(raise_request_exception=False)
    signed_in(client, organiser())
    return client


def check(response, what: object) -> None:
    assert response.status_code < 500, f"{what}: {response.status_code}"
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", what
        body = json.loads(response.content)
        assert {"type", "title", "status", "code"} <= set(body), what
        assert body["status"] == response.status_code, what


def address(operation, value: object = 1) -> str:
    path = operation.path
    for parameter in operation.parameters("path"):
        path = path.replace(f"{{{parameter['name']}}}", str(value))
    return path


def send(caller, operation, path: str, body: bytes = b"{}", **headers):
    return caller.generic(
        operation.method.upper(), path, body, content_type="application/json", **headers
    )


def spread(names: list[str]) -> list[tuple[str, list]]:
    """Each field gets the worst values and a share of the others; together they get all."""
    share = max(3, math.ceil(len(VALUES) / len(names)))
    turns = itertools.cycle(VALUES)
    return [(name, [*WORST, *itertools.islice(turns, share)]) for name in names]


def test_hostile_addresses(api_schema, caller):
    for operation in operations(api_schema):
        for value in (1, 0, HUGE, -1, "x", "%00", "%ed%a0%80", "%E2%80%AE", "..%2f", "a" * 3000):
            check(send(caller, operation, address(operation, value)), (operation, value))


def test_hostile_queries(api_schema, caller):
    for operation in operations(api_schema):
        if operation.method != "get":
            continue
        names = [p["name"] for p in operation.parameters("query")]
        declared = [
            f"{name}={value}"
            for name in names
            for value in ("%00", "x", "-1", str(HUGE), "%F0%9F%92%A9", "2026-13-45", "1e400", "NaN")
        ]
        for query in QUERIES + declared:
            check(caller.get(f"{address(operation)}?{query}"), (operation, query[:80]))


def test_page_size_is_capped_and_unknown_names_are_refused(api_schema, caller):
    for operation in operations(api_schema):
        if operation.method != "get" or operation.parameters("path"):
            continue
        plain = caller.get(operation.path)
        if plain.status_code != 200 or "results" not in plain.json():
            continue
        assert len(caller.get(operation.path + "?page_size=100000").json()["results"]) <= 100
        for query in ("ordering=user__password", "user__password=x"):
            answer = caller.get(f"{operation.path}?{query}")
            assert answer.status_code == 400, (operation, query)
            assert query.partition("=")[0] in answer.json()["errors"]


ONE_LINE = ("name", "full_name", "name_vi", "address", "decision_number", "contact_phone", "unit")


def test_line_breaks_and_half_characters_are_refused_with_the_field(api_schema, caller):
    """A name may become a subject or a file name; the body is refused before anything is read."""
    tried = set()
    for operation in operations(api_schema):
        part = operation.body()
        good = sample(api_schema, part) if part else None
        for name in ONE_LINE if isinstance(good, dict) else ():
            if name not in good:
                continue
            for text in ("a\nBcc: b@example.org", "a\r\nb", "a\rb", "a\tb", "\ud800", "a\u200db"):
                body = json.dumps({**good, name: text}).encode()
                answer = send(caller, operation, address(operation), body)
                if answer.status_code in (403, 404):
                    break
                assert answer.status_code == 400, (operation, name, text)
                assert name in answer.json()["errors"], (operation, name, text)
                tried.add(name)
    assert {"name", "full_name", "name_vi", "address"} <= tried


def test_an_emoji_of_several_parts_is_no_hidden_character(caller):
    family = "👩\u200d🌾"
    assert (
        caller.patch(
            "/api/v1/auth/me/", json.dumps({"full_name": family}), content_type="application/json"
        ).json()["full_name"]
        == family
    )


def test_hostile_bodies(api_schema, caller):
    for operation in operations(api_schema):
        part = operation.body()
        if part is None:
            continue
        path = address(operation)
        for raw in RAW_BODIES:
            check(send(caller, operation, path, raw), (operation, raw[:60]))
        good = sample(api_schema, part)
        fields = good if isinstance(good, dict) else {}
        for name, values in spread([*fields, "is_staff", "__proto__", "\x00", "\u202e"]):
            for value in values:
                body = json.dumps({**fields, name: value}).encode()
                check(send(caller, operation, path, body), (operation, name, repr(value)[:60]))


def test_hostile_headers_and_kinds_of_body(api_schema, caller):
    for operation in operations(api_schema):
        path = address(operation)
        for header in HEADERS:
            response = send(caller, operation, path, **header)
            assert response.status_code < 500, (operation, header)
        for kind in ("text/plain", "multipart/form-data", "multipart/form-data; boundary=\x00", ""):
            method = operation.method.upper()
            response = caller.generic(method, path, b"--x\r\nbroken", content_type=kind)
            check(response, (operation, kind))


# Values schemathesis derives from the schema itself, right and wrong ones.
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "4"))  # more for a thorough night


def test_values_generated_from_the_schema(api_schema, caller):
    described = schemathesis.openapi.from_dict(api_schema)
    described.config.generation = GenerationConfig(modes=list(GenerationMode), allow_x00=True)
    for found in described.get_all_operations():
        _run(found.ok(), caller)


def _run(operation, caller: Client) -> None:
    @seed(20261124)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def right(case) -> None:
        _call(case, caller)

    @seed(20261125)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def wrong(case) -> None:
        _call(case, caller)

    right()
    try:
        wrong()
    except Exception as error:
        # Some operations accept everything: there is nothing wrong to generate for them.
        if type(error).__name__ not in ("Unsatisfiable", "SkipTest"):
            raise


def _call(case, caller: Client) -> None:
    sent = case.as_transport_kwargs(base_url="http://testserver")
    body = json.dumps(sent.get("json")).encode() if "json" in sent else sent.get("data", b"")
    if not isinstance(body, bytes):
        body = str(body).encode("utf-8", "replace")
    path = sent["url"].removeprefix("http://testserver")
    if sent.get("params"):
        query = Client().get("/", sent["params"]).wsgi_request.META["QUERY_STRING"]
        path = f"{path}?{query}"
    sent_as = "application/json"
    check(caller.generic(case.method, path, body, content_type=sent_as), case.operation.label)


def test_spoiling_random_bytes_of_good_bodies(api_schema, caller):
    chance = random.Random(7)
    for operation in operations(api_schema):
        part = operation.body()
        if part is None:
            continue
        good = json.dumps(sample(api_schema, resolve(api_schema, part))).encode()
        for _ in range(6):
            bad = bytearray(good)
            for _ in range(3):
                bad[chance.randrange(len(bad))] = chance.randrange(256)
            check(send(caller, operation, address(operation), bytes(bad)), (operation, bytes(bad)))
