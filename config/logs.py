"""One JSON object a log line, from structlog and from the standard library alike.

An address that holds a key (a reset link, an answer link, a verification code) is a password for
whoever reads it, so no line shows more of it than the part before the key.
"""

import logging
import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import structlog
from django.apps import apps
from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]

# Names of the parts of an address that open something to whoever knows them.
SECRET = re.compile(r"key|token|secret|uidb\d+")
SLASH = r"(?:/|%(?:25)*2F)"  # also as ?next= carries it, however often it was quoted
REST = r"[^\s\"'\\?#<>]+"  # an address ends where a log line or a query begins


def secret_routes(patterns: Iterable[Any], before: str = "/") -> Iterator[str]:
    """The beginnings, up to the first secret part, of all routes that have one.

    Yields templates with `%(name)s` for the parts that are none: `/points/%(pk)s/held/`.
    """
    for pattern in patterns:
        for template, names in normalize(pattern.pattern.regex.pattern):
            route = before + template
            secret = next((name for name in names if SECRET.search(name)), None)
            if secret is not None:
                yield route.partition(f"%({secret})s")[0]
            elif isinstance(pattern, URLResolver):
                yield from secret_routes(pattern.url_patterns, route)


class Redaction:
    """Takes the keys out of a text; learns the addresses at the first text that may hold one."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._learning = False
        self._pattern: re.Pattern[str] | None = None

    def __call__(self, text: str) -> str:
        if "/" not in text and "%2" not in text:
            return text
        pattern = self._pattern or self._learn()
        return pattern.sub(r"\1[…]", text) if pattern else text

    def _learn(self) -> re.Pattern[str] | None:
        """None while the addresses are still being imported: no request exists before that."""
        with self._lock:
            if self._pattern is None and apps.ready and not self._learning:
                self._learning = True
                try:
                    routes = sorted(set(secret_routes(get_resolver().url_patterns)))
                    known = "|".join(map(self._known, routes))
                    self._pattern = re.compile(f"({known}){REST}", re.IGNORECASE)
                finally:
                    self._learning = False
            return self._pattern

    @staticmethod
    def _known(route: str) -> str:
        parts = re.split(r"%\(\w+\)s", route)
        return r"[^/\s%]+".join(SLASH.join(map(re.escape, part.split("/"))) for part in parts)


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Formatter used by settings.LOGGING; configures structlog once."""

    redacted = Redaction()

    def __init__(self) -> None:
        super().__init__(
            processor=structlog.processors.JSONRenderer(ensure_ascii=False),
            foreign_pre_chain=SHARED,
        )
        structlog.configure(
            processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=True,
        )

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and not isinstance(record.msg, dict):
            record.msg = f"{record.getMessage()}\n{self.formatException(record.exc_info)}"
            record.args, record.exc_info, record.exc_text = None, None, None
        return self.redacted(super().format(record))
