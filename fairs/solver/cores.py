"""Two compiled loops at once, where the machine has a second core.

What is done side by side never depends on whether it really was: the work is cut in two in any
case, each half with arrays and random numbers of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_second: ContextVar[ThreadPoolExecutor | None] = ContextVar("second", default=None)


def available() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def using(workers: int | None) -> Iterator[None]:
    """Within the block `both` may use this many cores (None: those there are), at most two."""
    if min(available() if workers is None else workers, 2) < 2:
        yield
        return
    with ThreadPoolExecutor(1) as pool:
        token = _second.set(pool)
        try:
            yield
        finally:
            _second.reset(token)


def accompanied() -> bool:
    """Whether a second core may be used now."""
    return _second.get() is not None


def both(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do both, at once where a second core may be used and the loops are compiled."""
    pool = _second.get()
    if pool is None:
        first()
        second()
        return
    other = pool.submit(second)
    token = _second.set(None)  # it is taken
    try:
        first()
    finally:
        _second.reset(token)
    other.result()


def both_until(
    first: Callable[[Callable[[], bool]], T],
    second: Callable[[Callable[[], bool]], T],
    stop: Callable[[], bool],
) -> tuple[T, T]:
    """What both give, each told whether to end early.

    `stop` is asked by the first only, for it need not bear two threads; the second ends with it.
    """
    found: dict[str, T] = {}
    ended = False

    def asked() -> bool:
        nonlocal ended
        ended = ended or stop()
        return ended

    both(
        lambda: found.update(first=first(asked)),
        lambda: found.update(second=second(lambda: ended)),
    )
    return found["first"], found["second"]


def beside(work: Callable[[], T]) -> Future[T]:
    """Begin the work on a second core; where none may be used, it is done before this returns."""
    pool = _second.get()
    if pool is not None:
        return pool.submit(work)
    done: Future[T] = Future()
    done.set_result(work())
    return done
