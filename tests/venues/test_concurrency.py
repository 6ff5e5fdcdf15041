"""Many managers at once, with repetitions, corrections and aborts: no deadlock, no drift."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.venues import PointFactory, line, staff
from venues.models import Movement, ShowcasePoint, Submission
from venues.rules import PointKind
from venues.services.ledger import post_stock_report
from venues.services.points import add_point
from venues.services.reconcile import reconcile_point
from venues.services.reporting_days import open_point_days
from venues.services.submissions import IdReused, ReportRefused
from venues.services.visitors import post_visitor_report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
THREADS, CALLS = 6, 30
# Reports sent at the same instant by so many, so often: the index that meets the twin first varies.
TWINS, REPEATS = 6, 30


class Abort(Exception):
    pass


@pytest.fixture
def shops():
    today = timezone.localdate()
    user = UserFactory()
    found = []
    for _n in range(2):
        point = PointFactory(reports_from=today - timedelta(days=40))
        staff(user, point)
        found.append((point, [line(point) for _m in range(5)]))
        open_point_days(point_id=point.pk, until=today)
    return user, found


def one_call(rng, user, shops, keys):
    point, lines = rng.choice(shops)
    rev = ShowcasePoint.objects.values_list("rev", flat=True).get(pk=point.pk)
    call = {
        "point_id": point.pk,
        "client_uuid": rng.choice(keys) if rng.random() < 0.2 else uuid4(),
        "day": timezone.localdate() - timedelta(days=rng.randrange(45)),
        "actor": user,
        "now": timezone.now(),
        "correction": rng.random() < 0.4,
        "base_rev": rev,
        "reason": "đếm lại",
    }
    picked = rng.sample(lines, 3)
    figures = [
        {"product": ln.product_id, "received": rng.randrange(9), "sold": rng.randrange(5)}
        for ln in picked
    ]
    with transaction.atomic():
        if rng.random() < 0.2:
            post_visitor_report(**call, groups=[{"n": rng.randrange(40)}])
        else:
            post_stock_report(**call, lines=figures)
        if rng.random() < 0.1:
            raise Abort


def worker(seed, user, shops, keys):
    rng, problems = random.Random(seed), []
    try:
        for _n in range(CALLS):
            try:
                one_call(rng, user, shops, keys)
            except (Abort, ReportRefused, IdReused):
                pass
            except DatabaseError as error:
                problems.append(repr(error))
    finally:
        close_old_connections()
        connection.close()
    return problems


def test_random_reports_from_many_connections(shops):
    user, points = shops
    keys = [uuid4() for _n in range(4)]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda seed: worker(seed, user, points, keys), range(THREADS)))
    assert [problem for problems in found for problem in problems] == []
    assert Movement.objects.count() > 50
    for point, _lines in points:
        assert reconcile_point(point_id=point.pk, now=timezone.now()) == 0


def test_the_same_report_sent_twice_at_once_counts_once(shops):
    user, points = shops
    point, lines = points[0]
    together = Barrier(TWINS)
    calls = [
        {
            "point_id": point.pk,
            "client_uuid": uuid4(),
            "day": timezone.localdate() - timedelta(days=n),
            "actor": user,
            "lines": [{"product": lines[0].product_id, "received": 7}],
        }
        for n in range(REPEATS)
    ]

    def send(_n):
        try:
            answers = []
            for call in calls:
                together.wait(timeout=30)
                answers.append(post_stock_report(**call, now=timezone.now()))
            return answers
        except DatabaseError:
            together.abort()
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(TWINS) as pool:
        answers = list(pool.map(send, range(TWINS)))
    for twins in zip(*answers, strict=True):
        assert len({answer.text for answer in twins}) == 1
        assert sum(answer.replayed for answer in twins) == TWINS - 1
    assert Movement.objects.count() == REPEATS
    assert Submission.objects.count() == REPEATS


def test_points_added_at_once_get_codes_of_their_own():
    def add(number: int) -> str:
        try:
            values = {"name": f"Điểm {number}", "kind": PointKind.SHOP}
            return add_point(values=values, actor=None, now=timezone.now()).code
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        codes = list(pool.map(add, range(12)))
    assert len(set(codes)) == 12
