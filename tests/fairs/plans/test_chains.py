"""Exchanges, chains and undo: previewed truthfully, done in one step, taken back exactly."""

import pytest
from django.urls import reverse

from fairs.models import Booth
from fairs.queries.chains import chains_for
from fairs.queries.instances import build_input, places_of_plan
from fairs.queries.occupancy import Occupancy
from fairs.services.assignments import (
    NoteNeeded,
    NotPlaced,
    PlaceRefused,
    assign_booths,
    move_chain,
    swap_places,
    unassign,
)
from fairs.services.locks import lock_place
from fairs.services.plans import refresh_plan
from fairs.services.solving import request_solve
from fairs.services.undo import NothingToUndo, undo_edit
from tests.factories.plans import NOTE, applicant, fair_with, plan_with, row_of, run_job

pytestmark = pytest.mark.django_db


def ways(plan, application, booth):
    occupancy = Occupancy.of(build_input(plan.fair), places_of_plan(plan))
    return {way.kind: way for way in chains_for(occupancy, application.code, booth.number)}


def objective(plan) -> int:
    return plan.metrics["objective"]


def only(fair, *booths) -> None:
    Booth.objects.filter(fair=fair).exclude(pk__in=[b.pk for b in booths]).update(
        state="BLOCKED", blocked_reason="Không dùng"
    )


def test_an_exchange_is_previewed_with_what_it_gains_and_done_in_one_step():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    swap = ways(plan, a, row[4])["SWAP"]
    assert dict(swap.moves) == {a.code: (row[4].number,), b.code: (row[0].number,)}
    before = objective(plan)
    plan, _ = move_chain(plan=plan, moves=swap.moves, version=plan.version, actor=None)
    assert places_of_plan(plan) == {a.code: (row[4].number,), b.code: (row[0].number,)}
    assert objective(plan) - before == swap.gain


def test_who_is_displaced_moves_on_to_a_free_booth_or_waits():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    only(fair, row[0], row[3])
    plan = plan_with(fair, {b: row[0].number})
    chain = ways(plan, a, row[0])["CHAIN"]
    assert dict(chain.moves) == {a.code: (row[0].number,), b.code: (row[3].number,)}
    only(fair, row[0])
    found = ways(plan, a, row[0])
    assert set(found) == {"WAIT"}
    plan, _ = move_chain(plan=plan, moves=found["WAIT"].moves, version=plan.version, actor=None)
    assert places_of_plan(plan) == {a.code: (row[0].number,)}


def test_nothing_is_offered_for_a_locked_holder_or_a_free_booth():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {b: row[0].number})
    lock_place(application=b, booths=[row[0]], actor=None)
    assert ways(plan, a, row[0]) == {}
    assert ways(plan, a, row[3]) == {}


def test_a_chain_that_breaks_a_rule_changes_nothing():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    before = places_of_plan(plan)
    for moves, refusal in (
        ({a.code: [row[1].number]}, PlaceRefused),
        ({a.code: [row[4].number], b.code: [row[4].number]}, PlaceRefused),
        ({}, NotPlaced),
        ({"?": []}, NotPlaced),
    ):
        with pytest.raises(refusal):
            move_chain(plan=plan, moves=moves, version=plan.version, actor=None)
    assert places_of_plan(plan) == before


def test_what_costs_something_needs_a_note():
    fair, _ = fair_with(0)
    row = row_of(fair)
    a = applicant(fair, "HTX A", wished_booths=[row[0].pk])
    plan = plan_with(fair, {})
    with pytest.raises(NoteNeeded, match=row[0].number):
        assign_booths(
            plan=plan, application=a, booths=[row[3].number], version=plan.version, actor=None
        )
    assert places_of_plan(plan) == {}
    plan, _check = assign_booths(
        plan=plan, application=a, booths=[row[3].number], version=plan.version, actor=None,
        note="Gần đường điện",
    )  # fmt: skip
    assert plan.assignments.get().note == "Gần đường điện"


def test_edits_are_taken_back_one_after_the_other():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    plan, _ = swap_places(plan=plan, first=a, second=b, version=plan.version, actor=None)
    plan = unassign(plan=plan, application=a, version=plan.version, actor=None)
    steps = []
    for _step in range(4):
        plan = undo_edit(plan=plan, version=plan.version, actor=None)
        steps.append(places_of_plan(plan))
    assert steps == [
        {a.code: (row[4].number,), b.code: (row[0].number,)},
        {a.code: (row[0].number,), b.code: (row[4].number,)},
        {a.code: (row[0].number,)},
        {},
    ]
    with pytest.raises(NothingToUndo):
        undo_edit(plan=plan, version=plan.version, actor=None)


def test_a_computation_is_taken_back_with_notes_and_all():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[4].number})
    plan, job = request_solve(plan=plan, version=plan.version, actor=None, seconds=1)
    run_job(job)
    plan.refresh_from_db()
    assert b.code in places_of_plan(plan)
    plan = undo_edit(plan=plan, version=plan.version, actor=None)
    assert places_of_plan(plan) == {a.code: (row[4].number,)}
    kept = plan.assignments.get()
    assert (kept.source, kept.note) == ("MANUAL", NOTE)


def test_an_earlier_place_that_a_rule_forbids_now_is_refused():
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    plan = unassign(plan=plan, application=a, version=plan.version, actor=None)
    Booth.objects.filter(pk=row[0].pk).update(state="BLOCKED", blocked_reason="Cột")
    with pytest.raises(PlaceRefused, match="Cột"):
        undo_edit(plan=plan, version=plan.version, actor=None)
    plan, _dropped = refresh_plan(plan=plan, version=plan.version, actor=None)
    with pytest.raises(NothingToUndo):
        undo_edit(plan=plan, version=plan.version, actor=None)


def test_the_page_previews_moves_and_takes_back(organiser_user, sign_in):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    office = sign_in(organiser_user)
    address = reverse("fairs:plan_preview", args=[plan.pk])
    page = office.post(address, {"application": a.code, "booth": row[4].number})
    swap = page.context["ways"][0]
    entered = {"version": plan.version, "move": [move["sent"] for move in swap["moves"]]}
    office.post(reverse("fairs:plan_chain", args=[plan.pk]), entered)
    assert places_of_plan(plan)[a.code] == (row[4].number,)
    plan.refresh_from_db()
    board = office.get(reverse("fairs:plan", args=[plan.pk])).content.decode()
    assert 'id="undo"' in board
    assert 'id="history"' in board
    office.post(reverse("fairs:plan_undo", args=[plan.pk]), {"version": plan.version})
    assert places_of_plan(plan)[a.code] == (row[0].number,)


def test_the_api_previews_chains_and_undoes(organiser_user, api):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    client = api(organiser_user)

    def at(name):
        return reverse(f"api:{name}", args=[plan.pk])

    shown = client.get(at("plan-preview"), {"application": a.code, "booth": row[4].number}).json()
    swap = shown["ways"][0]
    body = {"version": plan.version, "moves": swap["moves"]}
    changed = client.post(at("plan-chain"), body, format="json").json()
    assert changed["assignments"][a.code] == [row[4].number]
    stale = client.post(at("plan-undo"), {"version": plan.version}, format="json")
    assert stale.status_code == 409
    undone = client.post(at("plan-undo"), {"version": changed["version"]}, format="json").json()
    assert undone["assignments"][a.code] == [row[0].number]
