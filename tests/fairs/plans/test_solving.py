"""Plans by the solver: a job that writes once, keeps locks, survives kills and can be stopped."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairs.models import AllocationPlan, Booth
from fairs.queries.instances import build_input, build_instance, places_of_plan
from fairs.queries.plans import conflict_sentences, staleness
from fairs.rules.states import ApplicationState
from fairs.services.assignments import assign_booths
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.plans import PlanBusy, create_plan, discard_plan, refresh_plan
from fairs.services.solving import request_solve
from fairs.solver import parse_instance
from fairs.solver.output import instance_to_dict
from notifications.models import Job
from notifications.rules import JobState
from notifications.services import request_cancel
from tests.factories.plans import applicant, fair_with, plan_with, published, row_of, run_job

pytestmark = pytest.mark.django_db


def solved(plan, **options) -> AllocationPlan:
    _plan, job = request_solve(plan=plan, version=plan.version, actor=None, seconds=1, **options)
    assert run_job(job) == JobState.DONE
    plan.refresh_from_db()
    return plan


def test_the_instance_is_a_valid_file_with_real_names():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    a.wished_booths, a.wished_zones = [row[2].pk, 10**9], []
    a.save()
    declare_rivals(fair=fair, first=a, second=b, actor=None)
    lock_place(application=b, booths=[row[0]], actor=None)
    data = json.loads(json.dumps(instance_to_dict(build_instance(fair))))
    instance = parse_instance(data)
    by_id = {x.id: x for x in instance.applications}
    assert set(by_id) == {a.code, b.code}
    assert by_id[a.code].pref_booths == (row[2].number,)
    assert by_id[b.code].lock == (row[0].number,)
    assert instance.separate == (tuple(sorted((a.code, b.code))),)
    assert {x.id for x in instance.booths} == set(
        Booth.objects.filter(fair=fair).values_list("number", flat=True)
    )


def test_reading_a_fair_takes_as_many_queries_for_one_applicant_as_for_three(
    django_assert_num_queries,
):
    one, _ = fair_with(1)
    three, _ = fair_with(3)
    with CaptureQueriesContext(connection) as first:
        build_input(one)
    with django_assert_num_queries(len(first)):
        build_input(three)


def test_solving_places_everybody_and_says_how_good_it_is():
    fair, applications = fair_with(4)
    plan = solved(create_plan(fair=fair, actor=None))
    assert plan.state == "READY"
    assert set(places_of_plan(plan)) == {a.code for a in applications}
    assert plan.metrics["placed"] == 4
    assert plan.metrics["bound"] >= plan.metrics["objective"]
    assert plan.metrics["baseline"]["placed"] == 4
    assert not staleness(plan, build_input(fair))


def test_locked_places_survive_every_solve():
    fair, applications = fair_with(5)
    row = row_of(fair)
    lock_place(application=applications[2], booths=[row[5]], actor=None)
    plan = create_plan(fair=fair, actor=None)
    for seed in (1, 2, 3):
        plan = solved(plan, seed=seed)
        assert places_of_plan(plan)[applications[2].code] == (row[5].number,)


def test_a_plan_cannot_be_edited_while_it_is_computed():
    fair, (a,) = fair_with(1)
    plan = create_plan(fair=fair, actor=None)
    plan, _job = request_solve(plan=plan, version=plan.version, actor=None)
    with pytest.raises(PlanBusy):
        assign_booths(
            plan=plan,
            application=a,
            booths=[row_of(fair)[0].number],
            version=plan.version,
            actor=None,
        )


def test_conflicting_locks_are_a_result_named_in_words():
    fair, (a, b) = fair_with(2)
    declare_rivals(fair=fair, first=a, second=b, actor=None)
    row = row_of(fair)
    lock_place(application=a, booths=[row[0]], actor=None)
    lock_place(application=b, booths=[row[1]], actor=None)
    plan = solved(create_plan(fair=fair, actor=None))
    assert plan.state == "DRAFT"
    (sentence,) = conflict_sentences(plan)
    for name in (a.producer.name, b.producer.name, row[0].number, row[1].number):
        assert name in sentence


def test_a_stopped_computation_keeps_the_best_so_far():
    fair, _ = fair_with(3)
    plan = create_plan(fair=fair, actor=None)
    plan, job = request_solve(plan=plan, version=plan.version, actor=None)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert run_job(job) == JobState.CANCELLED
    plan.refresh_from_db()
    assert (plan.state, plan.metrics["placed"]) == ("READY", 3)


def test_a_job_stopped_before_it_began_leaves_the_plan_open():
    fair, (a,) = fair_with(1)
    plan = create_plan(fair=fair, actor=None)
    plan, job = request_solve(plan=plan, version=plan.version, actor=None)
    request_cancel(job=job, actor=None)
    plan, _ = assign_booths(
        plan=plan, application=a, booths=[row_of(fair)[0].number], version=plan.version, actor=None
    )
    assert plan.state == "READY"


def test_a_repeated_run_gives_the_same_plan():
    fair, _ = fair_with(5)
    plan = create_plan(fair=fair, actor=None)
    plan, job = request_solve(plan=plan, version=plan.version, actor=None)
    run_job(job)
    first = places_of_plan(plan)
    plan.refresh_from_db()
    again = solved(plan)
    assert places_of_plan(again) == first


def test_a_plan_discarded_while_it_ran_stays_discarded():
    fair, _ = fair_with(2)
    plan = create_plan(fair=fair, actor=None)
    plan, job = request_solve(plan=plan, version=plan.version, actor=None)
    discard_plan(plan=plan, actor=None)
    run_job(job)
    plan.refresh_from_db()
    assert (plan.state, places_of_plan(plan)) == ("DISCARDED", {})


def test_what_changed_since_is_named_and_refreshing_drops_what_no_longer_holds():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    Booth.objects.filter(pk=row[0].pk).update(state="BLOCKED", blocked_reason="Sửa mái")
    b.state = ApplicationState.WITHDRAWN
    b.save()
    c = applicant(fair, "HTX mới")
    text = " ".join(staleness(plan, build_input(fair)).sentences)
    for name in (row[0].number, b.producer.name, c.producer.name):
        assert name in text
    plan, dropped = refresh_plan(plan=plan, version=plan.version, actor=None)
    assert len(dropped) == 2
    assert places_of_plan(plan) == {}
    assert not staleness(plan, build_input(fair))


def test_announced_places_are_kept_by_the_next_plan():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    published(fair, {a: row[4].number, b: row[2].number})
    plan = solved(create_plan(fair=fair, actor=None))
    assert places_of_plan(plan) == {a.code: (row[4].number,), b.code: (row[2].number,)}
    assert plan.metrics["moved"] == 0
