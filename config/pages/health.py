"""Whether the process lives and whether the installation can work."""

import time

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.tasks import HEARTBEAT_KEY

WORKER_SILENT_SECONDS = 60


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not pending else f"{len(pending)} migrations pending"


def _broker() -> str:
    """Asked directly: to the cache an absent server is only empty."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as server:
        server.ping()
    return "ok"


def _worker() -> str:
    beat = cache.get(HEARTBEAT_KEY)
    if beat is None:
        return "no worker heartbeat"
    silent = time.time() - beat
    return "ok" if silent < WORKER_SILENT_SECONDS else f"no worker heartbeat for {silent:.0f} s"


CHECKS = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
}


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Each part by name; 503 when one fails. Says what failed, never where it lives."""
    report = {}
    for name, check in CHECKS.items():
        try:
            report[name] = check()
        except Exception as error:  # noqa: BLE001 - any failure of a part is the answer
            report[name] = f"not reachable ({type(error).__name__})"
    healthy = all(value == "ok" for value in report.values())
    body = {"status": "ok" if healthy else "failing", "checks": report}
    return JsonResponse(body, status=200 if healthy else 503)
