"""Processes post at once and some are killed in the middle: nothing drifts, nothing is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bench.points_race import race
from tests.factories.exhibitors import ProducerFactory, ProductFactory
from tests.factories.venues import PointFactory, line
from venues.models import DeliveryNote, Movement, StockCount
from venues.services.reporting_days import open_point_days

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def shops():
    """Two points with the same products of one producer, reporting for four months."""
    today = timezone.localdate()
    maker = ProducerFactory()
    products = [ProductFactory(producer=maker) for _n in range(6)]
    points = [PointFactory(reports_from=today - timedelta(days=130)) for _n in range(2)]
    for point in points:
        for product in products:
            line(point, product=product)
        open_point_days(point_id=point.pk, until=today)
    return [point.pk for point in points], [product.pk for product in products]


def test_everything_at_once_with_processes_killed(shops):
    points, products = shops
    outcome = race(points, products, 240, kills=4)
    assert outcome.killed >= 2
    assert outcome.calls > 200
    assert (outcome.errors, outcome.deadlocks, outcome.drift, outcome.lost) == (0, 0, 0, 0)
    assert Movement.objects.exists()
    assert StockCount.objects.exists()
    assert DeliveryNote.objects.exists()
