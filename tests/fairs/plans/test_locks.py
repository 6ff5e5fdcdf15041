"""Locks of a booth, a pair and a zone: no solve and no hand moves what they hold."""

import pytest
from django.urls import reverse

from fairs.models import Booth, Lock, Zone
from fairs.queries.instances import build_input, places_of_plan
from fairs.queries.plans import staleness
from fairs.services.assignments import PlaceRefused, assign_booths
from fairs.services.locks import LockRefused, lock_place
from fairs.services.plan_locks import NotBeside, lock_booth, lock_pair, lock_zone, unlock
from fairs.services.solving import request_solve
from notifications.rules import JobState
from tests.factories.plans import applicant, fair_with, plan_with, row_of, run_job

pytestmark = pytest.mark.django_db


def solved(plan):
    plan, job = request_solve(plan=plan, version=plan.version, actor=None, seconds=1)
    assert run_job(job) == JobState.DONE
    plan.refresh_from_db()
    return places_of_plan(plan)


def test_an_empty_locked_booth_stays_free_by_hand_and_by_the_solver():
    fair, _ = fair_with(0)
    row = row_of(fair)
    a = applicant(fair, "HTX A", wished_booths=[row[0].pk])
    plan = plan_with(fair, {a: row[3].number})
    lock_booth(plan=plan, booth=row[0], actor=None, reason="Sân khấu")
    with pytest.raises(PlaceRefused, match="Sân khấu"):
        assign_booths(
            plan=plan, application=a, booths=[row[0].number], version=plan.version, actor=None
        )
    assert not staleness(plan, build_input(fair))
    assert solved(plan)[a.code] != (row[0].number,)
    unlock(lock=Lock.objects.get(), actor=None)
    plan.refresh_from_db()
    assert solved(plan)[a.code] == (row[0].number,)


def test_a_locked_pair_survives_every_solve_side_by_side():
    fair, _ = fair_with(0)
    row = row_of(fair)
    a, b = (applicant(fair, n, wished_booths=[row[0].pk]) for n in ("HTX A", "HTX B"))
    plan = plan_with(fair, {a: row[3].number, b: row[4].number})
    lock_pair(plan=plan, first=a, second=b, actor=None)
    assert solved(plan) == {a.code: (row[3].number,), b.code: (row[4].number,)}
    assert unlock(lock=Lock.objects.first(), actor=None) == 2


def test_only_two_side_by_side_are_locked_as_a_pair():
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[2].number})
    for other in (b, c):
        with pytest.raises(NotBeside):
            lock_pair(plan=plan, first=a, second=other, actor=None)
    assert not Lock.objects.exists()


def test_a_locked_zone_stays_as_it_is_and_opens_in_one_step():
    fair, _ = fair_with(0)
    row = row_of(fair)
    zone = Zone.objects.create(fair=fair, hall=row[0].hall, code="Z9", name_vi="Khu trà")
    Booth.objects.filter(pk__in=[row[0].pk, row[1].pk]).update(zone=zone)
    a = applicant(fair, "HTX trong khu")
    b = applicant(fair, "HTX muốn vào", wished_booths=[row[1].pk], wished_zones=[zone.pk])
    plan = plan_with(fair, {a: row[0].number})
    lock_place(application=a, booths=[row[0]], actor=None)
    lock_zone(plan=plan, zone=zone, actor=None)
    places = solved(plan)
    assert places[a.code] == (row[0].number,)
    assert places[b.code] != (row[1].number,)
    assert unlock(lock=Lock.objects.get(scope="ZONE"), actor=None) == 1
    assert Lock.objects.get().application == a


def test_a_booth_kept_free_cannot_be_locked_for_an_applicant():
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[3].number})
    lock_booth(plan=plan, booth=row[0], actor=None)
    with pytest.raises(LockRefused, match=row[0].number):
        lock_place(application=a, booths=[row[0]], actor=None)


def test_the_pages_lock_and_unlock(organiser_user, reviewer_user, sign_in):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    office = sign_in(organiser_user)
    address = reverse("fairs:plan_lock", args=[plan.pk])
    common = {"version": plan.version}
    office.post(address, common | {"scope": "PAIR", "first": a.code, "second": b.code})
    office.post(address, common | {"scope": "BOOTH", "booth": row[5].number, "reason": "Cửa"})
    assert office.post(address, common | {"scope": "X"}).status_code == 404
    listed = reverse("fairs:locks", args=[fair.pk])
    page = office.get(listed).content.decode()
    for text in (a.producer.name, b.producer.name, row[5].number, "Cửa"):
        assert text in page
    lock = Lock.objects.get(booth=row[5])
    assert sign_in(reviewer_user).post(listed, {"remove": lock.pk}).status_code == 403
    office.post(listed, {"remove": lock.pk})
    assert Lock.objects.count() == 2


def test_the_api_locks_parts_and_opens_them(organiser_user, api):
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    client, address = api(organiser_user), reverse("api:plan-locks", args=[plan.pk])
    made = client.post(address, {"scope": "BOOTH", "booth": row[0].number}, format="json")
    (lock,) = made.json()
    assert (made.status_code, lock["application"], lock["scope"]) == (201, a.code, "BOOTH")
    for body in ({"scope": "ZONE"}, {"scope": "BOOTH", "booth": "?"}):
        assert client.post(address, body, format="json").status_code == 400
    assert client.delete(reverse("api:lock-open", args=[fair.pk, lock["id"]])).status_code == 204
    assert not Lock.objects.exists()
