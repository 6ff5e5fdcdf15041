"""Fixtures every test may use: clients by role, the API client, a fixed clock where wanted."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from rest_framework.test import APIClient

from tests.browser.engine import FAILED, chromium, open_browser, trouble  # noqa: F401 - fixtures
from tests.factories.accounts import (
    UserFactory,
    fresh_token,
    organiser,
    reviewer,
    signed_in,
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Tell the fixtures whether their test failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


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
        return signed_in(Client(), user)

    return make


@pytest.fixture
def api():
    """A function: API client of a user (None: anonymous)."""

    def make(user=None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.force_authenticate(user, token=fresh_token(user))
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
