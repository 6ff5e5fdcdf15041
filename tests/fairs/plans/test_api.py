"""Plans and places over the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fairs.models import AllocationPlan, Booth, Lock, RivalPair
from fairs.queries.instances import places_of_plan
from fairs.services.plans import create_plan, discard_plan
from fairs.solver import parse_instance
from notifications.models import Job, Message
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import member
from tests.factories.plans import (
    fair_with,
    plan_with,
    published,
    row_of,
    run_job,
    with_letters,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(organiser_user, api):
    return api(organiser_user)


def url(name, *args):
    return reverse(f"api:{name}", args=args)


def test_plans_are_made_once_per_key_and_listed(office):
    fair, (a,) = fair_with(1)
    source = plan_with(fair, {a: row_of(fair)[0].number})
    body = {"name": "B", "copy_of": source.pk}
    first = office.post(url("plan-list", fair.pk), body, headers={"Idempotency-Key": "k"})
    again = office.post(url("plan-list", fair.pk), body, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.data["id"]) == (201, first.data["id"])
    assert first.data["assignments"] == {a.code: (row_of(fair)[0].number,)}
    rows = office.get(url("plan-list", fair.pk)).data["results"]
    assert [row["number"] for row in rows] == [2, 1]
    wrong = office.post(url("plan-list", fair.pk), {"copy_of": 987654})
    assert (wrong.status_code, list(wrong.data["errors"])) == (400, ["copy_of"])


def test_lists_cost_the_same_at_one_and_at_three_rows(office):
    fair, (a, b, c, d) = fair_with(4)
    row = row_of(fair)
    create_plan(fair=fair, actor=None)
    names = ("plan-list", "lock-list", "rival-list")

    def fill(i):
        Lock.objects.create(fair=fair, application=(a, b, c)[i], booth=row[i])
        RivalPair.objects.create(fair=fair, first=(a, b, c)[i], second=d)

    fill(0)
    counts = []
    for step in range(2):
        for name in names:
            office.get(url(name, fair.pk))
            with CaptureQueriesContext(connection) as seen:
                assert len(office.get(url(name, fair.pk)).data["results"]) == (1, 3)[step]
            counts.append(len(seen))
        if step == 0:
            fill(1)
            fill(2)
            create_plan(fair=fair, actor=None)
            create_plan(fair=fair, actor=None)
    assert counts[:3] == counts[3:]


def test_giving_a_booth_needs_the_version(office):
    fair, (a,) = fair_with(1)
    row, plan = row_of(fair), create_plan(fair=fair, actor=None)
    body = {"application": a.code, "booths": [row[0].number]}
    assert office.put(url("plan-assignments", plan.pk), body).status_code == 428
    done = office.put(
        url("plan-assignments", plan.pk), body, headers={"If-Match": f'"v{plan.version}"'}
    )
    assert done.data["assignments"] == {a.code: (row[0].number,)}
    assert done["ETag"] == f'"v{plan.version + 1}"'
    stale = office.put(url("plan-assignments", plan.pk), {**body, "version": plan.version})
    assert (stale.status_code, stale.data["code"]) == (409, "plan_changed")
    emptied = office.put(
        url("plan-assignments", plan.pk),
        {"application": a.code, "booths": [], "version": plan.version + 1},
    )
    assert emptied.data["assignments"] == {}


def test_a_refusal_names_booth_and_rule(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    answer = office.put(
        url("plan-assignments", plan.pk),
        {"application": b.code, "booths": [row[0].number], "version": plan.version},
    )
    assert (answer.status_code, answer.data["code"]) == (409, "place_refused")
    assert row[0].number in answer.data["errors"]["booths"][0]
    assert places_of_plan(plan) == {a.code: (row[0].number,)}


def test_checking_changes_nothing_and_judges_every_booth(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    everything = office.get(url("plan-check", plan.pk), {"application": b.code}).data["booths"]
    by_booth = {item["booth"]: item for item in everything}
    assert len(by_booth) == Booth.objects.filter(fair=fair).count()
    assert by_booth[row[0].number]["refused_because"][0]["rule"] == "OCCUPIED"
    assert by_booth[row[1].number]["allowed"]
    one = office.get(
        url("plan-check", plan.pk), {"application": b.code, "booths": row[0].number}
    ).data["booths"]
    assert [item["allowed"] for item in one] == [False]
    plan.refresh_from_db()
    assert places_of_plan(plan) == {a.code: (row[0].number,)}
    missing = office.get(url("plan-check", plan.pk), {"application": "nobody"})
    assert missing.status_code == 404


def test_swapping(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    body = {"first": a.code, "second": b.code, "version": plan.version}
    assert office.post(url("plan-swap", plan.pk), body).status_code == 200
    assert places_of_plan(plan) == {a.code: (row[4].number,), b.code: (row[0].number,)}


def test_solving_refreshing_publishing_and_reading_the_letters(office):
    fair, applications = fair_with(3)
    plan = create_plan(fair=fair, actor=None)
    asked = office.post(url("plan-solve", plan.pk), {"seconds": 1, "version": plan.version})
    assert (asked.status_code, asked.data["state"]) == (202, "RUNNING")
    busy = office.post(url("plan-solve", plan.pk), {"seconds": 1, "version": asked.data["version"]})
    assert (busy.status_code, busy.data["code"]) == (409, "plan_busy")
    run_job(Job.objects.get(pk=asked.data["job"]))
    detail = office.get(url("plan-detail", plan.pk)).data
    assert (detail["state"], detail["placed"], detail["stale"]) == ("READY", 3, [])
    Booth.objects.filter(fair=fair, places=None).update(quality=7)
    refused = office.post(url("plan-publish", plan.pk), {"version": detail["version"]})
    assert (refused.status_code, refused.data["code"]) == (409, "plan_stale")
    fresh = office.post(url("plan-refresh", plan.pk), {"version": detail["version"]}).data
    done = office.post(url("plan-publish", plan.pk), {"version": fresh["version"]})
    assert done.data["state"] == "PUBLISHED"
    progress = office.get(url("letter-list", fair.pk)).data
    assert (progress["exhibitors"], progress["rendered"]) == (3, 0)
    assert progress["mails"] == {"WAITING": 3}
    run_job(Job.objects.get(pk=done.data["letters_job"]))
    progress = office.get(url("letter-list", fair.pk)).data
    assert (progress["rendered"], progress["mails"]) == (3, {"QUEUED": 3})
    again = office.post(url("letter-list", fair.pk))
    assert again.status_code == 202
    assert Message.objects.filter(state="WAITING").count() == len(applications)


def test_a_wrong_time_or_unknown_field_is_named(office):
    fair, _ = fair_with(1)
    plan = create_plan(fair=fair, actor=None)
    wrong = office.post(url("plan-solve", plan.pk), {"seconds": 9999, "version": 1, "state": "X"})
    assert wrong.status_code == 400
    assert "state" in wrong.data["errors"]
    assert AllocationPlan.objects.get().state == "DRAFT"


def test_the_files_are_of_the_public_format(office):
    fair, (a,) = fair_with(1)
    plan = plan_with(fair, {a: row_of(fair)[0].number})
    parse_instance(office.get(url("plan-instance", plan.pk)).json())
    made = office.get(url("plan-file", plan.pk)).json()
    assert made["assignment"] == {a.code: [row_of(fair)[0].number]}
    assert "bound" not in made  # nothing is proven about a plan made by hand


def test_locks_and_rivals(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    made = office.post(
        url("lock-list", fair.pk), {"application": a.code, "booths": [row[0].number]}
    )
    assert (made.status_code, made.data[0]["booth"]) == (201, row[0].number)
    taken = office.post(
        url("lock-list", fair.pk), {"application": b.code, "booths": [row[0].number]}
    )
    assert (taken.status_code, taken.data["code"]) == (409, "lock_refused")
    unknown = office.post(url("lock-list", fair.pk), {"application": a.code, "booths": ["Q99"]})
    assert list(unknown.data["errors"]) == ["booths"]
    assert office.delete(url("lock-detail", fair.pk, a.pk)).status_code == 204
    assert office.delete(url("lock-detail", fair.pk, a.pk)).status_code == 404
    pair = office.post(url("rival-list", fair.pk), {"first": b.code, "second": a.code})
    assert (pair.status_code, pair.data["first"]) == (201, a.code)
    assert office.delete(url("rival-detail", fair.pk, pair.data["id"])).status_code == 204
    assert not RivalPair.objects.exists()


def test_what_a_fair_holds_is_filtered_and_ordered(office):
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    for applicant, booth in ((a, row[0]), (a, row[1]), (b, row[4])):
        Lock.objects.create(fair=fair, application=applicant, booth=booth)
    pairs = [RivalPair.objects.create(fair=fair, first=a, second=other) for other in (b, c)]
    kept, dropped = (create_plan(fair=fair, actor=None) for _ in range(2))
    discard_plan(plan=dropped, actor=None)

    def rows(name, **query):
        answer = office.get(url(name, fair.pk), query)
        assert answer.status_code == 200, answer.data
        return answer.data["results"]

    assert [lock["booth"] for lock in rows("lock-list", booth=row[4].number)] == [row[4].number]
    assert {lock["application"] for lock in rows("lock-list", application=a.code)} == {a.code}
    newest = [lock["id"] for lock in rows("lock-list", ordering="-created_at")]
    assert newest == sorted(newest, reverse=True)
    assert [pair["id"] for pair in rows("rival-list", application=c.code)] == [pairs[1].pk]
    assert [pair["id"] for pair in rows("rival-list", ordering="-id")] == [
        pair.pk for pair in reversed(pairs)
    ]
    assert [plan["id"] for plan in rows("plan-list", state="DISCARDED")] == [dropped.pk]
    assert rows("plan-list", method="SOLVER") == []
    assert [plan["id"] for plan in rows("plan-list", ordering="number")] == [kept.pk, dropped.pk]
    wrong = office.get(url("plan-list", fair.pk), {"state": "NONSENSE"})
    assert (wrong.status_code, list(wrong.data["errors"])) == (400, ["state"])


def test_discarding(office):
    fair, _ = fair_with(0)
    plan = create_plan(fair=fair, actor=None)
    assert office.post(url("plan-discard", plan.pk)).data["state"] == "DISCARDED"
    assert office.post(url("plan-discard", plan.pk)).status_code == 409


class TestMyPlaces:
    def test_only_own_published_places_are_shown(self, api):
        fair, (a, b) = fair_with(2)
        row = row_of(fair)
        user = UserFactory()
        member(user, a.producer)
        client = api(user)
        assert client.get(url("my-place-list")).data["results"] == []
        with_letters(fair, {a: row[0].number, b: row[1].number})
        (place,) = client.get(url("my-place-list")).data["results"]
        assert (place["code"], place["booths"]) == (a.code, [row[0].number])
        assert place["letter"] == reverse("api:my-place-letter", args=[a.pk])

    def test_confirming_is_the_producers(self, api):
        fair, (a, b) = fair_with(2)
        row = row_of(fair)
        user = UserFactory()
        member(user, a.producer)
        published(fair, {a: row[0].number, b: row[1].number})
        client = api(user)
        assert client.post(url("my-place-confirm", a.pk)).data["state"] == "CONFIRMED"
        assert client.post(url("my-place-confirm", b.pk)).status_code == 404
        b.refresh_from_db()
        assert b.state == "ACCEPTED"
