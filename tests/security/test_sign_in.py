"""Signing in tells nobody who has an account, and passwords are kept and chosen well."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from config.settings import sign_in
from tests.factories.accounts import PASSWORD, UserFactory, organiser

pytestmark = pytest.mark.django_db


class CountingHasher(Argon2PasswordHasher):
    """The hasher of production with a cost a test can bear; counts how often it works."""

    time_cost, memory_cost, parallelism = 1, 64, 1
    worked = 0

    def encode(self, password, salt):
        type(self).worked += 1
        return super().encode(password, salt)

    def verify(self, password, encoded):
        type(self).worked += 1
        return super().verify(password, encoded)


@pytest.fixture
def work(settings):
    """A function: how often a password is hashed while something is done."""
    settings.PASSWORD_HASHERS = ["tests.security.test_sign_in.CountingHasher"]

    def counted(action) -> int:
        before = CountingHasher.worked
        action()
        return CountingHasher.worked - before

    return counted


@pytest.mark.parametrize("door", ["page", "api"])
def test_the_unknown_cost_as_much_work_as_the_known(client, work, door):
    user = UserFactory()

    def attempt(address):
        if door == "page":
            return client.post("/accounts/login/", {"login": address, "password": "wrong one"})
        body = {"email": address, "password": "wrong one"}
        return client.post("/api/v1/auth/token/", body, "application/json")

    known = work(lambda: attempt(user.email))
    unknown = work(lambda: attempt("nobody@example.org"))
    invited = User.objects.create_user("invited@example.org")
    without_password = work(lambda: attempt(invited.email))
    assert known == unknown == without_password == 1


def test_passwords_are_hashed_with_argon2():
    assert sign_in.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize("password", ["1234567890123", "an.nguyen@example.org"])
def test_passwords_that_are_guessed_first_are_refused(password, settings):
    settings.AUTH_PASSWORD_VALIDATORS = sign_in.AUTH_PASSWORD_VALIDATORS
    user = UserFactory(email="an.nguyen@example.org")
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_no_composition_is_demanded():
    validate_password("chỉ có chữ thường thôi", UserFactory())
    validate_password("chỉ có chữ thường thôi", organiser())
    with pytest.raises(ValidationError):
        validate_password("mười hai chữ"[:11], UserFactory())


def test_the_api_counts_failures_of_one_address_over_all_accounts(client):
    for number in range(10):
        body = {"email": f"guess{number}@example.org", "password": "x"}
        client.post("/api/v1/auth/token/", body, "application/json")
    body = {"email": UserFactory().email, "password": PASSWORD}
    reply = client.post(
        "/api/v1/auth/token/", body, "application/json", headers={"X-Forwarded-For": "203.0.113.9"}
    )
    assert (reply.status_code, reply.json()["code"]) == (429, "too_many_failures")


def test_work_for_many_has_a_limit_of_its_own(settings, sign_in):
    settings.THROTTLE_RATES = {"bulk": (1, 3600)}
    client = sign_in(UserFactory())
    assert client.post("/api/v1/auth/me/data/").status_code == 200
    assert client.post("/api/v1/auth/me/data/").status_code == 429
