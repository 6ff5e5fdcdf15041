"""Tasks of the installation itself."""

import time

from celery import shared_task
from django.core.cache import cache

HEARTBEAT_KEY = "worker-heartbeat"


@shared_task(expires=30)
def heartbeat() -> None:
    """Note in the cache that a worker is alive; `/health/ready` reads it."""
    cache.set(HEARTBEAT_KEY, time.time(), timeout=120)
