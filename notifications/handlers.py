"""Which function does which kind of job, and on which queue of workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from celery import current_app

if TYPE_CHECKING:
    from notifications.registry import JobRun


class Work(Protocol):
    def __call__(self, run: JobRun) -> dict[str, Any] | None: ...


@dataclass(frozen=True)
class Handler:
    kind: str
    queue: str
    work: Work


_handlers: dict[str, Handler] = {}


def job_handler(kind: str, *, queue: str = "default") -> Callable[[Work], Work]:
    """Register the function that does jobs of this kind, on this worker queue.

    It may be called again after a kill and must then go on with what is missing. Returns a
    small dict for the job's result, or None.
    """

    def register(work: Work) -> Work:
        _handlers[kind] = Handler(kind, queue, work)
        return work

    return register


def handler_of(kind: str) -> Handler | None:
    """The handler of a kind; the tasks modules of all apps are loaded when it is not known yet."""
    if kind not in _handlers:
        current_app.loader.import_default_modules()
    return _handlers.get(kind)
