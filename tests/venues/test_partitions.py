"""A month gets its partition while others work on the same point: nobody is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config.stack.processes import wait_until
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import PointFactory, line
from venues.models import DeliveryNote, Movement
from venues.services.deliveries import send_delivery
from venues.services.ledger import post_stock_report
from venues.services.point_lock import lock_point
from venues.services.reporting_days import open_point_days

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def waiting() -> bool:
    """Whether somebody waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_a_delivery_is_announced_while_a_report_makes_its_month():
    today, now = timezone.localdate(), timezone.now()
    day = today - timedelta(days=120)
    point, product, actor = PointFactory(reports_from=day), ProductFactory(), UserFactory()
    line(point, product=product)
    open_point_days(point_id=point.pk, until=today)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS venues_movement_{day:%Y%m}")

    def report() -> int:
        try:
            posted = post_stock_report(
                point_id=point.pk, client_uuid=uuid4(), day=day, actor=None, now=now,
                lines=[{"product": product.pk, "sold": 4}],
            )  # fmt: skip
        finally:
            connection.close()
        return posted.status

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            lock_point(point.pk)
            answer = pool.submit(report)
            assert wait_until(lambda: waiting() or answer.done(), 20)
            send_delivery(
                point=point, producer=product.producer, sent_on=today, actor=actor, now=now,
                lines=[{"product": product.pk, "sent": 2}],
            )  # fmt: skip
        assert answer.result() == 201
    assert DeliveryNote.objects.count() == Movement.objects.count() == 1
