"""A creating request that is repeated makes one thing and gives one answer."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from rest_framework.test import APIClient

from accounts.models import User
from common.locks import name_lock
from tests.factories.accounts import organiser

URL = "/api/v1/users/"
BODY = {"email": "once@example.org", "full_name": "Once"}


def post(user, key: str = "one", **changes):
    client = APIClient()
    client.force_authenticate(user)
    return client.post(URL, {**BODY, **changes}, headers={"Idempotency-Key": key})


def invited() -> int:
    return User.objects.filter(email=BODY["email"]).count()


def test_the_same_request_gets_the_same_answer_and_makes_one_row(organiser_user, mailoutbox):
    first, second = post(organiser_user), post(organiser_user)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert invited() == 1
    assert len(mailoutbox) == 1


def test_the_same_key_with_another_body_is_refused(organiser_user):
    post(organiser_user)
    other = post(organiser_user, full_name="Other")
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert User.objects.get(email=BODY["email"]).full_name == "Once"


def test_another_persons_key_is_independent(organiser_user):
    post(organiser_user)
    reply = post(organiser(), email="two@example.org")
    assert reply.status_code == 201
    assert "Idempotent-Replay" not in reply


def test_a_refusal_can_be_mended_with_the_same_key(organiser_user):
    assert post(organiser_user, email="not an address").status_code == 400
    assert post(organiser_user).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "a\x07b"])
def test_an_unusable_key_is_refused(organiser_user, key):
    assert post(organiser_user, key).status_code == 400
    assert invited() == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_repetition_while_the_first_is_at_work_is_told_so_at_once():
    user, at_work, let_go = organiser(), threading.Event(), threading.Event()

    def hold() -> None:
        """The first request, as far as its lock."""
        with transaction.atomic():
            name_lock(f"idempotency:{user.pk}:one")
            at_work.set()
            let_go.wait(20)
        connections.close_all()

    first = threading.Thread(target=hold)
    first.start()
    at_work.wait(20)
    during = post(user)
    let_go.set()
    first.join()
    assert (during.status_code, during.json()["code"]) == (409, "idempotency_in_progress")
    assert invited() == 0
    assert post(user).status_code == 201


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_make_one_row():
    user = organiser()

    def one(_: int):
        try:
            return post(user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(one, range(4)))
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert 201 in {reply.status_code for reply in replies}
    assert len({reply.content for reply in replies if reply.status_code == 201}) == 1
    assert invited() == 1
