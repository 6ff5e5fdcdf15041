"""Booths given by hand: assign, move, swap, take back. Each edit checks the rules live."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import DomainError
from fairs.models import AllocationPlan, Application, Booth
from fairs.queries.breaches import Breach, name_of
from fairs.queries.checks import Check, check_place, propose_place
from fairs.queries.instances import FairInput
from fairs.queries.occupancy import Occupancy
from fairs.rules.states import AssignmentSource
from fairs.services.edits import held_places, record_edit
from fairs.services.plans import check_editable, load_input, lock_plan, occupancy_of, put


class PlaceRefused(DomainError):
    """A hard rule forbids the place; the message names booth and rule."""

    code = "place_refused"

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        sentences = [breach.text for breach in self.breaches]
        super().__init__(" ".join(sentences), fields={"booths": sentences})


class NoteNeeded(DomainError):
    """The place is allowed but costs something; a note must say why it is given all the same."""

    code = "note_needed"

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        sentences = [breach.text for breach in self.breaches]
        ask = gettext("Say why in the note, then give it again.")
        super().__init__(" ".join([*sentences, ask]), fields={"note": sentences})


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
    Returns the plan with its new version and the check, whose `soft` breaches are what it costs.
    Raises PlaceRefused, NoteNeeded when it costs something and there is no note, PlanChanged,
    PlanBusy or PlanClosed.
    """
    fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data, numbers, code = load_input(fair), tuple(booths), application.code
    occupancy = occupancy_of(plan, data)
    if whole_block and len(numbers) == 1:
        numbers = propose_place(occupancy, code, numbers[0])
    before = held_places(plan, [code])
    check = place(plan, occupancy, code, numbers, note)
    _ask_note(check.soft, note)
    record_edit(
        plan,
        data,
        before,
        [code],
        actor=actor,
        verb="plan.assigned",
        text=gettext("%(name)s to %(booths)s."),
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
    before = held_places(plan, [application.code])
    deleted, _rows = plan.assignments.filter(application=application).delete()
    if not deleted:
        raise NotPlaced(_("This application has no place in the plan."))
    record_edit(
        plan,
        data,
        before,
        [application.code],
        actor=actor,
        verb="plan.unassigned",
        text=gettext("%(name)s taken out."),
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
    note: str = "",
) -> tuple[AllocationPlan, list[Check]]:
    """Exchange the places of two applications in one step.

    Raises PlaceRefused when either may not stand where the other stood, NoteNeeded when it costs
    something and there is no note, NotPlaced when one has no place.
    """
    _fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data = load_input(plan.fair)
    places = {a.code: occupancy_of(plan, data).held_by(a.code) for a in (first, second)}
    if first.pk == second.pk or not all(places.values()):
        raise NotPlaced(_("Only two placed applications can be exchanged."))
    before = held_places(plan, places)
    moves = {first.code: places[second.code], second.code: places[first.code]}
    checks = _place_all(plan, data, moves, note)
    record_edit(
        plan,
        data,
        before,
        moves,
        actor=actor,
        verb="plan.swapped",
        text=gettext("%(name)s and %(other)s exchanged."),
        name=first.producer.name,
        other=second.producer.name,
    )
    return plan, checks


@transaction.atomic
def move_chain(
    *,
    plan: AllocationPlan,
    moves: Mapping[str, Iterable[str]],
    version: int,
    actor: User | None,
    note: str = "",
) -> tuple[AllocationPlan, list[Check]]:
    """Several places changed in one step (code → booth numbers; none: to the waiting list).

    All or nothing. Raises PlaceRefused, NoteNeeded, NotPlaced for an empty or unknown chain,
    PlanChanged, PlanBusy or PlanClosed.
    """
    _fair, plan = lock_plan(plan)
    check_editable(plan, version)
    data = load_input(plan.fair)
    wanted = {code: tuple(booths) for code, booths in moves.items()}
    if not wanted or not wanted.keys() <= data.applications.keys():
        raise NotPlaced(_("This chain does not fit the plan any more. Choose it again."))
    before = held_places(plan, wanted)
    checks = _place_all(plan, data, wanted, note)
    said = [f"{name_of(data, c)}: {', '.join(b) or '–'}" for c, b in wanted.items()]
    record_edit(
        plan,
        data,
        before,
        wanted,
        actor=actor,
        verb="plan.chained",
        text=gettext("Moved together: %(moves)s."),
        moves="; ".join(said),
    )
    return plan, checks


def _place_all(
    plan: AllocationPlan, data: FairInput, moves: Mapping[str, tuple[str, ...]], note: str
) -> list[Check]:
    """Take everybody out, then place one after the other where the rules allow it."""
    others = occupancy_of(plan, data).without(*moves)
    plan.assignments.filter(application__code__in=list(moves)).delete()
    checks = []
    for code, booths in moves.items():
        if not booths:
            _refuse_locked(data, code)
            continue
        checks.append(place(plan, others, code, booths, note))
        others = others.with_place(code, booths)
    _ask_note([breach for check in checks for breach in check.soft], note)
    return checks


def _ask_note(soft: Iterable[Breach], note: str) -> None:
    if not note.strip() and (costs := tuple(soft)):
        raise NoteNeeded(costs)


def place(
    plan: AllocationPlan,
    occupancy: Occupancy,
    code: str,
    numbers: tuple[str, ...],
    note: str,
    source: str = AssignmentSource.MANUAL,
) -> Check:
    """Put one application on booths of a locked plan: lock them in the order of their ids, check,
    write. Raises PlaceRefused."""
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
        source=source,
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
