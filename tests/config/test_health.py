"""Readiness names each part that fails; what it says of the cache's server is in test_cache."""

import time

import pytest
from django.core.cache import cache
from django.db.migrations.recorder import MigrationRecorder

from config.tasks import HEARTBEAT_KEY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def working():
    """A worker that has just given a sign of life."""
    cache.set(HEARTBEAT_KEY, time.time())
    yield
    cache.delete(HEARTBEAT_KEY)


def ask(client) -> tuple[int, dict[str, str]]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()["checks"]


def test_everything_is_ready(client):
    status, checks = ask(client)
    assert status == 200
    assert set(checks.values()) == {"ok"}


def test_a_pending_migration_is_named(client):
    MigrationRecorder.Migration.objects.filter(app="venues").order_by("-id")[0].delete()
    status, checks = ask(client)
    assert status == 503
    assert checks["migrations"] == "1 migrations pending"
    assert {checks[name] for name in checks if name != "migrations"} == {"ok"}


@pytest.mark.parametrize("sign", [None, 300])
def test_a_silent_worker_is_named(client, sign):
    if sign is None:
        cache.delete(HEARTBEAT_KEY)
    else:
        cache.set(HEARTBEAT_KEY, time.time() - sign)
    status, checks = ask(client)
    assert status == 503
    assert checks["worker"].startswith("no worker heartbeat")
    assert {checks[name] for name in checks if name != "worker"} == {"ok"}
