"""Days out of stock after a correction far back: left to a worker, said so, never lost."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories.venues import PointFactory
from tests.venues.test_ledger_exact import assert_exact
from venues.models import LineMonth, StockoutRecount
from venues.services.out_days import finish_recount
from venues.services.reconcile import reconcile_point
from venues.services.reporting_days import open_point_days
from venues.tasks import recount_out_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(db, today):
    """A point that reports for 200 days, all opened."""
    made = PointFactory(reports_from=today - timedelta(days=200))
    open_point_days(point_id=made.pk, until=today)
    return made


@pytest.fixture
def far(point, lines, stock, today):
    """Stock of 90 days ago, posted late: its days out of stock wait for a worker."""
    day = today - timedelta(days=90)
    return stock({lines[0]: {"received": 5}}, day=day), day


def test_a_recent_report_counts_at_once(point, lines, stock, today):
    answer = stock({lines[0]: {"received": 5}}, day=today - timedelta(days=60)).answer
    assert answer["recomputing"] is False
    assert not StockoutRecount.objects.exists()
    assert_exact(point.pk)


def test_a_report_far_back_leaves_the_count_to_a_worker(point, lines, stock, far):
    posted, day = far
    assert posted.answer["recomputing"] is True
    stock({lines[0]: {"sold": 5}}, day=day + timedelta(days=20))
    left = StockoutRecount.objects.get()
    assert left.since == day.replace(day=1)
    recount_out_days()
    assert not StockoutRecount.objects.exists()
    assert LineMonth.objects.filter(out_days__gt=0).exists()
    assert_exact(point.pk)


def test_two_corrections_wait_as_one(lines, stock, far, today):
    _posted, day = far
    stock({lines[1]: {"received": 2}}, day=day - timedelta(days=40))
    left = StockoutRecount.objects.get()
    assert left.since == (day - timedelta(days=40)).replace(day=1)
    assert left.products == sorted(ln.product_id for ln in lines[:2])


def test_a_worker_that_dies_leaves_the_row_to_the_next(point, far):
    class Killed(Exception):
        pass

    def work():
        with transaction.atomic():
            assert finish_recount(point_id=point.pk)
            raise Killed

    with pytest.raises(Killed):
        work()
    assert StockoutRecount.objects.exists()
    assert finish_recount(point_id=point.pk)
    assert not finish_recount(point_id=point.pk)
    assert_exact(point.pk)


def test_the_nightly_check_does_what_waits_and_calls_it_no_difference(point, far):
    assert reconcile_point(point_id=point.pk, now=timezone.now()) == 0
    assert not StockoutRecount.objects.exists()


def test_page_and_interface_say_that_the_count_is_under_way(sign_in, manager, point, far, today):
    _posted, day = far
    client = sign_in(manager)
    client.cookies["django_language"] = "en"
    page = reverse("venues:sheet", args=[point.pk]) + f"?month={day:%Y-%m}"
    plain = reverse("api:point-sheet", args=[point.pk]) + f"?month={day:%Y-%m}"
    assert "being counted again" in client.get(page).content.decode()
    assert client.get(plain).json()["recomputing"] is True
    recount_out_days()
    assert "being counted again" not in client.get(page).content.decode()
    assert client.get(plain).json()["recomputing"] is False
