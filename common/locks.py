"""Locks beyond rows: bounded waiting, and advisory locks by name."""

from django.db import connection


def short_lock_timeout(seconds: int = 3) -> None:
    """Let this transaction wait at most `seconds` for a lock; then the door answers 503.

    Must run inside `transaction.atomic()`; it ends with the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(seconds)}s"])


def name_lock(name: str) -> None:
    """Hold the advisory lock `name` until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def try_name_lock(name: str) -> bool:
    """The same without waiting; False when somebody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])
