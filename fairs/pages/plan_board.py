"""What the plan page shows: halls with occupants, who waits, and what may be done."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import is_organiser
from accounts.queries import history_of
from common import formats
from common.pages import Action
from fairs.documents.floor_plan import HallSheet, floor_plan
from fairs.models import AllocationPlan, Assignment, Fair, Lock, Zone
from fairs.pages.chips import plan_chip
from fairs.pages.fairs import crumbs
from fairs.pages.plan_forms import SolveForm
from fairs.queries.instances import (
    FairInput,
    announced_places,
    assignments_of,
    build_input,
    published_plan,
)
from fairs.queries.letters import letter_counts
from fairs.queries.move_words import counted
from fairs.queries.moves import moves_of
from fairs.queries.plan_words import plan_sentences
from fairs.queries.plans import (
    LETTERS,
    PLAN_TYPE,
    SOLVE,
    active_job,
    conflict_sentences,
    jobs_of,
    last_edit,
    staleness,
    standing,
    unplaced,
)
from fairs.rules.proof import useful_gap
from fairs.rules.states import BoothState, LockScope, PlanState
from fairs.services.publication import preview_publication
from fairs.solver.geometry import FloorPlanError
from notifications.kinds import job_links
from notifications.models import Job


@dataclass(frozen=True)
class Occupant:
    """Who holds a booth in this plan, and how it is drawn."""

    code: str
    name: str
    booths: str
    assignment: int
    application: int
    locked: bool
    tone: str  # kept, moved or new, compared with the published plan


@job_links(SOLVE, LETTERS)
def plan_of_job(job: Job) -> list[tuple[str, str]]:
    """The plan a computation or a round of letters worked on."""
    plan = AllocationPlan.objects.filter(pk=int(job.subject_id)).first()
    if plan is None:
        return []
    text = _("Plan %(number)s") % {"number": plan.number}
    return [(text, reverse("fairs:plan", args=[plan.pk]))]


def plan_crumbs(fair: Fair) -> list[tuple[str, str]]:
    """Fairs › this fair › its plans, for pages below them."""
    return [*crumbs(fair), (_("Plans"), reverse("fairs:plans", args=[fair.pk]))]


def plan_context(request: HttpRequest, plan: AllocationPlan) -> dict[str, Any]:
    """Everything the plan page draws (the same after a reload and after an htmx swap)."""
    job = active_job(plan) if plan.state == PlanState.RUNNING else None
    state = standing(plan, job)
    editing = is_organiser(request.user) and state in (PlanState.DRAFT, PlanState.READY)
    fair = plan.fair
    rows = list(assignments_of(plan))
    occupants = _occupants(fair, rows)
    waiting = list(unplaced(plan))
    data = build_input(fair)
    broken = floor_plan_problem(data)
    letters_job = jobs_of(plan, LETTERS).first()
    current = published_plan(fair)
    context: dict[str, Any] = {
        "title": _("Plan %(number)s") % {"number": plan.number},
        "breadcrumb": plan_crumbs(fair),
        "actions": _actions(plan),
        "plan": plan,
        "fair": fair,
        "state": state,
        "chip": plan_chip(state),
        "job": job,
        "editing": editing and not broken,
        "may_edit": is_organiser(request.user),
        "broken": broken,
        "halls": [hall_board(sheet, occupants, data.kept_free) for sheet in floor_plan(fair)],
        "placed": _placed(rows, occupants),
        "waiting": waiting,
        "figures": figures(plan),
        "in_words": plan_sentences(plan),
        "conflicts": conflict_sentences(plan),
        "stale": staleness(plan, data) if editing else None,
        "booths": [b.number for b in data.booths.values() if b.state == "AVAILABLE"],
        "lock_forms": lock_forms(fair, rows, data) if editing else [],
        "undo": editing and last_edit(plan),
        "history": history_of(object_type=PLAN_TYPE, object_id=plan.pk)[:30],
        "letters_job": letters_job,
        "letters": letter_counts(plan) if letters_job else None,
        "solve_form": SolveForm(published=current is not None),
        "resolving": is_organiser(request.user) and plan == current and not broken,
    }
    if editing and current is not None and not broken:
        context["changes"] = counted(moves_of(plan, data))
    if editing and not broken:
        context["publication"] = preview_publication(plan=plan, data=data)
    return context


def lock_forms(fair: Fair, rows: list[Assignment], data: FairInput) -> list[tuple[Any, Any]]:
    """The choices of each form that locks a part of the plan."""
    people = [(row.application.code, row.application.producer.name) for row in rows]
    booths = [(n, n) for n, b in data.booths.items() if b.state == BoothState.AVAILABLE]
    zones = [(zone.code, zone.name) for zone in Zone.objects.filter(fair=fair)]
    pair = [("first", _("One"), people), ("second", _("The other"), people)]
    return [
        (LockScope.BOOTH, [("booth", _("Booth"), booths)]),
        (LockScope.PAIR, pair),
        (LockScope.ZONE, [("zone", _("Zone"), zones)]),
    ]


def floor_plan_problem(data: FairInput) -> str:
    """Why nothing can be allocated on this floor plan; empty when it can."""
    try:
        data.board  # noqa: B018
    except FloorPlanError as error:
        text = _("Booths %(booths)s do not form simple rows; correct the plan of the hall.")
        return text % {"booths": ", ".join(error.booths[:8])}
    return ""


def _actions(plan: AllocationPlan) -> list[Action]:
    """What anybody needs in order to check the plan with a program of their own."""
    files = [
        ("instance.json", _("Data of the allocation (JSON)")),
        ("plan.json", _("Plan with its proof (JSON)")),
    ]
    return [
        Action(label, reverse("fairs:plan_file", args=[plan.pk, name]), "download")
        for name, label in files
    ]


def _occupants(fair: Fair, rows: list[Assignment]) -> dict[str, Occupant]:
    announced = announced_places(fair)
    locked = set(Lock.objects.filter(fair=fair).values_list("application_id", flat=True))
    found = {}
    for row in rows:
        numbers = [place.booth.number for place in row.places.all()]
        before = announced.get(row.application.code)
        tone = "new" if before is None else "kept" if set(before) == set(numbers) else "moved"
        occupant = Occupant(
            code=row.application.code,
            name=row.application.producer.name,
            booths=", ".join(numbers),
            assignment=row.pk,
            application=row.application_id,
            locked=row.application_id in locked,
            tone=tone,
        )
        found.update(dict.fromkeys(numbers, occupant))
    return found


def _placed(rows: list[Assignment], occupants: dict[str, Occupant]) -> list[tuple[Any, Any]]:
    by_code = {occupant.code: occupant for occupant in occupants.values()}
    return [(row, by_code[row.application.code]) for row in rows if row.application.code in by_code]


def hall_board(
    sheet: HallSheet, occupants: dict[str, Occupant], kept_free: Collection[str] = ()
) -> dict[str, Any]:
    """One hall as drawn and as listed by zone; booths locked to stay free are marked."""
    return {
        "name": sheet.hall.name,
        "drawing": sheet.drawing,
        "view_box": f"-1 -1 {sheet.drawing.width + 2:.2f} {sheet.drawing.height + 2:.2f}",
        "booths": [
            (shape, shape.rect.middle, text_size(shape.rect.width, shape.spot.number),
             occupants.get(shape.spot.number), shape.spot.number in kept_free)
            for shape in sheet.drawing.booths
        ],
        "zones": [
            {"zone": entry.zone, "booths": [
                (b, occupants.get(b.number), b.number in kept_free) for b in entry.booths
            ]}
            for entry in sheet.zones
        ],
    }  # fmt: skip


def text_size(width: float, text: str) -> str:
    """Letters, in metres, as large as a number fits across its booth."""
    return f"{min(1.2, 1.45 * width / max(len(text), 3)):.2f}"


def figures(plan: AllocationPlan) -> list[tuple[str, str]]:
    """The figures of a plan, label and value."""
    m = plan.metrics
    if "placed" not in m:
        return []
    shown = [
        (_("Placed"), f"{m['placed']} / {m['applicants']}"),
        (_("Booths used"), f"{m['booths_used']} / {m['booths_available']}"),
        (_("First wish met"), share(m["first_wish"], m["wishing"])),
        (_("Some wish met"), share(m["some_wish"], m["wishing"])),
        (_("Villages side by side"), str(m["cluster_pairs"])),
        (_("Competitors side by side"), str(m["competitor_pairs"])),
    ]
    gap = useful_gap(m.get("gap"))
    if gap is not None:
        label = _("At most better by")
        if m.get("fill_holes"):
            label = _("At most better by, moving nobody")
        shown.append((label, formats.percent(round(100 * gap, 2))))
    return shown


def share(part: int, whole: int) -> str:
    return f"{part} / {whole}" if whole else "–"
