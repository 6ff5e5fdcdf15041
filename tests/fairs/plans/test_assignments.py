"""Booths given by hand: hard rules refuse by name, soft ones are told, edits are versioned."""

import pytest

from exhibitors.rules import ProductGroup
from fairs.models import Booth, Zone
from fairs.queries.instances import places_of_plan
from fairs.services.assignments import NotPlaced, PlaceRefused, assign_booths, swap_places, unassign
from fairs.services.locks import declare_rivals, lock_place, unlock_place
from fairs.services.plans import PlanChanged, PlanClosed, create_plan, discard_plan
from tests.factories.accounts import organiser
from tests.factories.exhibitors import CraftVillageFactory, ProducerFactory
from tests.factories.plans import applicant, fair_with, plan_with, row_of

pytestmark = pytest.mark.django_db


def assign(plan, application, *booths, **more):
    return assign_booths(
        plan=plan,
        application=application,
        booths=[getattr(b, "number", b) for b in booths],
        version=more.pop("version", plan.version),
        actor=None,
        **more,
    )


def refusal(plan, application, *booths, **more) -> tuple[str, str]:
    with pytest.raises(PlaceRefused) as caught:
        assign(plan, application, *booths, **more)
    return caught.value.breaches[0].rule, str(caught.value)


def test_a_place_is_kept_and_moved_with_one_assignment():
    fair, (a,) = fair_with(1)
    row, plan = row_of(fair), create_plan(fair=fair, actor=None)
    plan, _ = assign(plan, a, row[0])
    plan, _ = assign(plan, a, row[3])
    assert places_of_plan(plan) == {a.code: (row[3].number,)}
    assert plan.metrics["placed"] == 1
    assert plan.state == "READY"


def test_an_occupied_booth_is_refused_with_its_holder():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    rule, text = refusal(plan, b, row[0])
    assert rule == "OCCUPIED"
    assert row[0].number in text
    assert a.producer.name in text
    assert places_of_plan(plan) == {a.code: (row[0].number,)}


def test_a_blocked_booth_is_refused_with_its_reason():
    fair, (a,) = fair_with(1)
    booth = row_of(fair)[0]
    Booth.objects.filter(pk=booth.pk).update(state="BLOCKED", blocked_reason="Cột nhà")
    rule, text = refusal(create_plan(fair=fair, actor=None), a, booth)
    assert rule == "BLOCKED"
    assert "Cột nhà" in text


def test_a_zone_takes_only_its_groups():
    fair, _none = fair_with(0)
    a = applicant(fair, group=ProductGroup.HANDICRAFTS)
    booth = row_of(fair)[0]
    zone = booth.zone or Zone.objects.create(
        fair=fair, hall=booth.hall, code="Z9", name_vi="Khu thực phẩm"
    )
    zone.allowed_groups = [ProductGroup.FOOD]
    zone.save()
    Booth.objects.filter(row=booth.row, fair=fair).update(zone=zone)
    rule, text = refusal(create_plan(fair=fair, actor=None), a, booth)
    assert rule == "ZONE"
    assert booth.number in text


def test_needs_must_be_met():
    fair, _none = fair_with(0)
    a = applicant(fair, needs=["water"])
    booth = row_of(fair)[0]
    Booth.objects.filter(pk=booth.pk).update(water=False)
    rule, _text = refusal(create_plan(fair=fair, actor=None), a, booth)
    assert rule == "NEED"


def test_two_modules_get_two_booths_side_by_side():
    fair, _none = fair_with(0)
    a = applicant(fair, modules=2)
    row, plan = row_of(fair), create_plan(fair=fair, actor=None)
    assert refusal(plan, a, row[0], row[3])[0] == "CONTIGUOUS"
    assert refusal(plan, a, row[0], whole_block=False)[0] == "MODULES"
    plan, check = assign(plan, a, row[0])
    assert check.booths == (row[0].number, row[1].number)


