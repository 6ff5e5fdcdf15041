"""Booths given by hand: assign, move, swap, take back. Each edit checks the rules live."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError
from fairs.models import AllocationPlan, Application, Booth
from fairs.queries.breaches import Breach, name_of
from fairs.queries.checks import Check, check_place, propose_place
from fairs.queries.instances import FairInput
from fairs.queries.occupancy import Occupancy
from fairs.rules.states import AssignmentSource
from fairs.services.plans import check_editable, load_input, lock_plan, occupancy_of, put, touch


class PlaceRefused(DomainError):
    """A hard rule forbids the place; the message names booth and rule."""

    code = "place_refused"

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        sentences = [breach.text for breach in self.breaches]
        super().__init__(" ".join(sentences), fields={"booths": sentences})


class NotPlaced(DomainError):
    """There is nothing to take back or exchange."""

    code = "not_placed"


@transaction.atomic
def assign_booths(
    *,
    plan: AllocationPlan,
    application: Application,
    booths: Iterable[str],
    version: int,
    actor: User | None,
    note: str = "",
    whole_block: bool = True,
) -> tuple[AllocationPlan, Check]:
    """Give booths (by number) to an application; what it held before becomes free.

    With `whole_block` a single booth stands for the best block of the right size that holds it.
    Returns the plan with its new version and the check, whose `soft` breaches are the notes.
    Raises PlaceRefused, PlanChanged, PlanBusy or PlanClosed.
    """
    fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data, numbers, code = load_input(fair), tuple(booths), application.code
    occupancy = occupancy_of(plan, data)
    if whole_block and len(numbers) == 1:
        numbers = propose_place(occupancy, code, numbers[0])
    check = _place(plan, occupancy, code, numbers, note)
    _record(
        plan,
        data,
        actor,
        "plan.assigned",
        gettext("%(name)s to %(booths)s."),
        name=name_of(data, code),
        booths=", ".join(numbers),
    )
    return plan, check


@transaction.atomic
def unassign(
    *, plan: AllocationPlan, application: Application, version: int, actor: User | None
) -> AllocationPlan:
    """Take an application's place back. A locked one must be unlocked first."""
    fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data = load_input(fair)
    _refuse_locked(data, application.code)
    deleted, _rows = plan.assignments.filter(application=application).delete()
    if not deleted:
        raise NotPlaced(_("This application has no place in the plan."))
    _record(
        plan,
        data,
        actor,
        "plan.unassigned",
        gettext("%(name)s taken out."),
        name=application.producer.name,
    )
    return plan


@transaction.atomic
def swap_places(
    *,
    plan: AllocationPlan,
    first: Application,
    second: Application,
    version: int,
    actor: User | None,
) -> tuple[AllocationPlan, list[Check]]:
    """Exchange the places of two applications in one step.

    Raises PlaceRefused when either may not stand where the other stood, NotPlaced when one has
    no place.
    """
    fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data = load_input(fair)
    before = occupancy_of(plan, data)
    places = {a.code: before.held_by(a.code) for a in (first, second)}
    if first.pk == second.pk or not all(places.values()):
        raise NotPlaced(_("Only two placed applications can be exchanged."))
    empty = before.without(first.code, second.code)
    plan.assignments.filter(application__in=[first, second]).delete()
    checks = [
        _place(plan, empty, first.code, places[second.code], ""),
        _place(
            plan,
            empty.with_place(first.code, places[second.code]),
            second.code,
            places[first.code],
            "",
        ),
    ]
    _record(
        plan,
        data,
        actor,
        "plan.swapped",
        gettext("%(name)s and %(other)s exchanged."),
        name=first.producer.name,
        other=second.producer.name,
    )
    return plan, checks


def _place(
    plan: AllocationPlan,
    occupancy: Occupancy,
    code: str,
    numbers: tuple[str, ...],
    note: str,
) -> Check:
    """Lock the booths in the order of their ids, check, then write."""
    data = occupancy.data
    ids = sorted(data.booths[n].pk for n in numbers if n in data.booths)
    list(
        Booth.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    )
    check = check_place(occupancy, code, numbers)
    if not check.allowed:
        raise PlaceRefused(check.hard)
    plan.assignments.filter(application__code=code).delete()
    put(
        plan=plan,
        data=data,
        places={code: numbers},
        source=AssignmentSource.MANUAL,
        notes={code: note},
        explanations={code: {"notes": [breach.as_dict() for breach in check.soft]}},
    )
    return check


def _refuse_locked(data: FairInput, code: str) -> None:
    for applicant in data.instance.applications:
        if applicant.id == code and applicant.lock:
            text = _("%(name)s is locked to booth %(booth)s. Unlock it first.") % {
                "name": name_of(data, code),
                "booth": ", ".join(applicant.lock),
            }
            raise PlaceRefused([Breach("LOCK", str(text), applicant.lock[0], (code,))])


def _record(
    plan: AllocationPlan,
    data: FairInput,
    actor: User | None,
    verb: str,
    text: str,
    **names: str,
) -> None:
    """A new version of the plan and a line in the audit trail that the next editor can read."""
    touch(plan, data)
    record_activity(
        actor=actor,
        verb=verb,
        obj=plan,
        after={"text": text % names, "version": plan.version, **names},
    )
