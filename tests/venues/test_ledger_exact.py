"""Whatever is posted, corrected, repeated or refused, every rollup equals a naive recount."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoTestCase

from tests.factories.accounts import UserFactory
from tests.factories.venues import PointFactory, line, staff
from venues.models import (
    LineMonth,
    LineNow,
    Movement,
    PointDay,
    PointMonth,
    ShowcasePoint,
    Submission,
)
from venues.rules import month_of, next_month
from venues.services.ledger import post_stock_report
from venues.services.out_days import finish_recount
from venues.services.reconcile import reconcile_point
from venues.services.reporting_days import open_point_days
from venues.services.submissions import ReportRefused
from venues.services.visitors import post_visitor_report

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
COLUMNS = ("received", "sold", "returned", "damaged")
figure = st.one_of(st.none(), st.integers(0, 9), st.sampled_from(["0.5", "1.250"]))
report = st.fixed_dictionaries(
    {
        "back": st.integers(0, 75),
        "lines": st.dictionaries(
            st.integers(0, 2), st.fixed_dictionaries(dict.fromkeys(COLUMNS, figure)), max_size=3
        ),
        "correction": st.booleans(),
        "fresh": st.booleans(),
        "nothing": st.booleans(),
        "visitors": st.integers(0, 30),
        "repeat": st.booleans(),
    }
)


def naive(point_id: int) -> dict:
    """Every figure recounted movement by movement."""
    movements = list(Movement.objects.filter(point_id=point_id).order_by("day", "id"))
    months = sorted(PointMonth.objects.filter(point_id=point_id).values_list("month", flat=True))
    opened = ShowcasePoint.objects.get(pk=point_id).opened_until
    by_line: dict[int, list] = defaultdict(list)
    for m in movements:
        by_line[m.product_id].append(m)
    sheet = {}
    for product, rows in by_line.items():
        first = month_of(min(m.day for m in rows))
        for month in (m for m in months if m >= first):
            end = next_month(month)
            inside = [m for m in rows if month <= m.day < end]

            def flow(kind, sign, inside=inside):
                return sum((sign * m.quantity for m in inside if m.flow == kind), Decimal(0))

            out = 0
            day = month
            while day < end and opened and day <= opened:
                out += sum((m.quantity for m in rows if m.day <= day), Decimal(0)) <= 0
                day += timedelta(days=1)
            sheet[month, product] = (
                sum((m.quantity for m in rows if m.day < month), Decimal(0)),
                flow("RECEIVE", 1),
                flow("SELL", -1),
                flow("RETURN", -1),
                flow("DAMAGE", -1),
                sum(m.amount for m in inside if m.flow == "SELL"),
                out,
            )
    return {
        "sheet": sheet,
        "now": {p: sum((m.quantity for m in rows), Decimal(0)) for p, rows in by_line.items()},
    }


def stored(point_id: int) -> dict:
    rows = LineMonth.objects.filter(point_id=point_id)
    now = LineNow.objects.filter(point_id=point_id, product__movement__point_id=point_id)
    return {
        "sheet": {
            (r.month, r.product_id): (
                r.opening,
                r.received,
                r.sold,
                r.returned,
                r.damaged,
                r.amount,
                r.out_days,
            )
            for r in rows
        },
        "now": dict(now.values_list("product_id", "on_hand").distinct()),
    }


def assert_exact(point_id: int) -> None:
    finish_recount(point_id=point_id)
    assert stored(point_id) == naive(point_id)
    for day in PointDay.objects.filter(point_id=point_id):
        sold = Movement.objects.filter(point_id=point_id, day=day.day, flow="SELL")
        assert day.sold == -sum((m.quantity for m in sold), Decimal(0))
        assert day.amount == sum(m.amount for m in sold)
    point = ShowcasePoint.objects.get(pk=point_id)
    now = LineNow.objects.filter(point_id=point_id)
    assert point.low_lines == sum(r.on_hand <= (r.reorder_level or 0) for r in now)
    assert point.negative_lines == sum(r.on_hand < 0 for r in now)
    for month in PointMonth.objects.filter(point_id=point_id):
        days = PointDay.objects.filter(
            point_id=point_id, day__gte=month.month, day__lt=next_month(month.month)
        )
        assert month.visitors == sum(d.visitors for d in days)
        assert month.amount == sum(d.amount for d in days)
        assert month.expected_days == sum(d.expected for d in days)
        assert month.stock_days == sum(d.expected and d.stock_at is not None for d in days)
        assert month.visitor_days == sum(d.expected and d.visitors_at is not None for d in days)
    assert reconcile_point(point_id=point_id, now=NOW) == 0


class Exactness(DjangoTestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(reports=st.lists(report, min_size=1, max_size=12), opened=st.integers(0, 60))
    def test_any_history_is_exact(self, reports, opened):
        point = PointFactory(reports_from=TODAY - timedelta(days=60))
        manager = UserFactory()
        staff(manager, point, since=TODAY - timedelta(days=400))
        lines = [
            line(point, reorder_level=level, since=TODAY - timedelta(days=400))
            for level in (None, 3, 0)
        ]
        open_point_days(point_id=point.pk, until=TODAY - timedelta(days=opened))
        for made in reports:
            self.send(point, manager, lines, made)
        assert_exact(point.pk)

    def send(self, point, manager, lines, made):
        day = TODAY - timedelta(days=made["back"])
        rev = ShowcasePoint.objects.values_list("rev", flat=True).get(pk=point.pk)
        call = {
            "point_id": point.pk,
            "client_uuid": uuid4(),
            "day": day,
            "actor": manager,
            "now": NOW,
            "correction": made["correction"],
            "base_rev": rev if made["fresh"] else max(0, rev - 3),
            "reason": "đếm lại",
        }
        stock = {
            "lines": [
                {"product": lines[i].product_id, **values}
                for i, values in sorted(made["lines"].items())
            ],
            "nothing_sold": made["nothing"],
        }
        try:
            first = post_stock_report(**call, **stock)
        except ReportRefused:
            assert not Submission.objects.filter(pk=call["client_uuid"]).exists()
        else:
            if made["repeat"]:
                again = post_stock_report(**call, **stock)
                assert again.replayed
                assert (again.status, again.text) == (first.status, first.text)
        groups = [{"n": made["visitors"]}]
        post_visitor_report(**{**call, "client_uuid": UUID(int=uuid4().int)}, groups=groups)
