"""Forecasts and findings from reports, and what the office and the producer see of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import IllegalTransition
from notifications.models import Message
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import CertificateFactory, member
from tests.factories.venues import PointFactory, line
from venues.models import Anomaly, LineForecast, Movement, ShowcasePoint
from venues.services.anomalies import decide_anomaly, look_at_days, look_at_new_reports
from venues.services.forecasts import forecast_all, forecast_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def month_of_sales(stock, lines, today):
    """Thirty days of two a day of the first line; the second was there once, for a day."""
    start = today - timedelta(days=29)
    stock({lines[0]: {"received": 65}, lines[1]: {"received": 1, "sold": 1}}, day=start)
    for n in range(30):
        stock({lines[0]: {"sold": 2}}, day=start + timedelta(days=n))
    return lines


def test_demand_of_a_line_from_its_reports(month_of_sales, point):
    assert forecast_point(point_id=point.pk, now=timezone.now()) == 3
    found = LineForecast.objects.get(product=month_of_sales[0].product)
    assert found.days == 30
    assert found.mean == pytest.approx(2, rel=0.02)  # the other line bends the weekdays a little
    assert found.reorder == pytest.approx(11 * found.mean + 1.28 * found.sd * 11**0.5)
    assert found.target == pytest.approx(found.reorder + 7 * found.mean)
    assert LineForecast.objects.get(product=month_of_sales[1].product).days == 1


def test_days_without_stock_or_report_do_not_count(stock, lines, point, today):
    stock({lines[0]: {"received": 2, "sold": 2}}, day=today - timedelta(days=9))
    stock({}, nothing_sold=True, day=today - timedelta(days=5))
    stock({lines[0]: {"received": 4}}, day=today - timedelta(days=2))
    forecast_all(now=timezone.now())
    assert LineForecast.objects.get(product=lines[0].product).days == 2


@pytest.fixture
def seller(lines):
    user = UserFactory()
    member(user, lines[0].product.producer)
    return user


def test_a_producer_sees_where_what_and_how_much_to_bring(
    sign_in, api, seller, month_of_sales, point, today
):
    line(PointFactory(), product=month_of_sales[1].product)
    CertificateFactory(
        product=month_of_sales[0].product,
        issued_on=today - timedelta(days=900),
        expires_on=today + timedelta(days=20),
    )
    forecast_all(now=timezone.now())
    page = sign_in(seller).get(reverse("venues:my_shelves")).content.decode()
    assert point.name in page
    assert month_of_sales[1].product.name not in page
    rows = api(seller).get("/api/v1/shelves/").json()["results"]
    assert len(rows) == 1
    assert (rows[0]["on_hand"], rows[0]["cover_days"]) == ("5.000", 2)
    assert rows[0]["suggested"] in ("31.000", "32.000")  # 36 less 5, up to rounding of the mean
    assert rows[0]["certificate_until"] == (today + timedelta(days=20)).isoformat()


def test_with_too_little_data_nothing_is_suggested(sign_in, api, seller, stock, lines):
    stock({lines[0]: {"received": 1, "sold": 1}})
    forecast_all(now=timezone.now())
    row = api(seller).get("/api/v1/shelves/").json()["results"][0]
    assert (row["per_day"], row["cover_days"], row["suggested"]) == (None, None, None)
    desk = sign_in(organiser())
    assert lines[0].product.name not in desk.get(reverse("venues:replenishment")).content.decode()


def test_the_office_lists_what_to_bring(sign_in, month_of_sales, point):
    forecast_all(now=timezone.now())
    page = sign_in(organiser()).get(reverse("venues:replenishment")).content.decode()
    assert month_of_sales[0].product.name in page
    assert month_of_sales[1].product.name not in page


def test_a_finding_is_made_once_and_goes_with_its_cause(stock, visits, lines, point, today):
    stock({lines[0]: {"sold": 3}})
    visits(0)
    call = {"point_id": point.pk, "days": [today], "now": timezone.now()}
    assert look_at_days(**call) == 2
    assert look_at_days(**call) == 0
    before = Movement.objects.count()
    assert {a.rule for a in Anomaly.objects.all()} == {"NO_VISITS", "OVERSOLD"}
    stock({lines[0]: {"received": 5}})
    visits(9, correction=True, base_rev=99, reason="quên")
    look_at_new_reports(since=timezone.now() - timedelta(hours=1), now=timezone.now())
    assert {a.state for a in Anomaly.objects.all()} == {"GONE"}
    assert Movement.objects.count() == before + 1


def test_the_office_confirms_or_asks(sign_in, visits, stock, lines, point, today, manager):
    stock({lines[0]: {"received": 5, "sold": 3}})
    visits(0)
    look_at_days(point_id=point.pk, days=[today], now=timezone.now())
    found, desk = Anomaly.objects.get(), sign_in(organiser())
    address = reverse("venues:anomaly_decide", args=[found.pk])
    assert "0" in desk.get(reverse("venues:anomalies")).content.decode()
    desk.post(address, {"choice": "ask"})
    found.refresh_from_db()
    assert found.state == "ASKED"
    assert Message.objects.get(recipient=manager.email).text.count(today.isoformat()) == 1
    desk.post(address, {"choice": "confirm"})
    found.refresh_from_db()
    assert found.state == "CONFIRMED"
    with pytest.raises(IllegalTransition):
        decide_anomaly(anomaly=found, ask=True, actor=organiser(), now=timezone.now())
    look_at_days(point_id=point.pk, days=[today], now=timezone.now())
    found.refresh_from_db()
    assert found.state == "CONFIRMED"


def test_the_months_looks_agree_with_each_other(sign_in, stock, visits, lines, point, today):
    ShowcasePoint.objects.filter(pk=point.pk).update(latitude="21.02850", longitude="105.8542")
    stock({lines[0]: {"received": 9, "sold": 2}})
    visits(7)
    desk = sign_in(organiser())
    for name in ("dashboard", "communes", "trend", "map"):
        page = desk.get(reverse(f"venues:{name}"))
        assert page.status_code == 200, name
        assert "100.000" in page.content.decode(), name
    assert point.name in desk.get(reverse("venues:map")).content.decode()
    point.refresh_from_db()
    assert point.out_lines == 2


def test_a_figure_of_the_sheet_leads_to_its_movements(sign_in, stock, lines, point, manager):
    stock({lines[0]: {"received": 9}})
    shop = sign_in(manager)
    address = reverse("venues:product_line", args=[point.pk, lines[0].product_id])
    assert address in shop.get(reverse("venues:sheet", args=[point.pk])).content.decode()
    assert shop.get(address).url == reverse("venues:line", args=[point.pk, lines[0].pk])
