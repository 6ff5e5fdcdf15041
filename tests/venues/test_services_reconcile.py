"""The nightly work: days opened in time, drift found, repaired and recorded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import ActivityEntry
from tests.factories.venues import PointFactory
from venues.models import LedgerRepair, LineMonth, LineNow, PointDay, PointMonth, ShowcasePoint
from venues.services import reconcile, reporting_days
from venues.tasks import check_ledgers, open_reporting_day

pytestmark = pytest.mark.django_db


def test_missing_is_a_row_and_opening_twice_changes_nothing(point, today):
    PointFactory(reports_from=None)
    open_reporting_day()
    open_reporting_day()
    days = PointDay.objects.filter(point=point)
    assert days.count() == today.day
    assert PointMonth.objects.get(point=point).expected_days == today.day
    assert PointDay.objects.count() == today.day


def test_a_missed_night_is_caught_up(point, today):
    now = timezone.now()
    reporting_days.open_point_days(point_id=point.pk, until=today - timedelta(days=2))
    reporting_days.open_reporting_day(now=now)
    assert PointDay.objects.filter(point=point, day=today).exists()


def test_drift_is_repaired_and_recorded(stock, lines, point):
    stock({lines[0]: {"received": 10, "sold": 3}, lines[1]: {"received": 2}})
    LineMonth.objects.filter(product=lines[0].product).update(opening=99)
    LineNow.objects.filter(product=lines[1].product).update(on_hand=50)
    PointMonth.objects.update(amount=1)
    ShowcasePoint.objects.update(low_lines=77)
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) >= 4
    assert LineNow.objects.get(product=lines[1].product).on_hand == 2
    assert LineMonth.objects.get(product=lines[0].product).opening == 0
    assert PointMonth.objects.get().amount == 150_000
    assert LedgerRepair.objects.get().point == point
    assert ActivityEntry.objects.filter(verb="ledger.repaired").exists()
    check_ledgers()
    assert LedgerRepair.objects.count() == 1


def test_rows_outside_every_partition_are_counted():
    assert reporting_days.stray_movements() == 0


def test_partitions_are_made_ahead(today):
    assert reporting_days.ensure_partitions(first=today, last=today) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"venues_movement_{today:%Y%m}"])
        assert cursor.fetchone()[0]
