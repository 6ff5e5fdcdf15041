"""Limits of the API, counted atomically in Redis: a fixed window per caller and scope."""

import logging
import time
from functools import cache
from typing import Any

import redis
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)


@cache
def counter(url: str) -> redis.Redis:
    """The server that counts. Connections are shared by threads; nobody waits long for a count."""
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)


def _counted(key: str, seconds: int) -> int:
    """How often this was called for `key`, in one exchange with the server.

    0 when it cannot be reached: limits are then left to the proxy, and people to their work.
    """
    try:
        counting = counter(settings.REDIS_URL).pipeline()
        counting.incr(key)
        counting.expire(key, seconds)
        return int(counting.execute()[0])
    except redis.RedisError:
        logger.warning("requests are not counted: the server of the counts does not answer")
        return 0


class _Window(BaseThrottle):
    """At most `settings.THROTTLE_RATES[scope]` = (requests, seconds) per caller."""

    scope = ""

    def caller(self, request: Request, view: Any) -> str | None:
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        caller = self.caller(request, view)
        scope = self.scope or getattr(view, "throttle_scope", "")
        if caller is None or scope not in settings.THROTTLE_RATES:
            return True
        limit, seconds = settings.THROTTLE_RATES[scope]
        number, passed = divmod(time.time(), seconds)
        self.left = seconds - passed
        return _counted(f"hoicho:throttle:{scope}:{caller}:{int(number)}", seconds + 5) <= limit

    def wait(self) -> float:
        return self.left


class AnonymousThrottle(_Window):
    """Requests of nobody in particular, by address."""

    scope = "anonymous"

    def caller(self, request: Request, view: Any) -> str | None:
        return None if request.user.is_authenticated else self.get_ident(request)


class PersonThrottle(_Window):
    """Requests of one person, whatever the token or session."""

    scope = "person"

    def caller(self, request: Request, view: Any) -> str | None:
        return str(request.user.pk) if request.user.is_authenticated else None


class BulkThrottle(_Window):
    """Endpoints that start long work: views name their `throttle_scope` (`bulk`, `sign_in`)."""

    def caller(self, request: Request, view: Any) -> str | None:
        if not getattr(view, "throttle_scope", ""):
            return None
        user = request.user
        return str(user.pk) if user.is_authenticated else f"ip:{self.get_ident(request)}"
