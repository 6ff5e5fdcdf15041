"""A stock report: posted once, refused by line, merged, held, corrected, flagged."""

import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import CertificateFactory
from tests.factories.venues import PointFactory, line, staff
from venues.models import LineMonth, LineNow, Movement, PointDay, PointMonth, Submission
from venues.rules import ZONE, month_of
from venues.services import ledger, managers, points, reconcile, reporting_days
from venues.services.held import set_aside
from venues.services.submissions import IdReused, NotManagerThatDay, PeriodLocked, ReportRefused

pytestmark = pytest.mark.django_db


def on_hand(one) -> Decimal:
    return LineNow.objects.get(point_id=one.point_id, product_id=one.product_id).on_hand


def test_a_report_moves_stock_and_money(stock, lines, point, today):
    posted = stock({lines[0]: {"received": 10, "sold": "2.5"}, lines[2]: {"received": 4}})
    assert posted.status == 201
    assert on_hand(lines[0]) == Decimal("7.5")
    month = PointMonth.objects.get(point=point, month=month_of(today))
    assert (month.sold, month.amount) == (Decimal("2.5"), 125_000)
    sheet = LineMonth.objects.get(point=point, product=lines[0].product)
    assert (sheet.opening, sheet.received, sheet.closing) == (0, 10, Decimal("7.5"))
    assert posted.answer["lines"][0]["on_hand"] == "7.500"


def test_a_repeated_report_gets_the_same_words_and_posts_nothing(stock, lines):
    key = uuid4()
    first = stock({lines[0]: {"received": 10}}, client_uuid=key)
    again = stock({lines[0]: {"received": "10.0"}}, client_uuid=key)
    assert again.replayed
    assert again.text == first.text
    assert Movement.objects.count() == 1


def test_the_same_id_with_other_figures_is_refused(stock, lines):
    key = uuid4()
    stock({lines[0]: {"received": 10}}, client_uuid=key)
    with pytest.raises(IdReused) as refused:
        stock({lines[0]: {"received": 11}}, client_uuid=key)
    assert (refused.value.status, refused.value.code) == (409, "id_reuse")
    assert on_hand(lines[0]) == 10


@pytest.mark.parametrize(
    ("figures", "place"),
    [
        ({"sold": -1}, "lines.1.sold"),
        ({"received": "-0.5"}, "lines.1.received"),
        ({"damaged": "nhiều"}, "lines.1.damaged"),
        ({"returned": "1.2345"}, "lines.1.returned"),
        ({"sold": "99999999"}, "lines.1.sold"),
        ({"sold": "NaN"}, "lines.1.sold"),
        ({"sold": 1, "amount": -5}, "lines.1.amount"),
        ({"adjusted": -2}, "lines.1.reason"),
    ],
)
def test_wrong_figures_are_refused_by_line_and_nothing_is_stored(stock, lines, figures, place):
    with pytest.raises(ReportRefused) as refused:
        stock({lines[0]: {"received": 1}, lines[1]: figures})
    assert refused.value.status == 422
    assert list(refused.value.fields) == [place]
    assert not Submission.objects.exists()
    assert not Movement.objects.exists()


def test_less_than_nothing_is_posted_and_flagged(stock, lines, point):
    posted = stock({lines[0]: {"sold": 3}})
    assert posted.status == 201
    assert posted.answer["warnings"][0]["code"] == "negative"
    assert lines[0].product.name in posted.answer["warnings"][0]["message"]
    point.refresh_from_db()
    assert point.negative_lines == 1


def test_a_future_day_is_refused(stock, lines, today):
    with pytest.raises(ReportRefused) as refused:
        stock({lines[0]: {"received": 1}}, day=today + timedelta(days=1))
    assert refused.value.code == "future_day"


def test_only_days_of_the_own_tenure(stock, lines, point, today):
    newcomer = UserFactory()
    staff(newcomer, point, since=today)
    with pytest.raises(NotManagerThatDay):
        stock({lines[0]: {"received": 1}}, actor=newcomer, day=today - timedelta(days=1))
    assert stock({lines[0]: {"received": 1}}, actor=newcomer).status == 201


def test_an_ended_tenure_may_still_send_its_days(stock, lines, point, manager, today):
    managers.end_management(
        staff=point.staff.get(user=manager), last=today - timedelta(days=3), actor=organiser()
    )
    assert stock({lines[0]: {"received": 1}}, day=today - timedelta(days=4)).status == 201
    with pytest.raises(NotManagerThatDay):
        stock({lines[0]: {"received": 1}})


