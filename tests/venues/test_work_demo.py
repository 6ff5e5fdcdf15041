"""The demonstration's daily work: something to see on every page, and made once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import PointFactory, staff
from venues.models import (
    CriteriaSheet,
    DeliveryNote,
    Handover,
    MonthReview,
    Photo,
    StockCount,
    Webhook,
)
from venues.services.demo import load_demo_points
from venues.services.reconcile import reconcile_point
from venues.services.report_demo import generate_month
from venues.services.work_demo import load_demo_work

pytestmark = pytest.mark.django_db


def test_every_page_has_something_to_see_and_it_is_made_once():
    now, today = timezone.now(), timezone.localdate()
    for _n in range(15):
        ProductFactory()
    PointFactory(kind="DESIGN_CENTRE", reports_from=None)
    first = today - timedelta(days=45)
    points = load_demo_points(count=8, first_day=first)
    generate_month(points=points, first_day=first, days=45, seed=5)
    office, manager = organiser(), UserFactory()
    staff(manager, points[0])
    work = {"points": points, "office": office, "manager": manager, "now": now}
    assert load_demo_work(**work)
    states = set(DeliveryNote.objects.values_list("state", flat=True))
    assert states == {"SENT", "RECEIVED"}
    for model in (StockCount, MonthReview, CriteriaSheet, Photo, Handover, Webhook):
        assert model.objects.exists(), model
    assert not Webhook.objects.filter(active=True).exists()
    assert all(reconcile_point(point_id=p.pk, now=now) == 0 for p in points)
    assert not load_demo_work(**work)
