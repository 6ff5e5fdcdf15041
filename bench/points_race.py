"""Random posts, corrections, duplicates and aborts from many connections; then a full recount."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from venues.models import ShowcasePoint
from venues.services.ledger import post_stock_report
from venues.services.reconcile import reconcile_point
from venues.services.submissions import IdReused, ReportRefused
from venues.services.visitors import post_visitor_report

THREADS = 8


class Abort(Exception):
    """A client that gives up in the middle."""


@dataclass(frozen=True)
class Outcome:
    """How a race ended: calls made, database errors, deadlocks seen, rollup rows that differed."""

    calls: int
    errors: int
    deadlocks: int
    drift: int


def race(points: list[int], products: list[int], operations: int) -> Outcome:
    """Let THREADS connections work on the same points at once, then compare with the ledger."""
    before = _deadlocks()
    keys = [uuid4() for _n in range(40)]
    share = operations // THREADS

    def work(seed: int) -> int:
        rng, errors = random.Random(seed), 0
        try:
            for _n in range(share):
                try:
                    _call(rng, points, products, keys)
                except (Abort, ReportRefused, IdReused):
                    pass
                except DatabaseError:
                    errors += 1
        finally:
            close_old_connections()
            connection.close()
        return errors

    with ThreadPoolExecutor(THREADS) as pool:
        errors = sum(pool.map(work, range(THREADS)))
    drift = sum(reconcile_point(point_id=pk, now=timezone.now()) for pk in points)
    return Outcome(share * THREADS, errors, _deadlocks() - before, drift)


def _call(rng: random.Random, points: list[int], products: list[int], keys: list[UUID]) -> None:
    point = rng.choice(points)
    rev = ShowcasePoint.objects.values_list("rev", flat=True).get(pk=point)
    call = {
        "point_id": point,
        "client_uuid": rng.choice(keys) if rng.random() < 0.1 else uuid4(),
        "day": timezone.localdate() - timedelta(days=rng.randrange(60)),
        "actor": None,
        "now": timezone.now(),
        "correction": rng.random() < 0.4,
        "base_rev": rev,
        "reason": "đếm lại",
    }
    lines = [
        {"product": p, "received": rng.randrange(9), "sold": rng.randrange(5)}
        for p in rng.sample(products, min(4, len(products)))
    ]
    with transaction.atomic():
        if rng.random() < 0.15:
            post_visitor_report(**call, groups=[{"n": rng.randrange(60)}])
        else:
            post_stock_report(**call, lines=lines)
        if rng.random() < 0.1:
            raise Abort


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
