"""The office's pages: lists, a month of all points, editing, managers, documents."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from notifications.models import Document, Job, Message
from notifications.registry import execute
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import HallFactory, PointFactory, VenueFactory, line, staff
from venues.models import Hall, PointClosure, PointStaff, ShowcasePoint, Venue
from venues.services.reporting_days import open_point_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in, organiser_user):
    return sign_in(organiser_user)


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("venues:venues", VenueFactory),
        ("venues:points", PointFactory),
        ("venues:dashboard", PointFactory),
        ("venues:grid", PointFactory),
    ],
)
def test_lists_ask_the_same_for_one_row_and_three(desk, name, make, today):
    def one():
        made = make()
        if isinstance(made, ShowcasePoint):
            open_point_days(point_id=made.pk, until=today)

    one()
    first = queries(desk, reverse(name))
    one()
    one()
    assert queries(desk, reverse(name)) == first


@pytest.mark.parametrize(
    ("published", "shown"),
    [("2025-01-24", "24/01/2025"), ("2022-10", "tháng 10 năm 2022"), ("2020", "2020")],
)
def test_the_opening_is_shown_as_exactly_as_it_was_published(desk, published, shown):
    point = PointFactory(opened=published)
    page = desk.get(reverse("venues:point", args=[point.pk])).content.decode()
    assert f"<dd>{shown}</dd>" in page


def test_a_venue_with_hall_and_room_is_added(desk):
    desk.post(reverse("venues:venue_add"), {"name": "Nhà văn hóa", "kind": "OTHER"})
    venue = Venue.objects.get(name="Nhà văn hóa")
    desk.post(
        reverse("venues:hall_add", args=[venue.pk]),
        {"name": "Sảnh", "width_m": "20,5", "depth_m": "10"},
    )
    desk.post(
        reverse("venues:room_add", args=[venue.pk]),
        {"name": "Phòng 1", "capacity": "1.200", "buffer_minutes": "15"},
    )
    html = desk.get(reverse("venues:venue", args=[venue.pk])).content.decode()
    for text in ("Sảnh", "20,5 × 10", "Phòng 1", "1.200"):
        assert text in html


def test_an_older_version_is_refused_and_kept_on_the_form(desk):
    hall = HallFactory()
    Hall.objects.update(version=5)
    page = desk.post(
        reverse("venues:hall_edit", args=[hall.pk]),
        {"name": "Nhà mới", "width_m": "20", "depth_m": "10", "version": "4"},
    )
    assert "Nhà mới" in page.content.decode()
    hall.refresh_from_db()
    assert hall.name != "Nhà mới"


def test_a_manager_is_assigned_and_invited_by_mail(desk, point, today):
    desk.post(
        reverse("venues:manager_add", args=[point.pk]),
        {
            "email": "an@example.org",
            "full_name": "Nguyễn Văn An",
            "language": "vi",
            "since": today.isoformat(),
        },
    )
    person = PointStaff.objects.get(point=point).user
    assert person.email == "an@example.org"
    assert Message.objects.filter(recipient="an@example.org").exists() or mail.outbox


def test_the_month_shows_completeness_sales_and_visits(desk, point, stock, visits, lines, today):
    open_point_days(point_id=point.pk, until=today)
    stock({lines[0]: {"received": 10, "sold": 3}})
    visits(41)
    html = desk.get(reverse("venues:dashboard")).content.decode()
    for text in (point.name, "150.000", "41", f">{100 // today.day}%<"):
        assert text in html
    book = desk.get(reverse("venues:dashboard") + "?export=xlsx")
    assert book["Content-Disposition"].endswith('.xlsx"')


def test_the_sheet_adds_up(desk, point, stock, lines):
    stock({lines[0]: {"received": 10, "sold": "2.5", "damaged": 1}})
    html = desk.get(reverse("venues:sheet", args=[point.pk])).content.decode()
    assert "6,5" in html
    assert desk.get(reverse("venues:sheet", args=[point.pk]) + "?export=xlsx").status_code == 200


def test_the_history_of_a_line_shows_the_balance(desk, point, stock, lines):
    stock({lines[0]: {"received": 10, "sold": 3}})
    url = reverse("venues:line", args=[point.pk, lines[0].pk])
    html = desk.get(url).content.decode()
    assert "-3" in html
    assert re.search(r">7\s*</td>", html)


def test_reports_of_the_month_are_asked_for_once(desk, point, today):
    open_point_days(point_id=point.pk, until=today)
    data = {"month": f"{today:%Y-%m}", "languages": ["vi", "fr"]}
    first = desk.post(reverse("venues:start_reports"), data)
    assert desk.post(reverse("venues:start_reports"), data).url == first.url
    assert Job.objects.get().params["languages"] == ["vi", "fr"]


def test_filters_by_commune_kind_and_state(desk):
    one, other = PointFactory(kind="SHOP"), PointFactory(kind="MARKET")
    for query in (f"?commune={one.commune_id}", "?kind=SHOP", f"?q={one.code.lower()}"):
        html = desk.get(reverse("venues:points") + query).content.decode()
        assert one.name in html
        assert other.name not in html


def test_a_closed_point_opens_again(desk, point):
    url = reverse("venues:point_state", args=[point.pk])
    desk.post(url, {"reason": "chuyển địa điểm"})
    point.refresh_from_db()
    assert point.state == "CLOSED"
    desk.post(url, {"reason": "mở lại"})
    point.refresh_from_db()
    assert (point.state, point.closed_on) == ("ACTIVE", None)


def test_a_manager_sees_the_own_point_only(sign_in, manager, point):
    other = PointFactory()
    client = sign_in(manager)
    html = client.get(reverse("venues:points")).content.decode()
    assert point.name in html
    assert other.name not in html
    assert client.get(reverse("venues:point", args=[other.pk])).status_code == 404
    staff(manager, other)
    assert client.get(reverse("venues:point", args=[other.pk])).status_code == 200


def test_the_history_keeps_its_balance_when_filtered(desk, point, stock, lines, today):
    open_point_days(point_id=point.pk, until=today)
    stock({lines[0]: {"received": 10, "sold": 3}})
    address = reverse("venues:line", args=[point.pk, lines[0].pk])
    (sold,) = desk.get(f"{address}?kind=SELL").context["page"]
    assert (sold.quantity, sold.balance) == (-3, 7)
    assert not desk.get(f"{address}?last={today - timedelta(days=1)}").context["page"].object_list


def test_products_of_a_point_are_found_by_name_and_by_what_runs_low(desk, point, stock, today):
    open_point_days(point_id=point.pk, until=today)
    honey = line(point, product=ProductFactory(name="Mật ong rừng"), reorder_level=5)
    tea = line(point, product=ProductFactory(name="Chè sen"), reorder_level=5)
    stock({honey: {"received": 20}})
    address = reverse("venues:lines", args=[point.pk])

    def found(query):
        return [row["id"] for row, _cells in desk.get(f"{address}?{query}").context["rows"]]

    assert found("q=mat+ong") == [honey.pk]
    assert found("low=true") == [tea.pk]
    assert found("low=false") == [honey.pk]


@pytest.mark.django_db(transaction=True)
def test_the_page_of_monthly_reports_leads_to_what_they_made(desk, point, today):
    open_point_days(point_id=point.pk, until=today)
    month = f"{today:%Y-%m}"
    page = desk.post(reverse("venues:start_reports"), {"month": month, "languages": ["vi"]}).url
    overview = f'href="{reverse("venues:dashboard")}?month={month}"'
    assert overview not in desk.get(page).content.decode()
    assert execute(Job.objects.get().pk) == "DONE"
    ended = desk.get(page).content.decode()
    papers = f"{reverse('notifications:documents')}?kind=venues."
    assert overview in ended
    assert f'href="{papers}"' in ended
    for document in Document.objects.all():
        assert document.title in desk.get(papers).content.decode()


def test_the_page_of_a_point_shows_who_manages_it_and_leads_to_all(desk, point, today):
    def tenure(name, last=None):
        user = UserFactory(full_name=name)
        days = DateRange(today - timedelta(days=90), last)
        return PointStaff.objects.create(point=point, user=user, days=days)

    tenure("Trần Đương Nhiệm")
    everybody = reverse("venues:managers", args=[point.pk])
    link = f'href="{everybody}"'
    assert link not in desk.get(reverse("venues:point", args=[point.pk])).content.decode()
    tenure("Lê Đã Nghỉ", today - timedelta(days=1))
    page = desk.get(reverse("venues:point", args=[point.pk])).content.decode()
    assert "Trần Đương Nhiệm" in page
    assert "Lê Đã Nghỉ" not in page
    assert link in page
    assert "Lê Đã Nghỉ" in desk.get(everybody).content.decode()


def test_the_grid_has_a_sign_for_each_day_and_the_same_in_words_in_its_workbook(
    desk, point, stock, lines, today
):
    open_point_days(point_id=point.pk, until=today)
    stock({lines[0]: {"received": 10}})
    page = desk.get(reverse("venues:grid")).content.decode()
    assert page.count('class="mark-half"') == 2  # the key and today
    book = load_workbook(BytesIO(desk.get(reverse("venues:grid") + "?export=xlsx").content))
    row = list(book.active.values)[1]
    assert row[0] == point.name
    assert re.fullmatch("Hàng hóa: Đúng hạn. .*: Hôm nay.", row[today.day])


def test_figures_are_not_settled_before_their_day(desk, point, today):
    tomorrow = today + timedelta(days=1)
    page = desk.post(reverse("venues:point_settle", args=[point.pk]), {"until": tomorrow})
    point.refresh_from_db()
    assert (page.status_code, point.locked_until) == (200, None)
    assert page.context["form"].errors["until"]


def test_closed_days_of_a_settled_period_stay_as_they_are(desk, point, today):
    add, reason = reverse("venues:closure_add", args=[point.pk]), "nghỉ lễ"
    desk.post(add, {"first": today, "last": today, "reason": reason})
    closure = PointClosure.objects.get()
    desk.post(reverse("venues:point_settle", args=[point.pk]), {"until": today})
    yesterday = today - timedelta(days=1)
    page = desk.post(add, {"first": yesterday, "last": yesterday, "reason": reason})
    assert "đã chốt" in page.content.decode()
    removed = desk.post(reverse("venues:closure_remove", args=[point.pk, closure.pk]))
    assert removed.status_code == 423
    assert list(PointClosure.objects.all()) == [closure]