def test_rivals_never_stand_side_by_side():
    fair, (a, b) = fair_with(2)
    declare_rivals(fair=fair, first=a, second=b, actor=None)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    rule, text = refusal(plan, b, row[1])
    assert (rule, a.producer.name in text) == ("RIVALS", True)
    plan, _ = assign(plan, b, row[2])


def test_soft_breaches_are_told_and_do_not_refuse_with_a_note():
    fair, _none = fair_with(0)
    village = CraftVillageFactory()
    a, b = (applicant(fair, kind="honey") for _ in range(2))
    kin = [applicant(fair, producer=ProducerFactory(village=village)) for _ in range(2)]
    row = row_of(fair)
    kin[1].wished_booths = [row[0].pk]
    kin[1].save()
    plan = plan_with(fair, {a: row[0].number, kin[0]: row[2].number})
    _plan, check = assign(plan, b, row[1], note="Đã thống nhất")
    assert [n.rule for n in check.soft] == ["COMPETITOR"]
    plan.refresh_from_db()
    _plan, check = assign(plan, kin[1], row[5], note="Đã thống nhất")
    assert {n.rule for n in check.soft} == {"CLUSTER", "WISH"}


def test_the_later_editor_is_told_who_changed_what():
    fair, (a, b) = fair_with(2)
    row, colleague = row_of(fair), organiser(full_name="Trần Thị Bình")
    plan = create_plan(fair=fair, actor=None)
    assign_booths(
        plan=plan, application=a, booths=[row[0].number], version=plan.version, actor=colleague
    )
    with pytest.raises(PlanChanged) as caught:
        assign(plan, b, row[1], version=plan.version)
    assert "Trần Thị Bình" in str(caught.value)
    assert a.producer.name in str(caught.value)
    assert row[0].number in str(caught.value)


def test_swap_is_one_step_and_keeps_the_rules():
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    plan, _ = swap_places(plan=plan, first=a, second=b, version=plan.version, actor=None)
    assert places_of_plan(plan) == {a.code: (row[4].number,), b.code: (row[0].number,)}
    with pytest.raises(NotPlaced):
        swap_places(plan=plan, first=a, second=c, version=plan.version, actor=None)


def test_a_refused_swap_changes_nothing():
    fair, (a,) = fair_with(1)
    big = applicant(fair, modules=2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, big: [row[3].number, row[4].number]})
    before = places_of_plan(plan)
    with pytest.raises(PlaceRefused):
        swap_places(plan=plan, first=a, second=big, version=plan.version, actor=None)
    assert places_of_plan(plan) == before


def test_locks_hold_against_everybody():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    lock_place(application=a, booths=[row[0]], actor=None)
    plan = create_plan(fair=fair, actor=None)
    assert refusal(plan, b, row[0])[0] == "LOCK"
    assert refusal(plan, a, row[1])[0] == "LOCK"
    plan, _ = assign(plan, a, row[0])
    with pytest.raises(PlaceRefused):
        unassign(plan=plan, application=a, version=plan.version, actor=None)
    unlock_place(application=a, actor=None)
    plan = unassign(plan=plan, application=a, version=plan.version, actor=None)
    assert places_of_plan(plan) == {}


def test_a_copy_keeps_what_still_holds():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    Booth.objects.filter(pk=row[1].pk).update(state="BLOCKED", blocked_reason="Sửa điện")
    copy = create_plan(fair=fair, actor=None, copy_of=plan)
    assert copy.number == plan.number + 1
    assert places_of_plan(copy) == {a.code: (row[0].number,)}


def test_a_discarded_plan_is_closed():
    fair, (a,) = fair_with(1)
    plan = create_plan(fair=fair, actor=None)
    plan = discard_plan(plan=plan, actor=None)
    with pytest.raises(PlanClosed):
        assign(plan, a, row_of(fair)[0])


def test_a_foreign_or_unaccepted_application_gets_nothing():
    fair, _none = fair_with(0)
    _other, (stranger,) = fair_with(1)
    plan = create_plan(fair=fair, actor=None)
    assert refusal(plan, stranger, row_of(fair)[0])[0] == "APPLICATION"
