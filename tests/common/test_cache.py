"""Work goes on while the cache is away: people stay signed in, sign in and find their pages."""

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD

AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture
def away(settings):
    """No server behind the cache and the counts, from now on."""

    def leave() -> None:
        settings.REDIS_URL = AWAY
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": AWAY}}

    return leave


def test_pages_of_signed_in_people_are_served(sign_in, plain_user, away):
    client = sign_in(plain_user)
    away()
    assert client.get("/").status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_people_can_sign_in(client, plain_user, away):
    away()
    sent = {"login": plain_user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), sent).status_code == 302
    body = {"email": plain_user.email, "password": PASSWORD}
    assert client.post("/api/v1/auth/token/", body, "application/json").status_code == 201


def test_readiness_names_the_server_that_is_away(client, db, away):
    away()
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "not reachable" in answer.json()["checks"]["broker"]
