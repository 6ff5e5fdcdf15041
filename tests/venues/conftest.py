"""A point with a manager and three lines, and short ways to report."""

from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.venues import PointFactory, line, staff
from venues.services.ledger import post_stock_report
from venues.services.visitors import post_visitor_report


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def point(db):
    return PointFactory()


@pytest.fixture
def manager(point):
    user = UserFactory()
    staff(user, point)
    return user


@pytest.fixture
def lines(point):
    return [line(point, price=price) for price in (50_000, 20_000, None)]


@pytest.fixture
def stock(point, manager, today):
    """A function posting a stock report: stock({line: {column: figure}}, …)."""

    def post(figures, **options):
        values = {
            "point_id": point.pk,
            "client_uuid": uuid4(),
            "day": today,
            "actor": manager,
            "now": timezone.now(),
            "lines": [{"product": ln.product_id, **v} for ln, v in figures.items()],
        }
        return post_stock_report(**{**values, **options})

    return post


@pytest.fixture
def visits(point, manager, today):
    """A function posting a visitor report."""

    def post(n, **options):
        values = {
            "point_id": point.pk,
            "client_uuid": uuid4(),
            "day": today,
            "actor": manager,
            "now": timezone.now(),
            "groups": [{"n": n}],
        }
        return post_visitor_report(**{**values, **options})

    return post
