"""Deliveries and counts: stock only when counted in, differences with a reason, exact books."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common.errors import IllegalTransition, InvalidInput
from tests.factories.accounts import organiser
from tests.factories.exhibitors import CertificateFactory, ProductFactory
from tests.factories.venues import line
from venues.models import (
    CountLine,
    DeliveryNote,
    LineMonth,
    LineNow,
    Movement,
    PointDay,
    StockCount,
)
from venues.queries.deliveries import batches_on_shelf, consignment, on_order
from venues.rules import month_of
from venues.services import reconcile, reporting_days
from venues.services.counts import post_count
from venues.services.deliveries import cancel_delivery, receive_delivery, send_delivery
from venues.services.submissions import ReportRefused

pytestmark = pytest.mark.django_db


def on_hand(one) -> Decimal:
    return LineNow.objects.get(point_id=one.point_id, product_id=one.product_id).on_hand


@pytest.fixture
def tea(lines):
    return lines[0]


@pytest.fixture
def announce(point, tea, today):
    def send(*items, **options):
        items = items or ({"product": tea.product_id, "sent": "24"},)
        values = {"lines": items, "sent_on": today, "actor": organiser(), "now": timezone.now()}
        return send_delivery(point=point, producer=tea.product.producer, **{**values, **options})

    return send


@pytest.fixture
def receive(manager, today):
    def take(note, lines=(), **options):
        values = {
            "client_uuid": uuid4(),
            "day": today,
            "actor": manager,
            "now": timezone.now(),
            "lines": dict(lines),
        }
        return receive_delivery(delivery=note, **{**values, **options})

    return take


def test_goods_on_their_way_are_no_stock(announce, receive, tea, point):
    note = announce()
    assert on_hand(tea) == 0
    assert on_order([point.pk]) == {(point.pk, tea.product_id): 24}
    posted = receive(note)
    assert (posted.status, on_hand(tea), on_order([point.pk])) == (201, 24, {})
    movement = Movement.objects.get()
    assert (movement.kind, movement.delivery_line.note) == ("RECEIVE", note)
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0


def test_a_difference_needs_its_reason(announce, receive, tea):
    note = announce()
    sent = note.lines.get()
    with pytest.raises(ReportRefused) as refused:
        receive(note, {sent.pk: {"received": "20"}})
    assert list(refused.value.fields) == [f"lines.{sent.pk}.reason"]
    assert on_hand(tea) == 0
    receive(note, {sent.pk: {"received": "20", "reason": "BROKEN"}})
    sent.refresh_from_db()
    assert (sent.received, sent.reason, on_hand(tea)) == (20, "BROKEN", 20)


def test_a_delivery_counts_once_whoever_repeats_it(announce, receive, tea):
    note, key = announce(), uuid4()
    first = receive(note, client_uuid=key)
    again = receive(note, client_uuid=key)
    assert (again.replayed, again.text) == (True, first.text)
    with pytest.raises(IllegalTransition):
        receive(note)
    with pytest.raises(IllegalTransition):
        cancel_delivery(delivery=note, actor=organiser())
    assert on_hand(tea) == 24


def test_a_cancelled_delivery_cannot_arrive(announce, receive, tea):
    note = announce()
    cancel_delivery(delivery=note, actor=organiser())
    with pytest.raises(IllegalTransition):
        receive(note)
    assert not Movement.objects.exists()


def test_only_listed_products_of_that_producer_are_announced(announce, lines, tea):
    foreign = {"product": lines[1].product_id, "sent": "1"}
    with pytest.raises(InvalidInput) as refused:
        announce({"product": tea.product_id, "sent": "0"}, foreign)
    assert list(refused.value.fields) == ["lines.0.sent", "lines.1.product"]
    with pytest.raises(InvalidInput):
        announce(sent_on=timezone.localdate() + timedelta(days=1))
    assert not DeliveryNote.objects.exists()


def test_goods_without_a_certificate_in_force_are_not_taken_in(announce, receive, tea, today):
    note = announce()
    CertificateFactory(
        product=tea.product,
        issued_on=today - timedelta(days=900),
        expires_on=today - timedelta(days=1),
    )
    sent = note.lines.get()
    with pytest.raises(ReportRefused) as refused:
        receive(note)
    assert list(refused.value.fields) == [f"lines.{sent.pk}.received"]
    assert receive(note, {sent.pk: {"received": "0", "reason": "REFUSED"}}).status == 201
    assert not Movement.objects.exists()


def test_a_delivery_is_no_daily_report_and_no_report_undoes_it(
    announce, receive, stock, tea, point, today
):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    receive(announce())
    assert PointDay.objects.get(point=point, day=today).stock_at is None
    rev = stock({tea: {"received": 1}}).answer["rev"]
    stock({tea: {"received": 2}}, correction=True, base_rev=rev, reason="đếm lại")
    assert on_hand(tea) == 26
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0


def test_dates_on_the_shelf_first_in_first_out(announce, receive, stock, tea, point, today):
    product = tea.product_id
    for code, days in (("L1", 10), ("L2", 20), ("L3", 400)):
        receive(
            announce(
                {
                    "product": product,
                    "sent": "10",
                    "batch": code,
                    "expires_on": today + timedelta(days=days),
                }
            )
        )
    stock({tea: {"sold": 14}})
    left = [(row["code"], row["left"]) for row in batches_on_shelf([point.pk], today)]
    assert left == [("L2", 6)]


@pytest.fixture
def count(point, manager):
    def post(figures, **options):
        values = {
            "client_uuid": uuid4(),
            "counted_at": timezone.now(),
            "actor": manager,
            "now": timezone.now(),
            "lines": [{"product": ln.product_id, **v} for ln, v in figures.items()],
        }
        return post_count(point_id=point.pk, **{**values, **options})

    return post


def test_stock_becomes_what_was_counted(stock, count, lines, point):
    stock({lines[0]: {"received": 10}, lines[1]: {"received": 5}})
    posted = count({lines[0]: {"counted": "8", "reason": "LOST"}, lines[1]: {"counted": "5"}})
    assert posted.answer["differing"] == 1
    assert (on_hand(lines[0]), on_hand(lines[1])) == (8, 5)
    movement = Movement.objects.get(kind="ADJUST")
    assert (movement.quantity, bool(movement.reason)) == (-2, True)
    assert LineMonth.objects.get(product=lines[0].product).adjusted == -2
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0


def test_a_difference_without_reason_names_the_books(stock, count, lines):
    stock({lines[0]: {"received": 10}})
    with pytest.raises(ReportRefused) as refused:
        count({lines[0]: {"counted": "8"}})
    assert "10" in str(refused.value.fields["lines.0.reason"][0])
    assert not StockCount.objects.exists()


def test_an_earlier_movement_that_comes_later_asks_to_look_again(stock, count, lines, today, point):
    yesterday = today - timedelta(days=1)
    count({ln: {"counted": "0"} for ln in lines})
    stock({lines[0]: {"sold": 1}})
    assert not CountLine.objects.filter(recheck=True).exists()
    stock({lines[1]: {"received": 3}}, day=yesterday)
    assert [ln.product_id for ln in CountLine.objects.filter(recheck=True)] == [lines[1].product_id]


def test_a_count_is_not_the_days_report_and_repeats_safely(count, lines, point, today):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    key, at = uuid4(), timezone.now()
    first = count({lines[0]: {"counted": "4", "reason": "SALE"}}, client_uuid=key, counted_at=at)
    again = count({lines[0]: {"counted": "4", "reason": "SALE"}}, client_uuid=key, counted_at=at)
    assert (again.text, on_hand(lines[0])) == (first.text, 4)
    assert PointDay.objects.get(point=point, day=today).stock_at is None


def test_the_database_refuses_a_difference_without_reason(stock, count, lines):
    count({lines[0]: {"counted": "0"}})
    with pytest.raises(IntegrityError), transaction.atomic():
        CountLine.objects.update(counted=3)


def test_what_is_owed_after_the_points_share(stock, lines, point, today):
    first, second, _bare = lines
    first.commission = Decimal("12.5")
    first.save()
    second.consigned = False
    second.save()
    other = line(point, price=10_000, product=ProductFactory(producer=first.product.producer))
    stock(
        {
            first: {"received": 10, "sold": 4},
            second: {"received": 5, "sold": 5},
            other: {"received": 3, "sold": 3},
        }
    )
    rows = {r["producer_id"]: r for r in consignment(point.pk, month_of(today))}
    assert second.product.producer_id not in rows
    row = rows[first.product.producer_id]
    assert (row["units_sold"], row["units_left"], row["sales"]) == (7, 6, 230_000)
    assert row["kept"] == 25_000


def test_the_ledger_stays_append_only_with_its_new_columns(announce, receive):
    receive(announce())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE venues_movement SET batch_id = NULL, delivery_line_id = NULL")
