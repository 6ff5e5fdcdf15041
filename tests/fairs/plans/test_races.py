"""Two editors, two publishers, two workers: exactly one wins, and the unguarded way does race."""

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from common.errors import DomainError
from fairs.models import AllocationPlan, Assignment, AssignmentBooth, Booth
from fairs.queries.instances import places_of_plan
from fairs.services.assignments import assign_booths
from fairs.services.places import release_places
from fairs.services.plans import create_plan
from fairs.services.publication import publish_plan
from fairs.services.solving import request_solve
from notifications import registry
from notifications.models import Document, Job, Message
from notifications.services import jobs
from tests.factories.plans import fair_with, plan_with, published, row_of, run_job
from tests.notifications.test_kills import lease_runs_out, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def together(*actions):
    """Run callables at the same moment, each on its own connection; results or errors."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=10)
            return action()
        except (DomainError, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def errors(results):
    return [result for result in results if isinstance(result, Exception)]


def test_two_editors_and_one_booth():
    fair, applications = fair_with(8)
    plan, booth = create_plan(fair=fair, actor=None), row_of(fair)[0]

    def give(application):
        return lambda: assign_booths(
            plan=plan,
            application=application,
            booths=[booth.number],
            version=plan.version,
            actor=None,
        )

    results = together(*(give(a) for a in applications))
    assert len(errors(results)) == len(applications) - 1
    assert {type(e).__name__ for e in errors(results)} == {"PlanChanged"}
    assert len(places_of_plan(plan)) == 1


def test_without_the_lock_both_would_see_a_free_booth():
    """The positive control: check, then insert, with only the constraint behind it."""
    fair, applications = fair_with(2)
    plan, booth = create_plan(fair=fair, actor=None), row_of(fair)[0]
    seen, both_checked = [], Barrier(2)
    days = (fair.opens_on, fair.closes_on + timedelta(days=1))

    def give(application):
        def action():
            with transaction.atomic():
                seen.append(AssignmentBooth.objects.filter(plan=plan, booth=booth).exists())
                both_checked.wait(timeout=10)
                made = Assignment.objects.create(plan=plan, application=application)
                AssignmentBooth.objects.create(plan=plan, assignment=made, booth=booth, days=days)

        return action

    results = together(*(give(a) for a in applications))
    assert seen == [False, False]
    assert [type(e) for e in errors(results)] == [IntegrityError]


def test_two_publishers_queue_the_letters_once():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})

    def publish():
        return publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now())

    results = together(publish, publish, publish)
    assert len(errors(results)) == 2
    assert Message.objects.filter(dedupe_key__startswith="fairs.booth_letter:").count() == 2
    assert Job.objects.filter(kind="fairs.letters").count() == 1


def test_two_plans_published_at_once_leave_one_published():
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plans = [plan_with(fair, {a: row[0].number}), plan_with(fair, {a: row[1].number})]
    together(
        *(
            lambda p=p: publish_plan(plan=p, version=p.version, actor=None, now=timezone.now())
            for p in plans
        )
    )
    assert AllocationPlan.objects.filter(fair=fair, state="PUBLISHED").count() == 1
    assert AssignmentBooth.objects.filter(live=True).count() == 1


def test_two_workers_on_one_job_write_each_letter_once():
    fair, applications = fair_with(4)
    row = row_of(fair)
    _plan, job = published(fair, dict(zip(applications, (b.number for b in row), strict=False)))
    together(lambda: run_job(job), lambda: run_job(job))
    assert Document.objects.filter(kind="fairs.booth_letter").count() == 4


def test_withdrawing_while_publishing_never_leaves_a_ghost():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    together(
        lambda: publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now()),
        lambda: release_places(application=a, actor=None, now=timezone.now(), reason="Rút"),
    )
    live = set(AssignmentBooth.objects.filter(live=True).values_list("booth__number", flat=True))
    assert live in ({row[1].number}, set())


HOLD = """
import sys
from fairs.tasks import plans
from notifications import registry
go_on = plans.store_solution
def hold(**kwargs):
    print("reached", flush=True)
    sys.stdin.readline()
    return go_on(**kwargs)
plans.store_solution = hold
registry.execute({job})
"""


@pytest.mark.services
def test_a_solver_killed_before_it_wrote_starts_again():
    fair, _applications = fair_with(3)
    plan = create_plan(fair=fair, actor=None)
    plan, job = request_solve(plan=plan, version=plan.version, actor=None)
    worker = start(HOLD.format(job=job.pk), JOB_PROGRESS_SECONDS="0")
    assert "reached\n" in iter(worker.stdout.readline, "")  # the solver may print before
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    plan.refresh_from_db()
    assert (plan.state, places_of_plan(plan)) == ("RUNNING", {})
    lease_runs_out(Job)
    (waiting,) = jobs.reconcile_jobs()
    assert registry.execute(waiting.pk) == "DONE"
    plan.refresh_from_db()
    assert (plan.state, len(places_of_plan(plan))) == ("READY", 3)
    assert Booth.objects.filter(places__plan=plan).count() == 3
