"""Plans computed by the solver: asking for one, and writing down what it found."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.formats import number
from fairs.models import AllocationPlan
from fairs.queries.comparison import old_way
from fairs.queries.fairness import rule_record
from fairs.queries.instances import FairInput, places_of_plan
from fairs.queries.plans import PLAN_TYPE, SOLVE, conflict_row, plan_metrics
from fairs.rules.proof import useful_gap
from fairs.rules.states import AssignmentSource, PlanState
from fairs.services.edits import held_places, remember
from fairs.services.plans import (
    change_state,
    check_editable,
    load_input,
    lock_plan,
    put,
)
from fairs.solver import Infeasible, Plan, explain
from fairs.solver.reasons import Explanation
from notifications.models import Job
from notifications.services import start_job

SECONDS = (1, 600)


@transaction.atomic
def request_solve(
    *,
    plan: AllocationPlan,
    version: int,
    actor: User | None,
    seed: int = 1,
    seconds: int = 20,
    fill_holes: bool = False,
) -> tuple[AllocationPlan, Job]:
    """Have a draft computed in the background; its places are replaced, locks are kept.

    Announced places are held by the move penalty; with `fill_holes` none of them moves, as long
    as the rules of today allow it. The plan cannot be edited while it runs. Raises PlanBusy,
    PlanClosed, PlanChanged, or InvalidInput for a time outside 1 to 600 seconds.
    """
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise InvalidInput(fields={"seconds": [_("Between 1 and 600 seconds.")]})
    fair, plan = lock_plan(plan)
    check_editable(plan, version)
    load_input(fair)  # refuses a floor plan that cannot be solved before a worker tries
    change_state(plan=plan, to=PlanState.RUNNING, actor=actor)
    plan.seed, plan.version, plan.method = seed, plan.version + 1, "SOLVER"
    plan.params = {**plan.params, "seconds": seconds, "fill_holes": fill_holes}
    plan.save()
    job = start_job(
        kind=SOLVE,
        title=_("Plan %(number)s of %(fair)s") % {"number": plan.number, "fair": fair.name},
        actor=actor,
        params={"plan": plan.pk, "seed": seed, "seconds": seconds, "fill_holes": fill_holes},
        subject_type=PLAN_TYPE,
        subject_id=str(plan.pk),
        total=seconds,
        dedupe_key=f"plan:{plan.pk}",
    )
    return plan, job


@transaction.atomic
def store_solution(
    *, plan: AllocationPlan, data: FairInput, result: Plan | Infeasible, actor: User | None = None
) -> dict[str, Any]:
    """Write what the solver found for the input it was given; the job's result.

    One transaction, so a killed worker leaves nothing half-written and the job may run again.
    A plan discarded in the meantime is left alone. Applicants who withdrew while it ran get
    nothing; the plan is then stale and says so.
    """
    fair, plan = lock_plan(plan)
    if plan.state != PlanState.RUNNING:
        return {"stored": False}
    if isinstance(result, Infeasible):
        return _store_conflicts(plan, result, actor)
    now = load_input(fair)
    kept_by_hand = _kept_by_hand(plan)
    explanations = {
        e.application: _told(e)
        for e in explain(data.instance, result.assignment, prices=result.prices)
    }
    before, came_from = held_places(plan), plan.version - 1  # the request made a version, too
    plan.assignments.all().delete()
    places = {c: b for c, b in result.assignment.items() if c in now.applications}
    by_hand = {c: b for c, b in places.items() if kept_by_hand.get(c) == frozenset(b)}
    automatic = {c: b for c, b in places.items() if c not in by_hand}
    for source, part in (
        (AssignmentSource.MANUAL, by_hand),
        (AssignmentSource.AUTO, automatic),
    ):
        put(plan=plan, data=now, places=part, source=source, explanations=explanations)
    plan.input_hash = data.hash
    plan.params = {**plan.params, "fingerprint": data.fingerprint, "rule": rule_record(data.fair)}
    proof = _proof(result, data)
    plan.metrics = {**plan_metrics(data, dict(result.assignment)), **proof}
    plan.metrics["fill_holes"] = bool(plan.params.get("fill_holes"))
    plan.proof = _prices(result)
    plan.version += 1
    change_state(plan=plan, to=PlanState.READY, actor=actor)
    plan.save()
    remember(plan, before, before.keys() | places.keys(), came_from)
    return {"stored": True, "placed": len(places), "waiting": len(result.waitlist)} | proof


@transaction.atomic
def give_back(*, plan: AllocationPlan) -> None:
    """Open a plan for editing again when its computation ended without a result."""
    plan = AllocationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if plan.state == PlanState.RUNNING:
        plan.state = PlanState.READY if plan.assignments.exists() else PlanState.DRAFT
        plan.version += 1
        plan.save(update_fields=["state", "version"])


def _store_conflicts(
    plan: AllocationPlan, result: Infeasible, actor: User | None
) -> dict[str, Any]:
    conflicts = [conflict_row(conflict) for conflict in result.conflicts]
    plan.metrics = {**plan.metrics, "conflicts": conflicts}
    plan.version += 1
    to = PlanState.READY if plan.assignments.exists() else PlanState.DRAFT
    change_state(plan=plan, to=to, actor=actor)
    plan.save()
    record_activity(
        actor=actor, verb="plan.infeasible", obj=plan, after={"conflicts": len(conflicts)}
    )
    return {"stored": True, "infeasible": True, "conflicts": conflicts}


def _kept_by_hand(plan: AllocationPlan) -> dict[str, frozenset[str]]:
    manual = set(
        plan.assignments.filter(source=AssignmentSource.MANUAL).values_list(
            "application__code", flat=True
        )
    )
    return {c: frozenset(b) for c, b in places_of_plan(plan).items() if c in manual}


def _proof(result: Plan, data: FairInput) -> dict[str, Any]:
    base = old_way(data)
    return {
        "bound": result.bound,
        "gap": round(result.gap, 6),
        "seconds": result.seconds,
        "seed": result.seed,
        "solver": result.version,
        "baseline": {name: base[name] for name in ("objective", "satisfaction", "placed")}
        if base
        else None,
    }


def _prices(result: Plan) -> dict[str, Any]:
    if result.prices is None:
        return {}
    return {
        "applications": dict(result.prices.applications),
        "clusters": dict(result.prices.clusters),
    }


def _told(explanation: Explanation) -> dict[str, Any]:
    """What of an explanation stays with the assignment."""
    return {
        "points": explanation.points,
        "terms": [
            {"kind": str(t.kind), "points": t.points, "subject": t.subject, "rank": t.rank}
            for t in explanation.terms
        ],
    }


def progress_text(*, best: int, bound: int, gap: float) -> str:
    """One line about a running computation."""
    if useful_gap(gap) is None:
        return _("Best plan: %(best)s points.") % {"best": number(round(best / 100))}
    wording = _("Best plan: %(best)s points; none can have more than %(bound)s (gap %(gap)s %%).")
    return wording % {
        "best": number(round(best / 100)),
        "bound": number(round(bound / 100)),
        "gap": number(round(gap * 100, 2)),
    }