def test_a_settled_period_is_locked(stock, lines, point, today):
    points.settle_period(point=point, until=today, actor=organiser(), now=timezone.now())
    with pytest.raises(PeriodLocked) as refused:
        stock({lines[0]: {"received": 1}})
    assert refused.value.status == 423


def test_a_lapsed_certificate_blocks_receiving_only(stock, lines, today):
    CertificateFactory(
        product=lines[0].product,
        issued_on=today - timedelta(days=800),
        expires_on=today - timedelta(days=1),
    )
    with pytest.raises(ReportRefused) as refused:
        stock({lines[0]: {"received": 5}})
    assert list(refused.value.fields) == ["lines.0.received"]
    posted = stock({lines[0]: {"sold": 1, "returned": 1}})
    assert {w["code"] for w in posted.answer["warnings"]} == {"certificate", "negative"}


def test_a_withdrawn_certificate_blocks_from_that_day(stock, lines, today):
    CertificateFactory(
        product=lines[0].product, revoked_on=today, revoke_reason="thu hồi theo quyết định"
    )
    assert stock({lines[0]: {"received": 5}}, day=today - timedelta(days=1)).status == 201
    with pytest.raises(ReportRefused):
        stock({lines[0]: {"received": 5}})


def test_nothing_sold_is_not_missing(stock, point, today):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    before = PointDay.objects.get(point=point, day=today)
    assert (before.expected, before.stock_at) == (True, None)
    stock({}, nothing_sold=True)
    after = PointDay.objects.get(point=point, day=today)
    assert after.stock_at is not None
    assert after.sold == 0


def test_an_empty_report_says_what_to_do(stock):
    with pytest.raises(ReportRefused) as refused:
        stock({})
    assert "lines" in refused.value.fields


def test_two_managers_merge_different_lines_and_columns(stock, lines, point):
    second = UserFactory()
    staff(second, point)
    stock({lines[0]: {"received": 10}})
    assert stock({lines[1]: {"received": 5}}, actor=second).status == 201
    assert stock({lines[0]: {"sold": 2}}, actor=second).status == 201
    assert (on_hand(lines[0]), on_hand(lines[1])) == (8, 5)


def test_equal_figures_of_two_managers_count_once(stock, lines, point):
    second = UserFactory()
    staff(second, point)
    stock({lines[0]: {"received": 10}})
    assert stock({lines[0]: {"received": 10}}, actor=second).status == 201
    assert on_hand(lines[0]) == 10


@pytest.fixture
def held(stock, lines, point):
    second = UserFactory()
    staff(second, point)
    stock({lines[0]: {"received": 10}})
    posted = stock({lines[0]: {"received": 12}}, actor=second)
    return Submission.objects.get(pk=posted.submission_id)


def test_different_figures_are_held_and_both_shown(held, lines):
    assert (held.state, held.status) == ("HELD", 409)
    assert on_hand(lines[0]) == 10
    difference = json.loads(held.answer)["differences"][0]
    assert (difference["reported"], difference["sent"]) == ("10", "12")


def test_a_held_report_can_be_used(held, lines, manager, point):
    ledger.use_held_stock(submission=held, actor=manager, now=timezone.now())
    held.refresh_from_db()
    assert held.state == "ACCEPTED"
    assert on_hand(lines[0]) == 12
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0
    with pytest.raises(ReportRefused):
        ledger.use_held_stock(submission=held, actor=manager, now=timezone.now())


def test_a_held_report_can_be_set_aside(held, lines, manager):
    set_aside(submission=held, actor=manager)
    held.refresh_from_db()
    assert held.state == "SET_ASIDE"
    assert on_hand(lines[0]) == 10


def test_a_correction_reverses_and_replaces(stock, lines, point):
    stock({lines[0]: {"received": 10, "sold": 4}})
    point.refresh_from_db()
    stock({lines[0]: {"sold": 3}}, correction=True, base_rev=point.rev, reason="đếm lại")
    kinds = list(Movement.objects.order_by("id").values_list("kind", "flow", "quantity"))
    assert kinds[2:] == [("REVERSAL", "SELL", Decimal(4)), ("SELL", "SELL", Decimal(-3))]
    assert on_hand(lines[0]) == 7
    assert PointMonth.objects.get(point=point).amount == 150_000


