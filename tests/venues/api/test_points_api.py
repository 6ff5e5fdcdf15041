"""The API of points: idempotent reports, errors by line, reads from rollups."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import HallFactory, PointFactory, line
from venues.models import Movement
from venues.services.points import settle_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, manager):
    return api(manager)


@pytest.fixture
def send(client, point, today):
    def post(kind="stock", **body):
        data = {"client_uuid": str(uuid4()), "day": today.isoformat(), **body}
        return client.post(f"/api/v1/points/{point.pk}/{kind}-reports/", data)

    return post


def test_a_report_is_accepted_and_repeated_verbatim(send, lines):
    body = {
        "client_uuid": str(uuid4()),
        "lines": [{"product": lines[0].product_id, "received": "10", "sold": "2"}],
    }
    first = send(**body)
    again = send(**body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert again["Idempotent-Replay"] == "true"
    assert Movement.objects.count() == 2


def test_the_same_id_with_other_figures_is_409(send, lines):
    key = str(uuid4())
    send(client_uuid=key, lines=[{"product": lines[0].product_id, "received": "10"}])
    again = send(client_uuid=key, lines=[{"product": lines[0].product_id, "received": "1"}])
    assert (again.status_code, again.json()["code"]) == (409, "id_reuse")


def test_each_wrong_line_is_named(send, lines):
    answer = send(
        lines=[
            {"product": lines[0].product_id, "sold": "-1"},
            {"product": lines[1].product_id, "received": "abc"},
        ]
    )
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"lines.0.sold", "lines.1.received"}


@pytest.mark.parametrize("value", ["Infinity", "1e400", "１２x", "--1", "0x10"])
def test_strange_numbers_are_refused(send, lines, value):
    answer = send(lines=[{"product": lines[0].product_id, "received": value}])
    assert answer.status_code == 422


def test_other_figures_are_held_with_the_difference(send, lines):
    send(lines=[{"product": lines[0].product_id, "received": "10"}])
    answer = send(lines=[{"product": lines[0].product_id, "received": "12"}])
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert answer.json()["differences"][0]["reported"] == "10"


def test_a_settled_period_is_423_and_a_future_day_422(send, point, today):
    settle_period(point=point, until=today, actor=None, now=timezone.now())
    assert send(nothing_sold=True).status_code == 423
    later = (today + timedelta(days=1)).isoformat()
    answer = send(day=later, nothing_sold=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "future_day")


def test_unknown_fields_are_refused(send):
    assert send(nothing_sold=True, actor=1).status_code == 400


def test_visitors_with_groups(send):
    answer = send(
        "visitor", groups=[{"n": 30, "origin": "DOMESTIC"}, {"n": 4, "origin": "FOREIGN"}]
    )
    assert (answer.status_code, answer.json()["visitors"]) == (201, 34)


def test_sheet_days_and_lines(client, send, point, lines, today):
    send(lines=[{"product": lines[0].product_id, "received": "10", "sold": "4"}])
    base = f"/api/v1/points/{point.pk}"
    row = client.get(f"{base}/sheet/?month={today:%Y-%m}").json()["rows"][0]
    assert (row["received"], row["closing"], row["amount"]) == ("10.000", "6.000", 200_000)
    days = client.get(f"{base}/days/").json()["results"]
    assert days[-1]["stock_at"]
    assert len(client.get(f"{base}/lines/").json()["results"]) == 3
    assert client.get(f"{base}/sheet/?month=nie").status_code == 400


def test_the_dashboard_sums_the_points(api, organiser_user, send, lines, point):
    send(lines=[{"product": lines[0].product_id, "received": "10", "sold": "4"}])
    body = api(organiser_user).get("/api/v1/points-dashboard/").json()
    assert body["totals"]["amount"] == 200_000
    assert body["results"][0]["id"] == point.pk


def test_the_dashboard_reads_two_rows_per_point(api, organiser_user, django_assert_max_num_queries):
    for _n in range(6):
        PointFactory()
    office = api(organiser_user)
    with django_assert_max_num_queries(4):
        office.get("/api/v1/points-dashboard/")


def test_edits_need_the_version(api, organiser_user, point):
    office = api(organiser_user)
    url = f"/api/v1/points/{point.pk}/"
    assert office.patch(url, {"operator": "x"}).status_code == 428
    assert office.patch(url, {"operator": "x", "version": 9}).status_code == 409
    answer = office.patch(url, {"operator": "x"}, headers={"If-Match": '"v1"'})
    assert (answer.status_code, answer["ETag"]) == (200, '"v2"')


def test_owner_fields_cannot_be_set(api, organiser_user, point):
    answer = api(organiser_user).patch(
        f"/api/v1/points/{point.pk}/", {"rev": 99, "is_demo": True, "version": 1}
    )
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"rev", "is_demo"}


def test_halls_of_a_venue(api):
    hall = HallFactory()
    HallFactory()
    body = api().get(f"/api/v1/halls/?venue={hall.venue_id}").json()
    assert [row["id"] for row in body["results"]] == [hall.pk]


def test_a_line_is_listed_once(api, organiser_user, point, today):
    office = api(organiser_user)
    body = {"product": ProductFactory().pk, "since": today.isoformat(), "price": 80_000}
    url = f"/api/v1/points/{point.pk}/lines/"
    assert office.post(url, body).status_code == 201
    assert office.post(url, body).status_code == 400


def test_another_points_product_is_refused_without_telling(send, today):
    other = line(PointFactory())
    answer = send(lines=[{"product": other.product_id, "received": "1"}])
    assert answer.status_code == 422
    assert other.product.name not in answer.content.decode()


def test_nothing_sold_beside_a_sale_is_refused(send, lines):
    answer = send(nothing_sold=True, lines=[{"product": lines[0].product_id, "sold": "3"}])
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"nothing_sold"})
    zero = [{"product": lines[0].product_id, "received": "9", "sold": "0"}]
    assert send(nothing_sold=True, lines=zero).status_code == 201


@pytest.mark.parametrize("month", ["2026", "2026-13", "1999-12", "2026-11-01", "x-y"])
def test_a_month_that_is_none_is_refused_by_name(client, point, month):
    for what in ("sheet", "days"):
        answer = client.get(f"/api/v1/points/{point.pk}/{what}/?month={month}")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"month"})


def test_stock_comes_with_the_revision_it_belongs_to(client, send, point, lines):
    send(lines=[{"product": lines[0].product_id, "received": "10"}])
    page = client.get(f"/api/v1/points/{point.pk}/lines/?page_size=1").json()
    assert (page["rev"], len(page["results"])) == (1, 1)


def test_the_managers_of_a_point_and_those_of_the_past(api, organiser_user, point, manager, today):
    office, address = api(organiser_user), f"/api/v1/points/{point.pk}/managers/"
    (now,) = office.get(address).json()["results"]
    assert (now["email"], now["last"]) == (manager.email, None)
    ended = office.post(f"{address}{now['id']}/end/", {"last": today - timedelta(days=1)})
    assert ended.status_code == 204
    assert office.get(f"{address}?current=true").json()["results"] == []
    (past,) = office.get(f"{address}?current=false").json()["results"]
    assert past["last"] == (today - timedelta(days=1)).isoformat()
