"""Pages of plans and places, as the people who use them see them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fairs.models import AllocationPlan, Booth, Fair, Lock, RivalPair
from fairs.queries.instances import places_of_plan
from fairs.services.locks import declare_rivals
from fairs.services.plans import create_plan
from fairs.services.solving import request_solve
from notifications.models import Job
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import member
from tests.factories.plans import (
    applicant,
    fair_with,
    plan_with,
    published,
    row_of,
    run_job,
    with_letters,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(organiser_user, sign_in):
    return sign_in(organiser_user)


def address(name, *args):
    return reverse(f"fairs:{name}", args=args)


def post(client, name, plan, /, **data):
    data = {"version": plan.version, **data}
    return client.post(address(name, plan.pk), data, follow=True)


def test_making_copying_and_discarding_plans(office):
    fair, (a,) = fair_with(1)
    plan = plan_with(fair, {a: row_of(fair)[0].number})
    office.post(address("plan_create", fair.pk), {"name": "Phương án B", "copy_of": plan.pk})
    copy = AllocationPlan.objects.get(name="Phương án B")
    assert places_of_plan(copy) == places_of_plan(plan)
    listed = office.get(address("plans", fair.pk)).content.decode()
    assert "Phương án B" in listed
    post(office, "plan_discard", copy)
    copy.refresh_from_db()
    assert copy.state == "DISCARDED"
    again = office.post(address("plan_discard", copy.pk), follow=True)
    assert again.redirect_chain == [(address("plan", copy.pk), 302)]
    assert "alert-error" in again.content.decode()


def test_a_fair_that_is_over_refuses_a_plan_and_its_rivals_with_a_sentence(office):
    fair, (a, b) = fair_with(2)
    pair = declare_rivals(fair=fair, first=a, second=b, actor=None, reason="")
    Fair.objects.filter(pk=fair.pk).update(state="CLOSED")
    for route, entered in (("plan_create", {"name": "Muộn"}), ("rivals", {"remove": pair.pk})):
        page = office.post(address(route, fair.pk), entered, follow=True)
        assert page.status_code == 200
        assert "alert-error" in page.content.decode()
    assert RivalPair.objects.exists()
    assert not AllocationPlan.objects.exists()


def test_the_list_costs_the_same_at_one_and_at_three_plans(office):
    fair, (a,) = fair_with(1)
    plan_with(fair, {a: row_of(fair)[0].number})
    office.get(address("plans", fair.pk))
    with CaptureQueriesContext(connection) as one:
        office.get(address("plans", fair.pk))
    create_plan(fair=fair, actor=None)
    create_plan(fair=fair, actor=organiser())
    with CaptureQueriesContext(connection) as three:
        office.get(address("plans", fair.pk))
    assert len(three) == len(one)


def test_the_board_costs_the_same_for_one_and_for_three_applicants(office):
    small, (a, _w) = fair_with(2)
    big, many = fair_with(6)
    one = plan_with(small, {a: row_of(small)[0].number})
    row = row_of(big)
    three = plan_with(big, {many[i]: row[i].number for i in range(3)})
    office.get(address("plan", one.pk))
    with CaptureQueriesContext(connection) as first:
        office.get(address("plan", one.pk))
    with CaptureQueriesContext(connection) as second:
        office.get(address("plan", three.pk))
    assert len(second) == len(first)


def test_giving_a_booth_works_without_a_script(office):
    fair, (a,) = fair_with(1)
    row, plan = row_of(fair), create_plan(fair=fair, actor=None)
    page = post(office, "plan_assign", plan, application=a.code, booth=row[0].number)
    assert places_of_plan(plan) == {a.code: (row[0].number,)}
    text = page.content.decode()
    assert a.producer.name in text
    assert f'data-number="{row[0].number}" data-code="{a.code}"' in text


def test_a_refusal_names_booth_and_holder_and_changes_nothing(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    page = post(office, "plan_assign", plan, application=b.code, booth=row[0].number)
    notice = re.search(r'alert-error">([^<]+)', page.content.decode())[1]
    assert row[0].number in notice
    assert a.producer.name in notice
    assert places_of_plan(plan) == {a.code: (row[0].number,)}


def test_an_htmx_refusal_is_a_409_with_its_sentence(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    answer = office.post(
        address("plan_assign", plan.pk),
        {"version": plan.version, "application": b.code, "booth": row[0].number},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert row[0].number in answer["X-Message"]


def test_a_swap_by_htmx_shows_what_a_reload_shows(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    swapped = office.post(
        address("plan_assign", plan.pk),
        {"version": plan.version, "application": a.code, "booth": row[4].number},
        headers={"HX-Request": "true"},
    )
    reloaded = office.get(address("plan", plan.pk))

    def board(response):
        text = response.content.decode()
        text = re.sub(r'<div class="notices".*?</div></div>\n?', "", text, flags=re.S)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
        return text[text.index('id="board"') : text.index("</main>")].split()

    assert board(swapped) == board(reloaded)


def test_locking_swapping_and_taking_back(office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    post(office, "plan_lock", plan, application=a.code)
    assert Lock.objects.get().booth_id == row[0].pk
    post(office, "plan_lock", plan, application=a.code)
    assert not Lock.objects.exists()
    post(office, "plan_swap", plan, first=a.code, second=b.code)
    plan.refresh_from_db()
    assert places_of_plan(plan) == {a.code: (row[4].number,), b.code: (row[0].number,)}
    post(office, "plan_unassign", plan, application=b.code)
    assert places_of_plan(plan) == {a.code: (row[4].number,)}


def test_solving_shows_progress_and_then_the_plan(office):
    fair, _ = fair_with(3)
    plan = create_plan(fair=fair, actor=None)
    page = post(office, "plan_solve", plan, seconds="1", seed="1")
    job = Job.objects.get(kind="fairs.solve")
    assert reverse("notifications:job", args=[job.pk]) in page.content.decode()
    board = office.get(address("plan", plan.pk)).content.decode()
    assert 'hx-trigger="job-ended from:body"' in board
    run_job(job)
    plan.refresh_from_db()
    assert len(places_of_plan(plan)) == 3
    assert "job-ended" not in office.get(address("plan", plan.pk)).content.decode()
    wrong = post(office, "plan_solve", plan, seconds="0", seed="1")
    assert "aria-invalid" in wrong.content.decode()


def test_a_stale_plan_says_what_changed_and_can_be_updated(office):
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    Booth.objects.filter(pk=row[2].pk).update(state="BLOCKED", blocked_reason="Cột")
    page = office.get(address("plan", plan.pk)).content.decode()
    assert address("plan_refresh", plan.pk) in page
    assert address("plan_publish", plan.pk) not in page
    page = post(office, "plan_refresh", plan).content.decode()
    assert address("plan_publish", plan.pk) in page


def test_publishing_shows_the_letters(office):
    fair, (a,) = fair_with(1)
    plan = plan_with(fair, {a: row_of(fair)[0].number})
    page = post(office, "plan_publish", plan).content.decode()
    plan.refresh_from_db()
    assert plan.state == "PUBLISHED"
    job = Job.objects.get(kind="fairs.letters")
    assert reverse("notifications:job", args=[job.pk]) in page
    progress = reverse("notifications:job_progress", args=[job.pk])
    back = address("plan", plan.pk)
    assert back not in office.get(progress).content.decode()
    run_job(job)
    assert back in office.get(progress).content.decode()
    post(office, "plan_letters", plan)
    assert Job.objects.filter(kind="fairs.letters").count() == 2


def test_files_and_letter_preview_are_downloads(office):
    fair, (a,) = fair_with(1)
    plan = plan_with(fair, {a: row_of(fair)[0].number})
    instance = office.get(address("plan_file", plan.pk, "instance.json")).json()
    made = office.get(address("plan_file", plan.pk, "plan.json")).json()
    assert instance["format"] == "booth-assign/1"
    assert made["assignment"] == {a.code: [row_of(fair)[0].number]}
    assert office.get(address("plan_file", plan.pk, "other")).status_code == 404
    letter = office.get(address("plan_letter", plan.pk, a.pk))
    assert letter.content.startswith(b"%PDF")
    assert "attachment" in letter["Content-Disposition"]


def test_rivals_are_declared_and_forgotten(office):
    fair, (a, b) = fair_with(2)
    office.post(address("rivals", fair.pk), {"first": b.pk, "second": a.pk, "reason": "Kiện"})
    pair = RivalPair.objects.get()
    assert (pair.first, pair.second) == (a, b)
    page = office.post(address("rivals", fair.pk), {"first": a.pk, "second": a.pk})
    assert "alert-danger" in page.content.decode() or "field-error" in page.content.decode()
    office.post(address("rivals", fair.pk), {"remove": pair.pk})
    assert not RivalPair.objects.exists()


def test_a_reviewer_sees_and_cannot_change(reviewer_user, sign_in):
    fair, (a,) = fair_with(1)
    plan, client = create_plan(fair=fair, actor=None), sign_in(reviewer_user)
    page = client.get(address("plan", plan.pk)).content.decode()
    assert address("plan_assign", plan.pk) not in page
    answer = post(client, "plan_assign", plan, application=a.code, booth="A01")
    assert answer.status_code == 403
    assert places_of_plan(plan) == {}


class TestExhibitor:
    @pytest.fixture
    def world(self, sign_in):
        fair, (a, b) = fair_with(2)
        user = UserFactory()
        member(user, a.producer)
        return fair, a, b, sign_in(user)

    def test_the_own_booth_appears_with_publication(self, world):
        fair, a, b, client = world
        row = row_of(fair)
        plan_with(fair, {a: row[0].number, b: row[1].number})
        assert row[0].number not in client.get(address("my_place", a.pk)).content.decode()
        with_letters(fair, {a: row[0].number, b: row[1].number})
        page = client.get(address("my_place", a.pk)).content.decode()
        assert f'<p class="booth-number">{row[0].number}</p>' in page
        assert re.search(rf'class="booth [^"]*own" data-number="{row[0].number}"', page)
        assert page.count(" own") >= 2  # on the plan and in the list of the zone
        letter = client.get(address("my_place_letter", a.pk))
        assert letter.content.startswith(b"%PDF")
        assert row[0].number in client.get(address("my_places")).content.decode()
        assert client.get(address("my_place", b.pk)).status_code == 404
        assert client.get(address("my_place_letter", b.pk)).status_code == 404

    def test_confirming(self, world):
        fair, a, _b, client = world
        published(fair, {a: row_of(fair)[0].number})
        client.post(address("my_place_confirm", a.pk))
        a.refresh_from_db()
        assert a.state == "CONFIRMED"

    def test_confirming_too_late_says_so(self, world):
        fair, a, _b, client = world
        published(fair, {a: row_of(fair)[0].number})
        fair.confirm_by = timezone.now() - timedelta(minutes=1)
        fair.save()
        page = client.post(address("my_place_confirm", a.pk), follow=True).content.decode()
        assert "alert-error" in page
        a.refresh_from_db()
        assert a.state == "ACCEPTED"

    def test_the_public_sees_exhibitors_after_publication_only(self, world, client):
        fair, a, b, _producer = world
        row = row_of(fair)
        plan = plan_with(fair, {a: row[0].number, b: row[1].number})
        assert a.producer.name not in client.get(address("exhibitors", fair.pk)).content.decode()
        published(fair, {a: row[0].number, b: row[1].number})
        page = client.get(address("exhibitors", fair.pk)).content.decode()
        assert a.producer.name in page
        assert a.code not in page
        found = client.get(address("exhibitors", fair.pk), {"q": "HTX so 2"}).content.decode()
        assert found.count('<section class="panel"><h2>') == 1
        assert plan.pk

    def test_the_public_list_costs_the_same_for_one_and_for_three(self, client):
        one, (a,) = fair_with(1)
        three, many = fair_with(3)
        row = row_of(three)
        published(one, {a: row_of(one)[0].number})
        published(three, {x: row[i].number for i, x in enumerate(many)})
        client.get(address("exhibitors", one.pk))
        with CaptureQueriesContext(connection) as first:
            client.get(address("exhibitors", one.pk))
        with CaptureQueriesContext(connection) as second:
            client.get(address("exhibitors", three.pk))
        assert len(second) == len(first)

    def test_my_booths_cost_the_same_for_one_and_for_three(self, sign_in):
        fair, many = fair_with(3)
        row = row_of(fair)
        published(fair, {x: row[i].number for i, x in enumerate(many)})
        one, three = UserFactory(), UserFactory()
        member(one, many[0].producer)
        for x in many:
            member(three, x.producer)
        counts = []
        for user in (one, three):
            client = sign_in(user)
            client.get(address("my_places"))
            with CaptureQueriesContext(connection) as seen:
                client.get(address("my_places"))
            counts.append(len(seen))
        assert counts[0] == counts[1]


def test_a_job_that_ended_without_a_result_leaves_the_board_open(office):
    fair, (a,) = fair_with(1)
    plan = create_plan(fair=fair, actor=None)
    plan, job = request_solve(plan=plan, version=plan.version, actor=None)
    Job.objects.filter(pk=job.pk).update(state="FAILED")
    failed = office.get(reverse("notifications:job", args=[job.pk])).content.decode()
    assert address("plan", plan.pk) in failed
    page = office.get(address("plan", plan.pk)).content.decode()
    assert address("plan_assign", plan.pk) in page
    applicant(fair)
    post(office, "plan_assign", plan, application=a.code, booth=row_of(fair)[0].number)
    assert places_of_plan(plan)
