"""Random reports, corrections, counts, deliveries, duplicates and aborts from many processes.

Some processes are killed in the middle of it. Afterwards everything is counted again: the rollups
against the ledger, and each answer that a client got against what the database knows.
"""

import multiprocessing
import random
import signal
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from common.errors import DomainError
from exhibitors.models import Producer
from venues.models import DeliveryNote, ShowcasePoint, Submission
from venues.rules import CountReason, DeliveryState
from venues.services.counts import post_count
from venues.services.deliveries import receive_delivery, send_delivery
from venues.services.ledger import post_stock_report
from venues.services.out_days import finish_recount
from venues.services.reconcile import reconcile_point
from venues.services.visitors import post_visitor_report

WORKERS = 8
FORK = multiprocessing.get_context("fork")


class Abort(Exception):
    """A client that gives up in the middle."""


@dataclass(frozen=True)
class Outcome:
    """How a race ended: calls made, processes killed, database errors, deadlocks, rollup rows
    that differed from the ledger, and reports that were answered but are not there."""

    calls: int
    killed: int
    errors: int
    deadlocks: int
    drift: int
    lost: int


@dataclass
class Worker:
    """One posting process: what it is to do, and where it notes what was answered."""

    process: BaseProcess
    share: int
    notes: Path


def race(
    points: Sequence[int], products: Sequence[int], operations: int, *, kills: int = 0
) -> Outcome:
    """Let WORKERS processes work on the same points at once, kill some, then count everything.

    A killed process has a successor for the rest of its share. Connections are closed first: a
    process must not inherit one.
    """
    before = _deadlocks()
    keys = [uuid4() for _n in range(40)]
    rng = random.Random(operations)
    connections.close_all()
    with TemporaryDirectory(prefix="hoicho-race-") as folder:
        ticks = FORK.Semaphore(0)

        def start(number: int, share: int) -> Worker:
            notes = Path(folder, str(number))
            arguments = (number, share, points, products, keys, ticks, notes)
            process = FORK.Process(target=_work, args=arguments)
            process.start()
            return Worker(process, share, notes)

        workers = [start(n, operations // WORKERS) for n in range(WORKERS)]
        everybody, killed = list(workers), 0
        for n in range(kills):
            for _tick in range(max(1, operations // (kills + 1))):
                ticks.acquire(timeout=5)
            at_work = [n for n, worker in enumerate(workers) if worker.process.is_alive()]
            if not at_work:
                break
            victim = rng.choice(at_work)
            workers[victim].process.kill()
            workers[victim].process.join()
            killed += workers[victim].process.exitcode == -signal.SIGKILL
            left = workers[victim].share - _done(workers[victim].notes)
            workers[victim] = start(WORKERS + n, max(0, left))
            everybody.append(workers[victim])
        for worker in workers:
            worker.process.join()
        lines = [line for w in everybody if w.notes.exists() for line in _lines(w.notes)]
    answered = {UUID(line) for line in lines if line not in ("error", "none")}
    there = Submission.objects.filter(pk__in=answered).count()
    return Outcome(
        calls=len(lines),
        killed=killed,
        errors=lines.count("error"),
        deadlocks=_deadlocks() - before,
        drift=sum(reconcile_point(point_id=pk, now=timezone.now()) for pk in points),
        lost=len(answered) - there,
    )


def _lines(notes: Path) -> list[str]:
    return notes.read_text().split()


def _done(notes: Path) -> int:
    return len(_lines(notes)) if notes.exists() else 0


def _work(
    seed: int,
    share: int,
    points: Sequence[int],
    products: Sequence[int],
    keys: Sequence[UUID],
    ticks: Any,
    notes: Path,
) -> None:
    """One process: so many calls, each noted once its answer is known."""
    for one in connections.all(initialized_only=True):
        one.connection = None  # of the parent, where one was out of reach of `close_all`
    rng = random.Random(seed)
    with notes.open("a", buffering=1) as file:
        for _n in range(share):
            try:
                answer = _call(rng, points, products, keys)
            except (Abort, DomainError):
                answer = None
            except DatabaseError:
                traceback.print_exc()  # names both statements of a deadlock
                answer = "error"
            file.write(f"{answer or 'none'}\n")
            ticks.release()
    connection.close()


def _call(
    rng: random.Random, points: Sequence[int], products: Sequence[int], keys: Sequence[UUID]
) -> str | None:
    """One random call as a client makes it; its number when it was accepted."""
    point = rng.choice(points)
    call = {
        "point_id": point,
        "client_uuid": rng.choice(keys) if rng.random() < 0.1 else uuid4(),
        "actor": None,
        "now": timezone.now(),
    }
    kind, aborted = rng.random(), rng.random() < 0.1
    delivery = _announced(rng, products, call) if 0.10 <= kind < 0.20 else None
    with transaction.atomic():
        if kind < 0.10:
            posted = _count(rng, products, call)
        elif delivery is not None:
            posted = _receipt(delivery, call)
        elif kind < 0.23:
            finish_recount(point_id=point)
            return None
        else:
            posted = _report(rng, products, call)
        if aborted:
            raise Abort
    return str(call["client_uuid"]) if posted.status < 300 else None


def _report(rng: random.Random, products: Sequence[int], call: dict[str, Any]) -> Any:
    """A day's stock or visits, of the last 120 days, four in ten as a correction."""
    rev = ShowcasePoint.objects.values_list("rev", flat=True).get(pk=call["point_id"])
    call = {
        **call,
        "day": timezone.localdate() - timedelta(days=rng.randrange(120)),
        "correction": rng.random() < 0.4,
        "base_rev": rev,
        "reason": "đếm lại",
    }
    if rng.random() < 0.15:
        return post_visitor_report(**call, groups=[{"n": rng.randrange(60)}])
    lines = [
        {"product": p, "received": rng.randrange(9), "sold": rng.randrange(5)}
        for p in _some(rng, products)
    ]
    return post_stock_report(**call, lines=lines)


def _count(rng: random.Random, products: Sequence[int], call: dict[str, Any]) -> Any:
    lines = [
        {"product": p, "counted": rng.randrange(40), "reason": CountReason.MISCOUNT}
        for p in _some(rng, products)
    ]
    return post_count(**call, counted_at=call["now"], lines=lines)


def _announced(rng: random.Random, products: Sequence[int], call: dict[str, Any]) -> DeliveryNote:
    """Goods on their way: announced now, or before, so that two people count them in at once."""
    point = ShowcasePoint.objects.get(pk=call["point_id"])
    waiting = DeliveryNote.objects.filter(point=point, state=DeliveryState.SENT).first()
    if waiting is None or rng.random() < 0.6:
        return send_delivery(
            point=point,
            producer=Producer.objects.get(products=products[0]),
            lines=[{"product": p, "sent": 1 + rng.randrange(9)} for p in _some(rng, products)],
            sent_on=timezone.localdate(),
            actor=call["actor"],
            now=call["now"],
        )
    return waiting


def _receipt(delivery: DeliveryNote, call: dict[str, Any]) -> Any:
    call = {name: value for name, value in call.items() if name != "point_id"}
    return receive_delivery(delivery=delivery, lines={}, day=timezone.localdate(), **call)


def _some(rng: random.Random, products: Sequence[int]) -> list[int]:
    return rng.sample(list(products), min(4, len(products)))


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
