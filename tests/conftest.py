"""Fixtures every test may use: clients by role, the API client, a fixed clock where wanted."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from tests.browser.engine import chromium, open_browser, trouble  # noqa: F401 - fixtures
from tests.factories.accounts import UserFactory, organiser, reviewer


@pytest.fixture(autouse=True)
def _clean_slate():
    """No test inherits a cache entry or a language."""
    cache.clear()
    with translation.override("vi"):
        yield


@pytest.fixture
def sign_in():
    """A function: signed-in page client of a user."""

    def make(user) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def api():
    """A function: API client of a user (None: anonymous)."""

    def make(user=None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user)
        return client

    return make


@pytest.fixture
def organiser_user(db):
    return organiser()


@pytest.fixture
def reviewer_user(db):
    return reviewer()


@pytest.fixture
def plain_user(db):
    """Somebody with an account and no role at all."""
    return UserFactory()
