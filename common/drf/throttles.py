"""Limits of the API, counted atomically in Redis: a fixed window per caller and scope."""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


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
        key = f"throttle:{scope}:{caller}:{int(number)}"
        cache.add(key, 0, timeout=seconds + 5)
        try:
            return cache.incr(key) <= limit
        except ValueError:  # the window ended between the two commands
            return True

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
