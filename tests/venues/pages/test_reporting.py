"""The manager's pages: few taps, everything kept after a mistake, works without JavaScript."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from common.formats import written_decimal
from tests.factories.accounts import UserFactory
from tests.factories.venues import PointFactory, line, staff
from venues.models import LineNow, Movement, PointDay, PointStaff, Submission
from venues.services.reporting_days import open_point_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(sign_in, manager, point, lines, today):
    open_point_days(point_id=point.pk, until=today)
    return sign_in(manager)


def send(client, point, name, **data):
    return client.post(reverse(f"venues:{name}", args=[point.pk]), {"key": uuid4(), **data})


def hidden(page) -> dict[str, str]:
    html = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_with_one_point_today_is_one_tap_away(phone, point):
    assert phone.get(reverse("venues:today")).url == reverse("venues:report", args=[point.pk])


def test_with_two_points_both_are_listed(phone, point, manager):
    other = PointFactory()
    staff(manager, other)
    html = phone.get(reverse("venues:today")).content.decode()
    assert point.name in html
    assert other.name in html


def test_nothing_sold_is_one_tap(phone, point, today):
    page = phone.get(reverse("venues:report", args=[point.pk]))
    assert "Hôm nay không bán" in page.content.decode()
    assert send(phone, point, "nothing_sold").status_code == 302
    assert PointDay.objects.get(point=point, day=today).stock_at is not None


def test_nobody_came_is_one_tap(phone, point, today):
    assert send(phone, point, "visitor_report", n="0").status_code == 302
    assert PointDay.objects.get(point=point, day=today).visitors_at is not None


def test_a_report_as_people_write_numbers(phone, point, lines):
    first, second = lines[0].product_id, lines[1].product_id
    send(
        phone,
        point,
        "stock_report",
        **{f"received-{first}": "1.200", f"sold-{first}": "1,5", f"received-{second}": "7"},
    )
    on_hand = dict(LineNow.objects.values_list("product_id", "on_hand"))
    assert (on_hand[first], on_hand[second]) == (Decimal("1198.5"), 7)


def test_a_wrong_figure_names_the_line_and_keeps_everything(phone, point, lines):
    good, bad = lines[0].product_id, lines[1].product_id
    key = uuid4()
    page = send(
        phone,
        point,
        "stock_report",
        key=key,
        **{f"received-{good}": "10", f"sold-{bad}": "-3", f"damaged-{bad}": "hai"},
    )
    html = page.content.decode()
    assert page.status_code == 422
    assert f'name="received-{good}" value="10"' in html
    assert f'name="sold-{bad}" value="-3"' in html
    assert lines[1].product.name in re.search(r'role="alert"[^>]*>([^<]+)', html)[1]
    assert html.count('aria-invalid="true"') == 2
    assert str(key) in html
    assert not Submission.objects.exists()


def test_pressing_send_twice_counts_once(phone, point, lines):
    data = {"key": uuid4(), f"received-{lines[0].product_id}": "10"}
    for _n in range(2):
        assert send(phone, point, "stock_report", **data).status_code == 302
    assert Movement.objects.count() == 1


def test_the_form_shows_what_was_reported_and_corrects_it(phone, point, lines):
    product = lines[0].product_id
    send(phone, point, "stock_report", **{f"received-{product}": "10", f"sold-{product}": "4"})
    url = reverse("venues:stock_report", args=[point.pk])
    found = hidden(phone.get(url))
    assert (found[f"was-received-{product}"], found[f"was-sold-{product}"]) == ("10", "4")
    found.pop("csrfmiddlewaretoken", None)
    data = {**found, f"received-{product}": "10", f"sold-{product}": "3", "reason": "đếm lại"}
    assert phone.post(url, data).status_code == 302
    assert LineNow.objects.get(product_id=product).on_hand == 7


def test_a_correction_without_a_reason_asks_for_it(phone, point, lines):
    product = lines[0].product_id
    send(phone, point, "stock_report", **{f"received-{product}": "10"})
    url = reverse("venues:stock_report", args=[point.pk])
    found = hidden(phone.get(url))
    page = phone.post(url, {**found, f"received-{product}": "9"})
    assert page.status_code == 422
    assert "lý do" in page.content.decode()
    assert 'value="9"' in page.content.decode()


def test_two_managers_choose_between_their_figures(phone, point, lines, sign_in):
    second = UserFactory()
    staff(second, point)
    product = lines[0].product_id
    send(phone, point, "stock_report", **{f"received-{product}": "10"})
    held = send(sign_in(second), point, "stock_report", **{f"received-{product}": "12"})
    page = phone.get(held.url).content.decode()
    assert "nhập 10" in page
    assert "nhập 12" in page
    report = Submission.objects.get(state="HELD")
    phone.post(reverse("venues:decide", args=[point.pk, report.pk]), {"choice": "use"})
    assert LineNow.objects.get(product_id=product).on_hand == 12


def test_visitors_are_corrected_and_refused_kindly(phone, point, today):
    send(phone, point, "visitor_report", n="41", abroad="3")
    url = reverse("venues:visitor_report", args=[point.pk])
    found = hidden(phone.get(url))
    assert phone.post(url, {**found, "n": "1.200"}).status_code == 302
    assert PointDay.objects.get(point=point, day=today).visitors == 1200
    for wrong in ({"n": "-1"}, {"n": "x"}, {"n": "2", "abroad": "3"}):
        page = send(phone, point, "visitor_report", **wrong)
        assert page.status_code == 422
        assert f'value="{wrong["n"]}"' in page.content.decode()


def test_no_word_of_blame_for_a_late_report(phone, point, today):
    html = phone.get(reverse("venues:report", args=[point.pk])).content.decode()
    assert not re.search(r"phạt|vi phạm|chậm trễ|nhắc nhở", html, re.I)


def test_a_future_day_is_not_there(phone, point, today):
    day = (today + timedelta(days=1)).isoformat()
    assert (
        phone.get(reverse("venues:stock_report", args=[point.pk]) + f"?day={day}").status_code
        == 404
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", "1.5"),
        ("1.200", "1200"),
        ("12 500", "12500"),
        ("5.600.000", "5600000"),
        ("1.234,5", "1234.5"),
        ("0.5", "0.5"),
        ("0.500", "0.500"),
        ("-3", "-3"),
        ("x", "x"),
    ],
)
def test_quantities_as_written_in_vietnamese(text, number):
    assert written_decimal(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", "1.5"),
        ("1,200", "1200"),
        ("1,200.5", "1200.5"),
        ("12 500", "12500"),
        ("5.600.000", "5600000"),
        ("1,5", "1,5"),
    ],
)
def test_quantities_as_written_in_english(text, number):
    with override("en"):
        assert written_decimal(text) == number


def test_the_stock_form_asks_the_same_questions_for_any_number_of_lines(
    phone, point, django_assert_max_num_queries
):
    for _n in range(20):
        line(point)
    with django_assert_max_num_queries(14):
        phone.get(reverse("venues:stock_report", args=[point.pk]))


def test_reported_by_post_only(phone, point):
    assert phone.get(reverse("venues:nothing_sold", args=[point.pk])).status_code == 405


@pytest.mark.parametrize(
    ("route", "label"),
    [
        ("report", "Báo cáo hôm nay"),
        ("stock_report", "Báo cáo hôm nay"),
        ("visitor_report", "Báo cáo hôm nay"),
        ("point", "Điểm của tôi"),
        ("lines", "Điểm của tôi"),
    ],
)
def test_the_bottom_bar_marks_where_one_is(sign_in, manager, point, lines, route, label):
    page = sign_in(manager).get(reverse(f"venues:{route}", args=[point.pk])).content.decode()
    bar = page.partition('class="bottombar"')[2].partition("</nav>")[0]
    (marked,) = re.findall(r'aria-current="page".*?</a>', bar, re.DOTALL)
    assert label in marked


def test_several_points_cost_as_much_as_two(phone, manager, today, django_assert_num_queries):
    def another():
        point = PointFactory()
        staff(manager, point)
        open_point_days(point_id=point.pk, until=today)

    another()
    phone.get(reverse("venues:today"))
    with CaptureQueriesContext(connection) as two:
        phone.get(reverse("venues:today"))
    another()
    another()
    with django_assert_num_queries(len(two)):
        phone.get(reverse("venues:today"))


def test_a_former_manager_does_not_decide_about_other_days(phone, sign_in, point, lines, today):
    product = lines[0].product_id
    for received in ("4", "5"):
        send(phone, point, "stock_report", **{f"received-{product}": received})
    held = Submission.objects.get(state="HELD")
    former = UserFactory()
    days = DateRange(today - timedelta(days=60), today - timedelta(days=30))
    PointStaff.objects.create(point=point, user=former, days=days)
    address = reverse("venues:decide", args=[point.pk, held.pk])
    assert sign_in(former).post(address, {"choice": "keep"}).status_code == 403
    held.refresh_from_db()
    assert held.state == "HELD"
    assert phone.post(address, {"choice": "keep"}).status_code == 302
