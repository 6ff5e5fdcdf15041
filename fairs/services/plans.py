"""Allocation plans: versions of who stands where, drafted by hand or by the solver."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, IllegalTransition, StaleVersion
from common.locks import short_lock_timeout
from fairs.models import AllocationPlan, Assignment, AssignmentBooth, Fair
from fairs.queries.checks import check_place, check_plan
from fairs.queries.fairness import rule_record
from fairs.queries.instances import FairInput, build_input, places_of_plan
from fairs.queries.occupancy import Occupancy
from fairs.queries.plans import active_job, last_change, plan_metrics
from fairs.rules.states import PLAN_CHANGES, AssignmentSource, FairState, PlanState
from fairs.solver.geometry import FloorPlanError

OPEN = (PlanState.DRAFT, PlanState.READY)
ENDED_FAIRS = (FairState.CANCELLED, FairState.CLOSED)


class PlanClosed(DomainError):
    """The plan's state does not allow this change."""

    code = "plan_closed"


class PlanBusy(DomainError):
    """The solver is working on the plan."""

    code = "plan_busy"
    message = _("This plan is being computed. Wait until it is ready, or stop the computation.")


class PlanChanged(StaleVersion):
    """Somebody changed the plan since it was read; the message says who and what."""

    code = "plan_changed"


class FloorPlanInvalid(DomainError):
    """The booths of a hall do not form simple rows, so nothing can be allocated."""

    code = "floor_plan_invalid"


def load_input(fair: Fair) -> FairInput:
    """The fair's input with its hall laid out. Raises FloorPlanInvalid naming the booths."""
    data = build_input(fair)
    try:
        data.board  # noqa: B018
    except FloorPlanError as error:
        text = _("Booths %(booths)s do not form simple rows; correct the plan of the hall.")
        raise FloorPlanInvalid(text % {"booths": ", ".join(error.booths[:8])}) from error
    return data


@transaction.atomic
def create_plan(
    *, fair: Fair, actor: User | None, name: str = "", copy_of: AllocationPlan | None = None
) -> AllocationPlan:
    """A new draft of a fair, empty or with the places of another plan that still hold.

    A place stays given by hand or by the solver as it was. Places of the other plan which today's
    rules forbid are left out. Raises PlanClosed when the fair is over.
    """
    short_lock_timeout()
    fair = lock_fair(fair)
    last = AllocationPlan.objects.filter(fair=fair).aggregate(last=Max("number"))["last"] or 0
    data = load_input(fair)
    plan = AllocationPlan.objects.create(
        fair=fair,
        number=last + 1,
        name=name,
        parent=copy_of,
        created_by=actor,
        input_hash=data.hash,
        params={"fingerprint": data.fingerprint, "rule": rule_record(fair)},
    )
    if copy_of is not None:
        _copy_places(plan, copy_of, data)
    measure(plan, data)
    plan.save()
    record_activity(
        actor=actor,
        verb="plan.created",
        obj=plan,
        after={"number": plan.number, "copy_of": copy_of.number if copy_of else None},
    )
    return plan


@transaction.atomic
def discard_plan(*, plan: AllocationPlan, actor: User | None) -> AllocationPlan:
    """Put a draft aside for good. Raises IllegalTransition for a published plan."""
    _fair, plan = lock_plan(plan)
    change_state(plan=plan, to=PlanState.DISCARDED, actor=actor)
    plan.version += 1
    plan.save()
    return plan


@transaction.atomic
def refresh_plan(
    *, plan: AllocationPlan, version: int, actor: User | None
) -> tuple[AllocationPlan, list[str]]:
    """Bring a draft to the fair's data of now; the sentences say which places were dropped.

    A place is dropped when a rule of today forbids it. Afterwards the plan is not stale.
    """
    fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data = load_input(fair)
    dropped = _drop_forbidden(plan, data)
    plan.input_hash = data.hash
    plan.params = {**plan.params, "fingerprint": data.fingerprint, "rule": rule_record(fair)}
    touch(plan, data)
    record_activity(actor=actor, verb="plan.refreshed", obj=plan, after={"dropped": dropped})
    return plan, dropped


def lock_fair(fair: Fair) -> Fair:
    """The fair, locked first of all. Raises PlanClosed when it is over."""
    fair = Fair.objects.select_for_update(of=("self",), no_key=True).get(pk=fair.pk)
    if fair.state in ENDED_FAIRS:
        raise PlanClosed(_("The fair is over; its plans stay as they were."))
    return fair


