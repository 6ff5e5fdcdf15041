"""POST and DELETE /auth/token/, GET and PATCH /auth/me/."""

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken
from tests.accounts.pages.test_signing_in import SECRET, code
from tests.factories.accounts import PASSWORD, UserFactory, organiser

pytestmark = pytest.mark.django_db
URL = "/api/v1/auth/token/"


def sign_in(user, password=PASSWORD, **extra):
    return APIClient().post(URL, {"email": user.email, "password": password, **extra})


def bearer(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_token_is_made_used_and_ended(plain_user):
    reply = sign_in(plain_user, name="máy tính tiền")
    assert reply.status_code == 201
    assert reply["Cache-Control"].startswith("no-store")
    assert "sessionid" not in reply.cookies
    body = reply.json()
    assert body["token"] not in str(ApiToken.objects.values().get())
    client = bearer(body["token"])
    assert client.get("/api/v1/auth/me/").json()["email"] == plain_user.email
    assert client.delete(URL).status_code == 204
    assert client.get("/api/v1/auth/me/").status_code == 401


def test_a_token_lasts_90_days(plain_user):
    client = bearer(sign_in(plain_user).json()["token"])
    with time_machine.travel(timezone.now() + timezone.timedelta(days=90, minutes=1)):
        assert client.get("/api/v1/auth/me/").status_code == 401


def test_unknown_and_wrong_get_the_same_answer(plain_user):
    wrong = sign_in(plain_user, "wrong")
    unknown = APIClient().post(URL, {"email": "nobody@example.org", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_failures_are_limited(plain_user):
    for _ in range(10):
        sign_in(plain_user, "wrong")
    reply = sign_in(plain_user)
    assert (reply.status_code, reply.json()["code"]) == (429, "too_many_failures")


def test_a_closed_account_gets_no_token_and_its_tokens_end(plain_user):
    client = bearer(sign_in(plain_user).json()["token"])
    plain_user.is_active = False
    plain_user.save()
    assert client.get("/api/v1/auth/me/").status_code == 401
    assert sign_in(plain_user).status_code == 401


def test_the_second_factor_is_asked_for(plain_user):
    TOTP.activate(plain_user, SECRET)
    assert sign_in(plain_user).json()["code"] == "code_required"
    assert sign_in(plain_user, code="000000").json()["code"] == "code_wrong"
    now = code()
    assert sign_in(plain_user, code=now).status_code == 201
    assert sign_in(plain_user, code=now).json()["code"] == "code_wrong"


def test_a_role_that_needs_a_second_factor_gets_no_token_without_one(settings):
    user = organiser()
    token = sign_in(user).json()["token"]
    settings.SECOND_FACTOR_REQUIRED_ROLES = ["ORGANISER"]
    assert sign_in(user).json()["code"] == "second_factor_required"
    assert bearer(token).get("/api/v1/users/").json()["code"] == "second_factor_required"


def test_the_own_name_and_language_can_be_changed(plain_user, api):
    reply = api(plain_user).patch("/api/v1/auth/me/", {"language": "fr"})
    assert reply.json()["language"] == "fr"
    plain_user.refresh_from_db()
    assert plain_user.language == "fr"


@pytest.mark.parametrize("field", ["email", "is_active", "roles", "id", "password"])
def test_nothing_else_can_be_changed(plain_user, api, field):
    reply = api(plain_user).patch("/api/v1/auth/me/", {field: "x"})
    assert reply.status_code == 400
    assert list(reply.json()["errors"]) == [field]


def test_a_session_needs_the_csrf_token(plain_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(plain_user, backend="allauth.account.auth_backends.AuthenticationBackend")
    reply = client.patch("/api/v1/auth/me/", {"language": "fr"}, content_type="application/json")
    assert reply.status_code == 403
    assert reply["Content-Type"] == "application/problem+json"


def test_the_language_of_messages_follows_the_header(plain_user):
    for language, word in (("fr", "n’est pas"), ("en", "is not right"), ("vi", "không đúng")):
        reply = APIClient().post(
            URL,
            {"email": UserFactory.build().email, "password": "x"},
            headers={"Accept-Language": language},
        )
        assert word in reply.json()["title"]
