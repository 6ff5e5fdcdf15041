"""What the tests themselves run on."""

import os

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from config.stack.processes import wait_until
from config.tasks import HEARTBEAT_KEY, heartbeat
from tests import services


@pytest.mark.parametrize(
    ("url", "worker", "own"),
    [
        ("redis://h:1/0", "", "redis://h:1/1"),
        ("redis://h:1", "gw0", "redis://h:1/1"),
        ("redis://:p@h:1/2", "gw3", "redis://:p@h:1/6"),
    ],
)
def test_each_process_empties_a_redis_database_of_its_own(monkeypatch, url, worker, own):
    monkeypatch.setattr(services, "WORKER", worker)
    assert services._own_redis_database(url) == own


@pytest.mark.django_db
def test_the_database_is_postgresql_and_of_this_process():
    assert connection.vendor == "postgresql"
    assert connection.settings_dict["NAME"].startswith("test_")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    assert connection.settings_dict["NAME"].endswith(worker)


def test_the_cache_is_shared_between_clients():
    cache.set("here", 1)
    assert cache.get("here") == 1
    assert os.environ["REDIS_URL"] == settings.REDIS_URL


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_a_task(start_worker):

    start_worker("default")
    heartbeat.delay()
    assert wait_until(lambda: cache.get(HEARTBEAT_KEY) is not None, 20)
