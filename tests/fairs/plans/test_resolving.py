"""Computing anew after publication: announced places are held, every move has its reason."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from fairs.models import AllocationPlan, Booth
from fairs.queries.instances import build_input, places_of_plan
from fairs.queries.move_words import sentences
from fairs.queries.moves import moves_of, names_in
from fairs.rules.states import ApplicationState
from fairs.services.assignments import assign_booths
from fairs.services.places import release_places
from fairs.services.publication import publish_plan
from fairs.services.resolving import NothingPublished, resolve_published
from notifications.rules import JobState
from tests.factories.plans import applicant, fair_with, plan_with, published, row_of, run_job

pytestmark = pytest.mark.django_db


def resolved(fair, **options) -> AllocationPlan:
    plan, job = resolve_published(fair=fair, actor=None, seconds=1, **options)
    assert run_job(job) == JobState.DONE
    plan.refresh_from_db()
    return plan


def withdraw(application) -> None:
    application.state = ApplicationState.WITHDRAWN
    application.save()
    release_places(application=application, actor=None, now=timezone.now())


def told(plan) -> dict[str, tuple[str, str]]:
    """Kind and reasons by applicant's name."""
    moves = moves_of(plan, build_input(plan.fair))
    names = names_in(plan.fair_id, moves)
    return {names[m.application]: (m.kind, " ".join(sentences(m, names))) for m in moves}


def wishing(fair, name, booth, **values):
    return applicant(fair, name, wished_booths=[booth.pk], **values)


def test_nothing_is_computed_anew_before_a_first_publication():
    fair, _ = fair_with(2)
    with pytest.raises(NothingPublished):
        resolve_published(fair=fair, actor=None)
    assert not AllocationPlan.objects.exists()


def test_a_late_admission_takes_the_place_of_who_left_and_the_report_says_so():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    first, _job = published(fair, {a: row[0].number, b: row[5].number})
    withdraw(b)
    late = wishing(fair, "HTX vào sau", row[5])
    plan = resolved(fair)
    assert places_of_plan(plan) == {a.code: (row[0].number,), late.code: (row[5].number,)}
    assert plan.parent == first
    report = told(plan)
    assert {name: kind for name, (kind, _text) in report.items()} == {
        b.producer.name: "LEFT",
        "HTX vào sau": "JOINED",
    }
    assert b.producer.name in report["HTX vào sau"][1]


def test_filling_holes_moves_nobody_even_where_a_move_would_please():
    fair, _ = fair_with(0)
    row = row_of(fair)
    Booth.objects.filter(fair=fair).update(quality=0)
    Booth.objects.filter(pk=row[5].pk).update(quality=100)
    a = wishing(fair, "HTX mong ô cuối", row[5])
    b = applicant(fair, "HTX rút")
    published(fair, {a: row[0].number, b: row[5].number})
    fair.weights = {"move": 0}
    fair.save()
    withdraw(b)
    held = resolved(fair, fill_holes=True)
    assert places_of_plan(held)[a.code] == (row[0].number,)
    free = resolved(fair)
    assert places_of_plan(free)[a.code] == (row[5].number,)
    kind, text = told(free)[a.producer.name]
    assert kind == "MOVED"
    assert row[5].number in text


def test_a_blocked_booth_moves_its_holder_also_when_only_holes_are_filled():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    published(fair, {a: row[0].number, b: row[3].number})
    Booth.objects.filter(pk=row[0].pk).update(state="BLOCKED", blocked_reason="Sửa mái")
    plan = resolved(fair, fill_holes=True)
    places = places_of_plan(plan)
    assert places[b.code] == (row[3].number,)
    assert places[a.code] != (row[0].number,)
    kind, text = told(plan)[a.producer.name]
    assert kind == "MOVED"
    assert "Sửa mái" in text


def test_a_move_by_hand_is_reported_with_its_note_and_who_it_makes_room_for():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    published(fair, {a: row[0].number})
    plan = plan_with(fair, {a: row[2].number, b: row[0].number})
    plan, _check = assign_booths(
        plan=plan, application=a, booths=[row[3].number], version=plan.version, actor=None,
        note="Gần lối xe lăn",
    )  # fmt: skip
    kind, text = told(plan)[a.producer.name]
    assert kind == "MOVED"
    assert "Gần lối xe lăn" in text
    assert b.producer.name in text


def test_the_report_of_a_published_plan_stays_as_it_was():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    published(fair, {a: row[0].number, b: row[3].number})
    plan = plan_with(fair, {a: row[1].number, b: row[3].number})
    before = told(plan)
    plan, _job = publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now())
    withdraw(b)
    plan.refresh_from_db()
    assert set(before) == {a.producer.name}
    assert told(plan) == before


def test_the_page_and_its_workbook_tell_every_move(organiser_user, sign_in):
    office = sign_in(organiser_user)
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    first, _job = published(fair, {a: row[0].number, b: row[3].number})
    withdraw(b)
    page = office.post(
        reverse("fairs:plan_resolve", args=[fair.pk]), {"seconds": 1, "seed": 1, "fill_holes": "on"}
    )
    plan = AllocationPlan.objects.exclude(pk=first.pk).get()
    assert page["Location"] == reverse("fairs:plan", args=[plan.pk])
    assert plan.params["fill_holes"] is True
    address = reverse("fairs:plan_moves", args=[plan.pk])
    assert b.producer.name in office.get(address).content.decode()
    book = openpyxl.load_workbook(BytesIO(office.get(address, {"export": "xlsx"}).content))
    rows = list(book.active.values)
    assert rows[1][0] == b.producer.name
    assert row[3].number in rows[1]


def test_the_api_reports_moves_and_computes_anew(organiser_user, api):
    client = api(organiser_user)
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    published(fair, {a: row[0].number, b: row[3].number})
    withdraw(b)
    answer = client.post(
        reverse("api:plan-resolve", args=[fair.pk]), {"fill_holes": True}, format="json"
    )
    assert answer.status_code == 202
    made = answer.json()
    assert made["assignments"] == {a.code: [row[0].number]}
    report = client.get(reverse("api:plan-moves", args=[made["id"]])).json()
    (move,) = report["moves"]
    assert (move["kind"], move["application"], move["before"]) == ("LEFT", b.code, [row[3].number])
    assert move["reasons"]
