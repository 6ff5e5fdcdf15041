"""What the measurements of bench/points.py share: figures and limits, server CPU, undone work."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from bench.points_data import ZONE

LAST = date(2026, 10, 31)
NOW = datetime(2026, 10, 31, 20, tzinfo=ZONE)
RUNS = 25


Results = dict[str, float]


class Rollback(Exception):
    """Leaves a measured transaction without its changes."""


class Report:
    """Prints figures as they come and remembers whether each held its limit."""

    def __init__(self, *, full: bool) -> None:
        self.full, self.failed = full, 0

    def line(
        self, name: str, value: float, limit: float | None = None, *, volume: bool = False
    ) -> None:
        """One figure; a limit on `volume` is judged on a ledger of full size only."""
        verdict = ""
        if limit is not None and volume and not self.full:
            verdict = f"  limit {limit:g}  at full size"
        elif limit is not None:
            held = value <= limit
            self.failed += not held
            verdict = f"  limit {limit:g}  {'ok' if held else 'FAILED'}"
        print(f"  {name:<58}{value:>12.4g}{verdict}", flush=True)


def query(sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def backend_cpu() -> float:
    """Milliseconds of processor the connection's server process has used."""
    pid = query("SELECT pg_backend_pid()")[0][0]
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def cpu(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Least server CPU of several calls, in ms; the first, which warms up, is not counted.

    The least and not the middle: what else the machine does can only add to a call.
    """
    return cpus(work, runs=runs)[0]


def cpus(*works: Callable[[], Any], runs: int = RUNS) -> list[float]:
    """As `cpu`, of works to compare: called in turn, so that a slow minute meets them all."""
    idle = min(once(lambda: None) for _n in range(runs))
    for work in works:
        work()
    least = [min(figures) for figures in zip(*_rounds(works, runs), strict=True)]
    return [max(0.001, figure - idle) for figure in least]


def _rounds(works: Sequence[Callable[[], Any]], runs: int) -> list[list[float]]:
    return [[once(work) for work in works] for _n in range(runs)]


def once(work: Callable[[], Any]) -> float:
    before = backend_cpu()
    work()
    return backend_cpu() - before


def undone(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same call in a transaction that leaves nothing behind."""

    def call() -> None:
        try:
            with transaction.atomic():
                work()
                raise Rollback
        except Rollback:
            pass

    return call
