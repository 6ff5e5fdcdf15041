"""The cache: memory of what can be found out again. While Redis is away it is as if empty."""

import logging
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


class ForgettingCache(RedisCache):
    """Redis whose absence costs speed and limits, but no page: sessions are in the database too."""

    def _without(self, error: redis.RedisError, answer: Any) -> Any:
        logger.warning("the cache does not answer: %s", type(error).__name__)
        return answer

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except redis.RedisError as error:
            return self._without(error, default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        try:
            return super().get_many(keys, version)
        except redis.RedisError as error:
            return self._without(error, {})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().has_key(key, version)
        except redis.RedisError as error:
            return self._without(error, False)

    def add(self, *given: Any, **named: Any) -> bool:
        try:
            return super().add(*given, **named)
        except redis.RedisError as error:
            return self._without(error, True)

    def set(self, *given: Any, **named: Any) -> None:
        try:
            super().set(*given, **named)
        except redis.RedisError as error:
            self._without(error, None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except redis.RedisError as error:
            return self._without(error, False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError, as for a key that is not there."""
        try:
            return super().incr(key, delta, version)
        except redis.RedisError as error:
            self._without(error, None)
            raise ValueError(key) from error
