"""Reading settings from the environment: a wrong value ends in a sentence that names it."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
TRUE, FALSE = ("true", "on", "yes", "y", "1"), ("false", "off", "no", "n", "0", "")


class Env(environ.Env):
    """The variables of the process. Raises ImproperlyConfigured naming the wrong one."""

    def int(self, var: str, default: Any = environ.Env.NOTSET) -> int:
        return self._number(var, super().int, default, "a whole number")

    def float(self, var: str, default: Any = environ.Env.NOTSET) -> float:
        return self._number(var, super().float, default, "a number")

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> bool:
        """`true` or `false`: a misspelt one must not switch protection off unnoticed."""
        given = self.str(var, default="").strip().lower()
        if given not in TRUE + FALSE:
            raise ImproperlyConfigured(f"{var} must be true or false, not {given!r}.")
        return given in TRUE if given else bool(default)

    def _number(self, var: str, read: Any, default: Any, what: str) -> Any:
        try:
            return read(var, default=default)
        except ValueError as error:
            given = self.str(var, default="")
            raise ImproperlyConfigured(f"{var} must be {what}, not {given!r}.") from error

    def required(self, name: str, what: str) -> str:
        """The variable `name`, or a sentence that says what it is for."""
        value = self.str(name, default="")
        if not value:
            raise ImproperlyConfigured(f"{name} is not set: {what}.")
        return str(value)

    def secret(self, name: str, what: str) -> str:
        """A required variable long enough that nobody guesses it."""
        value = self.required(name, what)
        if len(value) < SHORTEST_KEY:
            raise ImproperlyConfigured(
                f"{name} is too short: use at least {SHORTEST_KEY} random characters."
            )
        return value

    def site(self, name: str, default: str) -> str:
        """The address of a site, without a slash at the end."""
        return _site(name, self.str(name, default=default))

    def sites(self, name: str) -> list[str]:
        """Several of them, by commas."""
        return [_site(name, value) for value in self.list(name, default=[])]


def _site(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and not parts.query
    except ValueError:
        whole = False
    if not whole:
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://hoicho.example.org, not {value!r}."
        )
    return value.rstrip("/")


def database_config(env: Env, url: str) -> dict[str, Any]:
    """Django's database entry for a PostgreSQL URL; any other engine is refused by name."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://…).")
    try:
        config = env.db_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    config["ENGINE"] = "common.postgresql"
    config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    config.setdefault("OPTIONS", {})["application_name"] = "hoicho"
    return config


def redis_url(url: str) -> str:
    """The broker and cache URL; only Redis or Valkey is accepted."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://.")
    return url


def scanner_url(url: str) -> str:
    """The address of clamd, tcp://host:3310 or unix:/path; empty where there is none."""
    if url and not url.startswith(("tcp://", "unix:/")):
        raise ImproperlyConfigured("CLAMD_URL must be tcp://host:port or unix:/path.")
    return url
