"""What is due when, approval, amendments, handover, reminders."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from common.errors import DomainError, Forbidden, IllegalTransition, InvalidInput
from notifications.models import Document, Job, Message
from notifications.registry import execute
from tests.factories.accounts import UserFactory, organiser
from tests.factories.venues import PointFactory, line, staff
from venues.models import MonthReview, PointDay, PointMonth, PointStaff, ShowcasePoint
from venues.rules import ZONE, month_end, month_of
from venues.services import (
    calendar,
    handovers,
    monthly,
    point_months,
    reconcile,
    reminders,
    reviews,
)
from venues.services.counts import post_count
from venues.services.ledger import post_stock_report
from venues.services.reporting_days import open_point_days
from venues.services.submissions import PeriodLocked, ReportRefused

pytestmark = pytest.mark.django_db


def evening(day: date) -> datetime:
    return datetime.combine(day, time(20), ZONE)


@pytest.fixture
def last_month(today):
    return month_of(month_of(today) - timedelta(days=1))


@pytest.fixture
def point(last_month, today):
    made = PointFactory(reports_from=last_month, kind="DESIGN_CENTRE")
    open_point_days(point_id=made.pk, until=today)
    return made


@pytest.fixture
def office():
    return organiser()


def expected(point, month):
    return PointMonth.objects.get(point=point, month=month).expected_days


def test_a_kind_reports_on_its_weekdays_only_from_the_day_given(point, office, last_month):
    other = PointFactory(reports_from=last_month)
    open_point_days(point_id=other.pk, until=month_end(last_month))
    since = last_month.replace(day=15)
    calendar.set_rule(kind="DESIGN_CENTRE", weekdays=[1], due_hours=48, since=since, actor=office)
    rows = PointDay.objects.filter(point=point, day__lte=month_end(last_month))
    assert all(row.expected for row in rows if row.day < since)
    assert {row.day.isoweekday() for row in rows if row.day >= since and row.expected} == {1}
    assert expected(point, last_month) == rows.filter(expected=True).count()
    assert expected(other, last_month) == month_end(last_month).day
    assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0


def test_a_kinds_deadline_decides_what_is_late(point, office, today, last_month):
    made = line(point)
    manager = UserFactory()
    staff(manager, point)

    def report(day, hours):
        return post_stock_report(
            point_id=point.pk,
            client_uuid=uuid4(),
            day=day,
            lines=[{"product": made.product_id, "received": 1}],
            actor=manager,
            now=datetime.combine(day, time(), ZONE) + timedelta(hours=hours),
        ).answer["late"]

    assert report(last_month, 47)
    calendar.set_rule(
        kind="DESIGN_CENTRE",
        weekdays=range(1, 8),
        due_hours=48,
        since=last_month,
        actor=office,
    )
    assert not report(last_month + timedelta(days=1), 47)
    assert report(last_month + timedelta(days=2), 49)


def test_a_holiday_leaves_the_count_and_settled_days_stay(point, office, last_month):
    before = expected(point, last_month)
    holiday = calendar.add_holiday(
        name="Tết", first=last_month, last=last_month + timedelta(days=3), actor=office
    )
    assert expected(point, last_month) == before - 4
    calendar.remove_holiday(holiday=holiday, actor=office)
    assert expected(point, last_month) == before
    settled = last_month + timedelta(days=1)
    ShowcasePoint.objects.filter(pk=point.pk).update(locked_until=settled)
    calendar.add_holiday(
        name="Tết", first=last_month, last=last_month + timedelta(days=3), actor=office
    )
    assert expected(point, last_month) == before - 2


@pytest.mark.parametrize(
    "values", [{"weekdays": []}, {"weekdays": [8]}, {"due_hours": 0}, {"due_hours": 999}]
)
def test_a_rule_that_makes_no_sense_is_refused(values, office, today):
    with pytest.raises(InvalidInput):
        calendar.set_rule(
            **{
                "kind": "SHOP",
                "weekdays": [1],
                "due_hours": 36,
                "since": today,
                "actor": office,
                **values,
            }
        )


@pytest.fixture
def shop(point, manager):
    made = line(point)

    def report(day, **options):
        values = {
            "point_id": point.pk,
            "client_uuid": uuid4(),
            "day": day,
            "lines": [{"product": made.product_id, "received": 10, "sold": 4}],
            "actor": manager,
            "now": timezone.now(),
        }
        return post_stock_report(**{**values, **options})

    report.product = made.product_id
    return report


@pytest.fixture
def review(point, last_month, manager, office):
    call = {"point": point, "month": last_month, "now": timezone.now()}

    class Steps:
        def hand_in(self, **more):
            return reviews.hand_in_month(**call, actor=manager, **more)

        def ask(self, question="Vì sao?"):
            return reviews.query_month(**call, actor=office, question=question)

        def approve(self):
            return reviews.approve_month(**call, actor=office)

    return Steps()


def test_a_month_goes_back_and_forth_until_it_is_settled(shop, review, point, manager, last_month):
    shop(last_month)
    review.hand_in()
    review.ask()
    letter = Message.objects.get(recipient=manager.email)
    assert "Vì sao?" in letter.text
    with pytest.raises(InvalidInput) as refused:
        review.hand_in()
    assert list(refused.value.fields) == ["answer"]
    review.hand_in(answer="Đã kiểm lại")
    review.approve()
    point.refresh_from_db()
    assert point.locked_until == month_end(last_month)
    with pytest.raises(PeriodLocked):
        shop(last_month + timedelta(days=1))


def test_what_must_be_settled_before_approval(shop, review, last_month):
    shop(last_month, lines=[{"product": shop.product, "sold": 3}])
    shop(last_month, lines=[{"product": shop.product, "sold": 5}])
    review.hand_in()
    with pytest.raises(DomainError) as refused:
        review.approve()
    assert refused.value.code == "not_approvable"
    assert MonthReview.objects.get().state == "HANDED_IN"


def test_no_step_is_skipped(shop, review, last_month):
    shop(last_month)
    with pytest.raises(IllegalTransition):
        review.approve()
    review.hand_in()
    with pytest.raises(IllegalTransition):
        review.hand_in()


def test_the_running_month_cannot_be_handed_in(point, manager, today):
    with pytest.raises(InvalidInput):
        reviews.hand_in_month(
            point=point,
            month=month_of(today),
            actor=manager,
            now=evening(month_end(today) - timedelta(days=1)),
        )


def test_a_correction_after_approval_gives_a_second_version_with_its_deltas(
    shop, review, point, manager, office, last_month, settings
):
    settings.ORGANISING_OFFICE = "Văn phòng"
    rev = shop(last_month).answer["rev"]
    review.hand_in()
    review.approve()
    point_months.issue_point_month(
        point=point, month=last_month, language="vi", actor=office, now=timezone.now()
    )
    key = uuid4()
    ask = {
        "point": point,
        "client_uuid": key,
        "day": last_month,
        "reason": "quên một đơn",
        "actor": manager,
        "now": timezone.now(),
    }
    asked, new = reviews.ask_amendment(**ask)
    assert (new, reviews.ask_amendment(**ask)) == (True, (asked, False))
    fix = {
        "lines": [{"product": shop.product, "sold": 6}],
        "correction": True,
        "base_rev": rev,
        "reason": "quên một đơn",
    }
    with pytest.raises(PeriodLocked):
        shop(last_month, **fix)
    reviews.decide_amendment(amendment=asked, grant=True, actor=office, now=timezone.now())
    with pytest.raises(PeriodLocked):
        shop(last_month + timedelta(days=1))
    assert shop(last_month, **fix).status == 201
    review.hand_in()
    review.approve()
    asked.refresh_from_db()
    assert asked.state == "DONE"
    with pytest.raises(PeriodLocked):
        shop(last_month, **{**fix, "base_rev": rev + 1, "client_uuid": uuid4()})
    execute(Job.objects.get(kind=monthly.JOB).pk)
    issued = Document.objects.filter(kind=point_months.KIND).order_by("revision")
    assert [d.state for d in issued] == ["VOID", "VALID"]
    assert bytes(issued[0].content).startswith(b"%PDF")
    assert issued[1].facts["amount"] - issued[0].facts["amount"] == 100_000


def test_a_refused_request_opens_nothing(shop, review, point, manager, office, last_month):
    shop(last_month)
    review.hand_in()
    review.approve()
    asked, _new = reviews.ask_amendment(
        point=point,
        client_uuid=uuid4(),
        day=last_month,
        reason="x",
        actor=manager,
        now=timezone.now(),
    )
    decide = {"amendment": asked, "actor": office, "now": timezone.now()}
    reviews.decide_amendment(**decide, grant=False)
    with pytest.raises(IllegalTransition):
        reviews.decide_amendment(**decide, grant=True)
    with pytest.raises(PeriodLocked):
        shop(last_month, lines=[{"product": shop.product, "damaged": 1}])
    assert Message.objects.filter(recipient=manager.email).count() == 1


def test_both_sign_one_count_and_the_tenures_follow(shop, point, manager, office, today):
    follower = UserFactory()
    made = handovers.start_handover(
        staff=point.staff.get(user=manager),
        email=follower.email,
        full_name="An",
        language="vi",
        last_day=today,
        actor=office,
        now=timezone.now(),
    )
    sign = {"handover": made, "now": timezone.now()}
    with pytest.raises(InvalidInput):
        handovers.sign_handover(**sign, actor=manager)
    count = {
        "point_id": point.pk,
        "counted_at": timezone.now(),
        "actor": manager,
        "lines": [{"product": shop.product, "counted": "0"}],
    }
    post_count(client_uuid=uuid4(), now=timezone.now(), **count)
    handovers.sign_handover(**sign, actor=manager)
    post_count(client_uuid=uuid4(), now=timezone.now(), **{**count, "counted_at": timezone.now()})
    done = handovers.sign_handover(**sign, actor=follower)
    assert done.state == "OPEN"  # the first signature was for the older count
    done = handovers.sign_handover(**sign, actor=manager)
    assert done.state == "DONE"
    assert PointStaff.objects.get(user=manager).days.upper == today + timedelta(days=1)
    assert PointStaff.objects.get(user=follower).days.lower == today + timedelta(days=1)
    assert shop(today).status == 201
    with pytest.raises(Forbidden):
        handovers.sign_handover(
            handover=handovers.start_handover(
                staff=PointStaff.objects.get(user=follower),
                email="new@example.org",
                full_name="Bình",
                language="vi",
                last_day=today + timedelta(days=30),
                actor=office,
                now=timezone.now(),
            ),
            actor=office,
            now=timezone.now(),
        )


def test_a_manager_is_reminded_once_a_day_and_never_blamed(point, manager, today):
    morning = datetime.combine(today, time(9), ZONE)
    assert reminders.remind_missing(now=morning) == 0
    assert reminders.remind_missing(now=evening(today)) == 1
    assert reminders.remind_missing(now=evening(today) + timedelta(hours=1)) == 1
    letter = Message.objects.get(recipient=manager.email)
    assert reverse("venues:report", args=[point.pk]) in letter.text
    assert not mail.outbox  # letters leave through the outbox


def test_nobody_is_reminded_of_what_is_in(shop, point, today, settings, visits):
    settings.POINT_ESCALATE_DAYS = 0
    shop(today)
    visits(0)
    assert reminders.remind_missing(now=evening(today)) == 0


def test_the_office_hears_of_silent_points(shop, point, office, today):
    PointFactory(reports_from=None)
    assert reminders.escalate_missing(now=evening(today)) == 1
    assert reminders.escalate_missing(now=evening(today)) == 1
    assert point.name in Message.objects.get(recipient=office.email).text
    shop(today - timedelta(days=1))
    assert reminders.silent_points(today, 3) == []


def test_the_reports_of_the_month_before_are_started_once(point, today, last_month):
    early = evening(today.replace(day=2))
    assert monthly.start_due_reports(now=early) is None
    job = monthly.start_due_reports(now=evening(today.replace(day=6)))
    assert job.subject_id == f"{last_month:%Y-%m}"
    assert monthly.start_due_reports(now=evening(today.replace(day=7))) is None


def test_a_day_that_is_not_settled_is_corrected_directly(point, manager, today):
    with pytest.raises(InvalidInput) as refused:
        reviews.ask_amendment(
            point=point,
            client_uuid=uuid4(),
            day=today,
            reason="x",
            actor=manager,
            now=timezone.now(),
        )
    assert list(refused.value.fields) == ["day"]
    assert not isinstance(refused.value, ReportRefused)
