"""Following a list to its end, and back, gives every row once, whatever it is sorted by."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.exhibitors import CertificateFactory, CommuneFactory, ProductFactory, certified
from tests.factories.seminars import SeminarFactory

pytestmark = pytest.mark.django_db


def walk(client, address: str | None, way: str = "next") -> list[dict]:
    """The pages from an address on; at most a hundred."""
    pages: list[dict] = []
    while address and len(pages) < 100:
        pages.append(client.get(address).json())
        address = pages[-1][way]
    return pages


def ids(pages: list[dict]) -> list[int]:
    return [row["id"] for page in pages for row in page["results"]]


@pytest.mark.parametrize("ordering", ["", "sort_key", "-sort_key", "code"])
def test_a_list_of_several_pages_gives_every_row_once(api, ordering):
    made = {CommuneFactory().pk for _number in range(7)}
    order = f"&ordering={ordering}" if ordering else ""
    pages = walk(api(), f"/api/v1/communes/?page_size=3{order}")
    assert sorted(ids(pages)) == sorted(made)
    assert set(pages[0]["results"][0]) == {
        "id", "code", "name", "is_ward", "districts", "village_count",
    }  # fmt: skip


@pytest.mark.parametrize("ordering", ["sort_key", "-sort_key", "-sort_key,id", "code,sort_key"])
def test_rows_of_one_name_are_kept_apart(api, organiser_user, ordering):
    made = {ProductFactory(name="Mật ong").pk for _number in range(7)}
    address = f"/api/v1/products/?page_size=2&ordering={ordering}"
    assert sorted(ids(walk(api(organiser_user), address))) == sorted(made)


@pytest.mark.parametrize("ordering", ["starts_at", "-starts_at"])
def test_rows_without_the_value_they_are_sorted_by_are_not_lost(api, organiser_user, ordering):
    now = timezone.now()
    unset = {"state": "DRAFT", "starts_at": None, "ends_at": None, "room": None}
    made = {SeminarFactory(**unset).pk for _number in range(4)}
    for number in range(3):
        start = now + timedelta(days=number)
        made.add(SeminarFactory(starts_at=start, ends_at=start + timedelta(hours=1)).pk)
    pages = walk(api(organiser_user), f"/api/v1/seminars/?page_size=2&ordering={ordering}")
    assert sorted(ids(pages)) == sorted(made)


@pytest.mark.parametrize("ordering", ["expires_on", "-expires_on"])
def test_the_way_back_shows_the_same_pages(api, organiser_user, ordering):
    product = certified()
    day = timezone.localdate()
    for number in range(6):
        CertificateFactory(product=product, expires_on=day + timedelta(days=number // 2))
    client = api(organiser_user)
    there = walk(client, f"/api/v1/certificates/?page_size=2&ordering={ordering}")
    back = walk(client, there[-1]["previous"], "previous")
    assert [page["results"] for page in reversed(back)] == [p["results"] for p in there[:-1]]


@pytest.mark.parametrize("cursor", ["x", "W3Rd", "cD0xMA==", "WzEsMl0=", "W2ZhbHNlLCJ4Il0="])
def test_a_cursor_that_is_no_position_is_refused(api, cursor):
    assert api().get(f"/api/v1/communes/?cursor={cursor}").status_code == 404


def test_a_filter_or_order_that_does_not_exist_is_named(api):
    CommuneFactory()
    answer = api().get("/api/v1/communes/?quarter=x")
    assert answer.status_code == 400
    assert "page_size" in answer.json()["errors"]["quarter"][0]
    answer = api().get("/api/v1/communes/?ordering=code,user__password")
    assert answer.status_code == 400
    assert "sort_key, code, id" in answer.json()["errors"]["ordering"][0]
