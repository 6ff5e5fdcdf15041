"""Two plans side by side, and what the old way would have given."""

import pytest
from django.urls import reverse

from fairs.models import Booth
from fairs.queries.comparison import compare
from fairs.queries.instances import build_input
from fairs.services.plans import create_plan
from fairs.solver.measures import by_priority
from tests.factories.plans import applicant, fair_with, plan_with, published, row_of

pytestmark = pytest.mark.django_db


def figures(found) -> dict[str, tuple]:
    return {f.code: f.values for _title, rows in found.groups for f in rows}


def test_placed_wishes_and_terms_stand_side_by_side():
    fair, _ = fair_with(0)
    row = row_of(fair)
    a = applicant(fair, "HTX A", wished_booths=[row[0].pk, row[3].pk])
    b = applicant(fair, "HTX B")
    first = plan_with(fair, {a: row[0].number})
    second = plan_with(fair, {a: row[3].number, b: row[5].number})
    found = compare(first, second, build_input(fair))
    got = figures(found)
    assert got["placed"][:2] == (1, 2)
    assert got["unplaced"][:2] == (1, 0)
    assert got["wish_1"][:2] == (1, 0)
    assert got["wish_2"][:2] == (0, 1)
    assert {d.name: (d.first, d.second) for d in found.differences} == {
        "HTX A": ((row[0].number,), (row[3].number,)),
        "HTX B": ((), (row[5].number,)),
    }


def test_the_terms_add_up_to_the_points_of_the_plan():
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number, c: row[4].number})
    assert sum(plan.metrics["terms"].values()) == plan.metrics["objective"]


def test_the_old_way_serves_by_priority_whatever_it_costs_the_others():
    fair, _ = fair_with(0)
    row = row_of(fair)
    Booth.objects.filter(fair=fair).exclude(pk__in=[row[0].pk, row[1].pk]).update(
        state="BLOCKED", blocked_reason="Không dùng"
    )
    first = applicant(fair, "HTX ưu tiên", wished_booths=[row[0].pk], priority=10)
    other = applicant(fair, "HTX sau", wished_booths=[row[0].pk], priority=1)
    places = by_priority(build_input(fair).board)
    assert places == {first.code: (row[0].number,), other.code: (row[1].number,)}


def test_the_old_way_does_not_repeat_places_already_told():
    fair, _ = fair_with(0)
    row = row_of(fair)
    first = applicant(fair, "HTX ưu tiên", wished_booths=[row[0].pk], priority=10)
    other = applicant(fair, "HTX sau", priority=1)
    places = {first: row[4].number, other: row[0].number}
    told, _job = published(fair, places)
    got = figures(compare(told, plan_with(fair, places), build_input(fair)))
    assert got["wish_1"] == (0, 0, 1)
    assert got["moved"] == (0, 0, None)


def test_who_waits_behind_somebody_with_less_right_is_counted():
    fair, _ = fair_with(0)
    row = row_of(fair)
    strong = applicant(fair, "HTX mạnh", priority=12)
    weak = applicant(fair, "HTX yếu", priority=1)
    unfair = plan_with(fair, {weak: row[0].number})
    fair_one = plan_with(fair, {strong: row[0].number})
    got = figures(compare(unfair, fair_one, build_input(fair)))
    assert got["envy"][:2] == (1, 0)


def test_the_page_compares_the_two_newest_and_says_which_is_better(organiser_user, sign_in):
    office = sign_in(organiser_user)
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    alone = office.get(reverse("fairs:plans_compare", args=[fair.pk]))
    assert alone.status_code == 200
    plan_with(fair, {a: row[0].number})
    plan_with(fair, {a: row[0].number, b: row[3].number})
    text = office.get(reverse("fairs:plans_compare", args=[fair.pk])).content.decode()
    assert 'class="number better">2' in text
    assert b.producer.name in text


def test_the_api_refuses_plans_of_two_fairs(organiser_user, api):
    client = api(organiser_user)
    (one, _), (other, _) = fair_with(1), fair_with(1)
    first, second = create_plan(fair=one, actor=None), create_plan(fair=other, actor=None)
    again = create_plan(fair=one, actor=None)
    assert client.get(reverse("api:plan-compare", args=[first.pk, second.pk])).status_code == 404
    answer = client.get(reverse("api:plan-compare", args=[first.pk, again.pk])).json()
    placed = next(f for f in answer["figures"] if f["figure"] == "placed")
    assert (placed["first"], placed["second"], placed["old_way"]) == (0, 0, 1)


def test_neither_of_two_plans_that_read_the_same_is_called_better(organiser_user, sign_in):
    fair, _ = fair_with(0)
    row = row_of(fair)
    for booth, quality in zip(row, (50, 51), strict=False):
        Booth.objects.filter(pk=booth.pk).update(quality=quality)
    alone = applicant(fair, "HTX A")
    first, second = (plan_with(fair, {alone: booth.number}) for booth in row[:2])
    assert first.metrics["objective"] < second.metrics["objective"]
    address = reverse("fairs:plans_compare", args=[fair.pk])
    text = sign_in(organiser_user).get(address).content.decode()
    assert 'class="compare-group"' in text
    assert "better" not in text.partition("<table")[2]
