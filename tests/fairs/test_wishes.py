"""Which booths may be wished for: the same rules as the allocation, said before sending."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fairs.models import Booth, BoothType
from fairs.queries.wishes import booths_to_wish
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProducerFactory, certified, member
from tests.factories.fairs import FairFactory
from tests.factories.plans import row_of

pytestmark = pytest.mark.django_db


def reasons(fair, **changes):
    asked = {"groups": [1], "modules": 1, **changes}
    return {booth.number: reason for booth, reason in booths_to_wish(fair, **asked)}


def possible(fair, **changes):
    return {number for number, reason in reasons(fair, **changes).items() if not reason}


def test_every_booth_may_be_wished_for_where_nothing_speaks_against_it():
    fair = FairFactory()
    assert len(possible(fair)) == 12


def test_a_zone_takes_its_product_groups_only():
    fair = FairFactory(hall={"rows": 2, "zone_rows": ((1, 1), (4, 1))})
    food, crafts = possible(fair, groups=[1]), possible(fair, groups=[4])
    assert (len(food), len(crafts)) == (6, 6)
    assert not food & crafts
    assert len(possible(fair, groups=[1, 4])) == 12
    assert len(possible(fair, groups=[])) == 12
    assert "nhóm sản phẩm khác" in reasons(fair, groups=[1])[min(crafts)]


def test_a_larger_place_needs_free_booths_side_by_side():
    fair = FairFactory()
    first, second, third, *_rest = row_of(fair)
    Booth.objects.filter(pk=second.pk).update(state="BLOCKED", blocked_reason="Cột nhà")
    found = reasons(fair, modules=2)
    assert found[first.number]
    assert not found[third.number]
    assert found[second.number] == "Gian hàng này không được cung cấp."  # the reason stays inside
    assert not reasons(fair, modules=1)[first.number]


def test_what_is_needed_must_be_there():
    fair = FairFactory()
    row = row_of(fair)
    Booth.objects.filter(fair=fair).update(water=False)
    Booth.objects.filter(pk=row[0].pk).update(water=True)
    assert possible(fair, needs=["water"]) == {row[0].number}
    assert possible(fair, needs=["water"], modules=2) == {row[0].number, row[1].number}
    assert "Nước" in reasons(fair, needs=["water"])[row[3].number]


def test_a_kind_wished_for_and_one_too_large():
    fair = FairFactory()
    booth = row_of(fair)[0]
    large = BoothType.objects.create(fair=fair, code="large", name_vi="Gian đôi", modules=2)
    Booth.objects.filter(pk=booth.pk).update(type=large)
    assert possible(fair, types=[large.pk], modules=2) == {booth.number}
    assert booth.number not in possible(fair, modules=1)
    assert "lớn hơn" in reasons(fair, modules=1)[booth.number]


def test_a_plan_that_is_not_in_rows_still_answers():
    fair = FairFactory()
    a, b, *_rest = row_of(fair)
    Booth.objects.filter(pk=b.pk).update(x=a.x, y=a.y)
    assert len(reasons(fair)) == 12


def test_the_question_costs_the_same_for_a_small_and_a_large_hall():
    counts = []
    for rows in (2, 8):
        fair = FairFactory(hall={"rows": rows})
        with CaptureQueriesContext(connection) as seen:
            booths_to_wish(fair, groups=[1], modules=2)
        counts.append(len(seen))
    assert counts[0] == counts[1]


class TestApi:
    @pytest.fixture
    def world(self, api):
        fair = FairFactory(hall={"rows": 2, "zone_rows": ((1, 1), (4, 1))})
        producer, user = ProducerFactory(), UserFactory()
        member(user, producer)
        return fair, producer, api(user), reverse("api:fair-wishes", args=[fair.pk])

    def test_a_producer_asks_with_the_products_chosen(self, world):
        _fair, producer, client, url = world
        mine = certified(producer=producer, group=4)
        answer = client.get(url, {"products": [mine.pk], "modules": 2})
        rows = answer.json()["booths"]
        assert sum(row["possible"] for row in rows) == 6
        assert all(bool(row["reason"]) is not row["possible"] for row in rows)

    def test_products_of_others_count_for_nothing(self, world):
        _fair, _producer, client, url = world
        foreign = certified(group=4)
        assert all(
            r["possible"] for r in client.get(url, {"products": foreign.pk}).json()["booths"]
        )

    @pytest.mark.parametrize(
        "query", [{"modules": 9}, {"modules": "x"}, {"needs": "gold"}, {"types": "0"}, {"what": 1}]
    )
    def test_a_wrong_question_is_named(self, world, query):
        _fair, _producer, client, url = world
        answer = client.get(url, query)
        assert answer.status_code == 400
        assert next(iter(query)) in answer.content.decode()

    def test_foreign_producers_are_not_found(self, world):
        _fair, _producer, client, url = world
        assert client.get(url, {"producer": ProducerFactory().pk}).status_code == 404


def test_the_form_draws_the_halls_and_keeps_its_lists(sign_in):
    fair, producer, user = FairFactory(), ProducerFactory(), UserFactory()
    member(user, producer)
    page = sign_in(user).get(reverse("fairs:apply", args=[fair.pk])).content.decode()
    assert page.count('data-booth="') == 12
    assert 'name="booth_1"' in page
    bare = FairFactory(hall=False)
    assert "wish-plan" not in sign_in(user).get(
        reverse("fairs:apply", args=[bare.pk])
    ).content.decode().replace("wishes.js", "")
