"""Instance and plan as files of the public format, for any independent checker."""

from typing import Any

from fairs.models import AllocationPlan, Fair
from fairs.queries.instances import FairInput, build_instance, places_of_plan
from fairs.queries.plans import plan_metrics
from fairs.rules.proof import useful_gap
from fairs.solver.output import instance_to_dict
from fairs.solver.scoring import waitlist


def instance_file(fair: Fair) -> dict[str, Any]:
    """The assignment problem of a fair as it stands now (`booth-assign/1`)."""
    return instance_to_dict(build_instance(fair))


def plan_file(plan: AllocationPlan, data: FairInput) -> dict[str, Any]:
    """A plan with its objective on the instance of now.

    The proven bound is given only while it speaks about this very plan and instance, the gap
    only where it says something (fairs.rules.proof).
    """
    places = places_of_plan(plan)
    blocks = {c: b for c, v in places.items() if (b := data.board.block_of(v)) is not None}
    metrics = plan_metrics(data, places)
    made: dict[str, Any] = {
        "plan": plan.number,
        "state": plan.state,
        "assignment": {code: list(booths) for code, booths in places.items()},
        "waitlist": list(waitlist(data.board, blocks)),
        "objective": metrics["objective"],
    }
    stored = plan.metrics
    same = plan.input_hash == data.hash and stored.get("objective") == metrics["objective"]
    # A bound of plans that move nobody says nothing about the instance of this file.
    if same and not stored.get("fill_holes") and "bound" in stored:
        kept = ("bound", "seconds", "seed")
        made |= {key: stored[key] for key in kept} | {"version": stored["solver"]}
        if useful_gap(stored["gap"]) is not None:
            made["gap"] = stored["gap"]
    return made
