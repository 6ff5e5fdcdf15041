"""What the guards refuse, in the shape of each door."""

import json
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import path

from common.errors import DomainError
from config import urls as real
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


def boom(request):
    raise RuntimeError("secret-canary")


def refuse(request):
    raise DomainError("không thể")


urlpatterns = [
    *real.urlpatterns,
    path("boom/", boom),
    path("api/v1/boom/", boom),
    path("refuse/", refuse),
]
handler404, handler500 = real.handler404, real.handler500
handler400, handler403 = real.handler400, real.handler403


def test_unknown_addresses_answer_in_the_shape_of_their_door(client):
    page = client.get("/no/such/page/")
    assert page.status_code == 404
    assert "<h1>" in page.content.decode()
    problem = client.get("/api/v1/no/such/")
    assert (problem.status_code, problem["Content-Type"]) == (404, PROBLEM)
    assert problem.json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("DELETE", {}, 405),
        ("POST", {"content_type": "text/xml"}, 415),
        ("GET", {"headers": {"Accept": "text/html"}}, 406),
    ],
)
def test_api_refusals_are_problem_documents(sign_in, plain_user, method, headers, status):
    client = sign_in(plain_user)
    address = "/api/v1/auth/me/" if method != "POST" else "/api/v1/auth/token/"
    reply = client.generic(method, address, b"<a/>", **headers)
    assert (reply.status_code, reply["Content-Type"]) == (status, PROBLEM)


@pytest.mark.urls("tests.common.test_guards")
def test_failures_say_nothing_about_their_cause():
    client = Client(raise_request_exception=False)
    page, problem = client.get("/boom/"), client.get("/api/v1/boom/")
    assert page.status_code == problem.status_code == 500
    assert problem["Content-Type"] == PROBLEM
    assert b"canary" not in page.content + problem.content


@pytest.mark.urls("tests.common.test_guards")
def test_a_refusal_becomes_a_page_or_a_toast(client):
    assert client.get("/refuse/").status_code == 409
    fragment = client.get("/refuse/", headers={"HX-Request": "true"})
    assert fragment["X-Message"] == quote("không thể")
    assert b"<html" not in fragment.content


@pytest.mark.parametrize("value", ["%00", "%ed%a0%80", "%e2%80%ae", "%ff", "%1b", "%e2%80%a8"])
@pytest.mark.parametrize(
    "where", ["/x{}/", "/?q={}", "/api/v1/users/{}/", "/accounts/login/?next={}"]
)
def test_hostile_addresses_get_400(client, where, value):
    reply = client.get(where.format(value))
    assert reply.status_code == 400
    assert (reply["Content-Type"] == PROBLEM) == where.startswith("/api/")


@pytest.mark.parametrize("value", ["a\x00b", "\u202e", "\u2028", "\ufeff", "a\x08"])
def test_hostile_form_values_get_400_before_anything_else(client, value):
    reply = client.post("/accounts/login/", {"login": value, "password": PASSWORD})
    assert reply.status_code == 400
    assert "error-page" in reply.content.decode()


def test_ordinary_vietnamese_and_line_breaks_pass(client):
    reply = client.post("/accounts/login/", {"login": "Ấp Bắc\r\n– “đ”", "password": "x"})
    assert reply.status_code == 200


@pytest.mark.parametrize("name", ["Idempotency-Key", "If-Match", "Accept-Language"])
def test_hostile_headers_get_400(client, name):
    assert client.get("/api/v1/auth/me/", headers={name: "a\x00"}).status_code == 400


def test_broken_multipart_gets_400(client):
    kind = "multipart/form-data; boundary=x"
    for body in (b"--x\r\nContent-Disposition: form-data", b"--x\r\n\r\n\xff", b""):
        assert client.generic("POST", "/accounts/login/", body, content_type=kind).status_code < 500
    no_boundary = client.generic(
        "POST", "/accounts/login/", b"x", content_type="multipart/form-data"
    )
    assert no_boundary.status_code == 400


def test_too_much_gets_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    big = client.post(
        "/accounts/login/", "login=" + "x" * 2000, "application/x-www-form-urlencoded"
    )
    many = client.post("/accounts/login/", {f"f{n}": "1" for n in range(9)})
    api = client.post("/api/v1/auth/token/", {"email": "x" * 2000}, content_type="application/json")
    assert [big.status_code, many.status_code, api.status_code] == [413, 413, 413]
    settings.MAX_REQUEST_BYTES = 100
    assert (
        client.post("/api/v1/auth/token/", b"x" * 101, content_type="text/plain").status_code == 413
    )


def test_a_form_without_its_token_gets_a_page_with_the_remedy(plain_user):
    client = Client(enforce_csrf_checks=True)
    reply = client.post("/accounts/login/", {"login": "x", "password": "y"})
    assert reply.status_code == 403
    assert "tải lại trang" in reply.content.decode()


def test_a_foreign_origin_is_refused(plain_user):
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    token = client.cookies["csrftoken"].value
    reply = client.post(
        "/accounts/login/",
        {"login": "x", "password": "y", "csrfmiddlewaretoken": token},
        headers={"Origin": "https://evil.example"},
    )
    assert reply.status_code == 403


def test_a_foreign_host_is_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_pages_of_signed_in_people_are_not_kept(sign_in, plain_user, client):
    assert sign_in(plain_user).get("/account/")["Cache-Control"] == "no-store, private"


def test_headers_of_every_page(client):
    page = client.get("/accounts/login/")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


def test_an_ended_session_sends_the_whole_page_to_sign_in(client):
    reply = client.get(
        "/account/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=1"},
    )
    assert reply.status_code == 204
    assert reply["HX-Redirect"] == "/accounts/login/?next=%2Fpeople%2F%3Fq%3D1"


def test_security_txt(client):
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: " in text
    assert "Expires: " in text


def test_the_language_is_the_readers_choice(client):
    assert '<html lang="vi">' in client.get("/", headers={"Accept-Language": "fr"}).content.decode()
    client.post("/i18n/setlang/", {"language": "fr", "next": "/"})
    assert '<html lang="fr">' in client.get("/").content.decode()


def test_throttles_count_by_caller(settings, client, sign_in, plain_user):
    settings.THROTTLE_RATES = {"anonymous": (3, 3600), "person": (5, 3600)}

    def public(**headers):
        return client.post("/api/v1/auth/token/", {}, "application/json", headers=headers)

    assert [public().status_code for _ in range(5)] == [400, 400, 400, 429, 429]
    reply = public(**{"X-Forwarded-For": "203.0.113.5"})
    assert reply.status_code == 429
    assert int(reply["Retry-After"]) > 0
    assert json.loads(reply.content)["code"] == "throttled"
    own = sign_in(plain_user)
    assert [own.get("/api/v1/auth/me/").status_code for _ in range(6)] == [200] * 5 + [429]


def test_requests_are_served_when_nobody_can_count_them(settings, client, db):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/api/v1/communes/").status_code == 200
