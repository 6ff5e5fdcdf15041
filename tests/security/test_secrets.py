"""What somebody types to prove who they are turns up nowhere else (docs/security.md, 42)."""

import io
import logging
import re

import pytest
import redis
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client

from config.logs import JsonFormatter
from notifications.tasks import send_pending
from tests.accounts.pages.test_signing_in import SECRET, code
from tests.factories.accounts import UserFactory

CANARY = "canary-Chim-hoàng-yến-28f1"
NEW = "canary-Mật-khẩu-mới-77ab-x"


@pytest.fixture
def log():
    """Everything that any logger writes, down to DEBUG."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("factory").setLevel(logging.INFO)  # the tests' own tool says what it makes
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def kept_by_the_broker() -> str:
    """Every key and value of the server of cache, counts and broker."""
    found = []
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        for key in server.scan_iter():
            found.append(repr(key))
            kind = server.type(key)
            if kind == b"string":
                found.append(repr(server.get(key)))
            elif kind == b"list":
                found.append(repr(server.lrange(key, 0, -1)))
            elif kind == b"hash":
                found.append(repr(server.hgetall(key)))
            elif kind == b"zset":
                found.append(repr(server.zrange(key, 0, -1)))
    return "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_passwords_tokens_and_codes_stay_out_of_log_and_broker(log, mailoutbox):
    user = UserFactory(password=CANARY)
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", {"login": user.email, "password": CANARY + "-wrong"})
    client.post("/accounts/login/", {"login": user.email, "password": CANARY})
    body = {"email": user.email, "password": CANARY}
    token = client.post("/api/v1/auth/token/", body, "application/json").json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    client.get("/api/v1/auth/me/", headers=bearer)
    client.post("/api/v1/auth/token/", b'{"password": "' + CANARY.encode(), "application/json")
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[-1].body).group()
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": NEW, "password2": NEW})
    TOTP.activate(user, SECRET)
    once = code()
    client.post("/accounts/login/", {"login": user.email, "password": NEW})
    client.post("/accounts/2fa/authenticate/", {"code": once})
    send_pending.delay()
    key = link.rstrip("/").rpartition("-")[2]
    for secret in (CANARY, NEW, token, key, SECRET):
        assert secret not in log.getvalue()
        assert secret not in kept_by_the_broker()
    assert "request_finished" in log.getvalue()