def test_a_correction_of_figures_nobody_has_seen_is_held(stock, lines, point):
    stock({lines[0]: {"received": 10}})
    posted = stock({lines[0]: {"received": 9}}, correction=True, base_rev=0, reason="nhầm")
    assert (posted.status, posted.answer["code"]) == (409, "stale")


def test_a_correction_needs_a_reason_and_its_base(stock, lines, point):
    stock({lines[0]: {"received": 10}})
    with pytest.raises(ReportRefused) as refused:
        stock({lines[0]: {"received": 9}}, correction=True)
    assert "base_rev" in refused.value.fields
    with pytest.raises(ReportRefused) as refused:
        stock({lines[0]: {"received": 9}}, correction=True, base_rev=1)
    assert "reason" in refused.value.fields


def test_a_product_off_the_list_is_refused(stock, lines, today):
    other = line(lines[0].point, since=today)
    with pytest.raises(ReportRefused) as refused:
        stock({other: {"sold": 1}}, day=today - timedelta(days=1))
    assert "lines.0.product" in refused.value.fields


def test_late_is_by_arrival_and_a_correction_changes_nothing_about_it(stock, lines, point, today):
    day = today - timedelta(days=3)
    point.reports_from = day
    point.save()
    reporting_days.open_point_days(point_id=point.pk, until=today)
    evening = datetime.combine(day, time(20), ZONE)
    stock({lines[0]: {"received": 1}}, day=day, now=evening)
    stock({lines[0]: {"received": 2}}, day=day, correction=True, base_rev=1, reason="nhầm")
    assert not PointDay.objects.get(point=point, day=day).stock_late
    posted = stock({lines[0]: {"received": 1}}, day=day + timedelta(days=1), captured_at=evening)
    assert posted.answer["late"]
    assert PointMonth.objects.filter(point=point, stock_late=1).exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE venues_movement SET amount = 1", "DELETE FROM venues_movement"]
)
def test_the_ledger_cannot_be_changed_or_deleted(stock, lines, statement):
    stock({lines[0]: {"received": 10}})
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Movement.objects.get().amount == 0


def test_no_movement_can_belong_to_another_point_than_its_report(stock, lines):
    stock({lines[0]: {"received": 10}})
    other = line(PointFactory()).point
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.create(
            submission=Submission.objects.get(),
            point=other,
            product=lines[0].product,
            day=Movement.objects.get().day,
            kind="RECEIVE",
            flow="RECEIVE",
            quantity=1,
        )
    assert Movement.objects.count() == 1


def statements(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    return sum(
        1 for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    )


def test_at_most_ten_statements_for_any_number_of_lines(stock, point, manager, today):
    few = [line(point)]
    many = few + [line(point) for _n in range(59)]
    first = statements(lambda: stock({ln: {"received": 9, "sold": 1} for ln in few}))
    rest = statements(
        lambda: stock(
            {ln: {"received": 9, "sold": 1} for ln in many}, day=today - timedelta(days=1)
        )
    )
    point.refresh_from_db()
    fix = statements(
        lambda: stock(
            {ln: {"received": 8, "sold": 2} for ln in many},
            day=today - timedelta(days=1),
            correction=True,
            base_rev=point.rev,
            reason="đếm lại",
        )
    )
    assert max(first, rest, fix) <= 10, (first, rest, fix)
    assert Movement.objects.count() == 2 + 120 + 240


def test_visitors_zero_repeated_held_and_corrected(visits, point, today):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    assert visits(0).status == 201
    assert PointDay.objects.get(point=point, day=today).visitors_at is not None
    assert visits(12).status == 409
    assert visits(12, correction=True, base_rev=1).status == 201
    month = PointMonth.objects.get(point=point)
    assert (month.visitors, month.visitor_days) == (12, 1)
    with pytest.raises(ReportRefused):
        visits(-1)


def test_a_closure_leaves_the_count_and_keeps_reports(stock, visits, lines, point, today):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    before = PointMonth.objects.get(point=point).expected_days
    closure = reporting_days.add_closure(
        point=point, first=today, last=None, reason="sửa chữa", actor=None
    )
    assert PointMonth.objects.get(point=point).expected_days == before - 1
    assert stock({lines[0]: {"received": 1}}).status == 201
    reporting_days.remove_closure(closure=closure, actor=None)
    month = PointMonth.objects.get(point=point)
    assert (month.expected_days, month.stock_days) == (before, 1)
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0