def lock_plan(plan: AllocationPlan) -> tuple[Fair, AllocationPlan]:
    """Fair, then plan: the order in which everybody locks."""
    short_lock_timeout()
    fair = lock_fair(plan.fair)
    locked = AllocationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    locked.fair = fair
    return fair, locked


def check_editable(plan: AllocationPlan, version: int) -> None:
    """Raise PlanBusy, PlanClosed or PlanChanged when a locked plan must not be edited."""
    settle_abandoned(plan)
    if plan.state == PlanState.RUNNING:
        raise PlanBusy
    if plan.state not in OPEN:
        text = _("Plan %(number)s is %(state)s and cannot be changed. Make a copy of it.")
        raise PlanClosed(
            text % {"number": plan.number, "state": PlanState(plan.state).label.lower()}
        )
    if plan.version != version:
        raise PlanChanged(_who_changed(plan))


def settle_abandoned(plan: AllocationPlan) -> None:
    """A plan left RUNNING by a job that ended without a result becomes editable again."""
    if plan.state == PlanState.RUNNING and active_job(plan) is None:
        plan.state = PlanState.READY if plan.assignments.exists() else PlanState.DRAFT
        plan.save(update_fields=["state"])


def change_state(*, plan: AllocationPlan, to: str, actor: User | None) -> None:
    """Move a locked plan along the transition table and note it; the caller saves.

    Raises IllegalTransition.
    """
    if to not in PLAN_CHANGES[plan.state]:
        raise IllegalTransition(source=PlanState(plan.state).label, target=PlanState(to).label)
    record_activity(
        actor=actor,
        verb=f"plan.{to.lower()}",
        obj=plan,
        before={"state": plan.state},
        after={"state": to},
    )
    plan.state = to


def touch(plan: AllocationPlan, data: FairInput) -> None:
    """A new version of a locked plan whose places changed."""
    plan.version += 1
    if plan.state in OPEN:
        plan.state = PlanState.READY if plan.assignments.exists() else PlanState.DRAFT
    measure(plan, data)
    plan.save()


def measure(plan: AllocationPlan, data: FairInput) -> None:
    """Count a plan afresh. What the solver proved holds only for the plan it made."""
    plan.metrics = plan_metrics(data, places_of_plan(plan))


def occupancy_of(plan: AllocationPlan, data: FairInput) -> Occupancy:
    return Occupancy.of(data, places_of_plan(plan))


def put(
    *,
    plan: AllocationPlan,
    data: FairInput,
    places: Mapping[str, Iterable[str]],
    source: str,
    notes: Mapping[str, str] | None = None,
    explanations: Mapping[str, dict[str, Any]] | None = None,
) -> None:
    """Write places (application code → booth numbers) that the applicants do not hold yet."""
    days = (data.fair.opens_on, data.fair.closes_on + timedelta(days=1))
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                plan=plan,
                application=data.applications[code],
                source=source,
                note=(notes or {}).get(code, "")[:300],
                explanation=(explanations or {}).get(code, {}),
            )
            for code in places
        ]
    )
    by_code = {assignment.application.code: assignment for assignment in made}
    AssignmentBooth.objects.bulk_create(
        [
            AssignmentBooth(
                plan=plan,
                assignment=by_code[code],
                booth=data.booths[number],
                days=days,
                live=plan.state == PlanState.PUBLISHED,
            )
            for code, numbers in places.items()
            for number in numbers
        ]
    )


def _copy_places(plan: AllocationPlan, source: AllocationPlan, data: FairInput) -> None:
    kept = Occupancy(data)
    places = {}
    for code, booths in places_of_plan(source).items():
        if check_place(kept, code, booths).allowed:
            kept = kept.with_place(code, booths)
            places[code] = booths
    given = dict(source.assignments.values_list("application__code", "source"))
    for way in AssignmentSource.values:
        own = {code: booths for code, booths in places.items() if given[code] == way}
        put(plan=plan, data=data, places=own, source=way)
    if places:
        plan.state = PlanState.READY


def _drop_forbidden(plan: AllocationPlan, data: FairInput) -> list[str]:
    refused = [check for check in check_plan(occupancy_of(plan, data)) if check.booths]
    plan.assignments.filter(application__code__in=[c.application for c in refused]).delete()
    return [breach.text for check in refused for breach in check.hard]


def _who_changed(plan: AllocationPlan) -> str:
    change = last_change(plan)
    if change is None:
        return str(StaleVersion.message)
    what = (change.after or {}).get("text", "")
    who = (change.actor and change.actor.full_name) or change.who
    return gettext(
        "%(who)s changed this plan in the meantime: %(what)s Reload to see it, then try again."
    ) % {"who": who, "what": what or "…"}
