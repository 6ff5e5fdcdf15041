"""Places changed together: what an occupied place would set in motion, doing it, taking it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import posted_version
from fairs.access.plans import get_application_of_plan, get_plan_to_edit
from fairs.models import AllocationPlan
from fairs.pages.plan_board import plan_crumbs
from fairs.pages.plan_edits import edit_plan
from fairs.queries.breaches import name_of
from fairs.queries.chains import Chain, ChainKind, chains_for
from fairs.queries.instances import FairInput
from fairs.queries.reason_words import points
from fairs.services.assignments import move_chain
from fairs.services.plans import load_input, occupancy_of
from fairs.services.undo import undo_edit


@organiser_required
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What giving an applicant an occupied booth would mean for everybody; nothing changes yet."""
    plan = get_plan_to_edit(request.user, pk)
    application = get_application_of_plan(plan, code=request.POST.get("application", ""))
    booth = request.POST.get("booth", "")[:12]
    here = _("Plan %(number)s") % {"number": plan.number}
    context: dict[str, Any] = {
        "title": _("What would it take?"),
        "breadcrumb": [*plan_crumbs(plan.fair), (here, reverse("fairs:plan", args=[pk]))],
        "plan": plan,
        "name": application.producer.name,
        "booth": booth,
    }
    try:
        data = load_input(plan.fair)
        found = chains_for(occupancy_of(plan, data), application.code, booth)
        context["ways"] = [worded(way, data) for way in found]
    except DomainError as error:
        context["problem"] = str(error)
    whole = "fairs/plan_preview.html"
    return render(request, "fairs/partials/chains.html" if request.htmx else whole, context)


def worded(way: Chain, data: FairInput) -> dict[str, Any]:
    """One way as the page shows it: its title, each move, what it costs, what it sends."""
    titles = {
        ChainKind.SWAP: _("Exchange the two"),
        ChainKind.CHAIN: _("Move on to free booths"),
        ChainKind.WAIT: _("Somebody goes back to the waiting list"),
    }
    moves = [
        {
            "name": name_of(data, code),
            "before": ", ".join(way.before[code]),
            "after": ", ".join(booths),
            "sent": f"{code}={' '.join(booths)}",
        }
        for code, booths in way.moves.items()
    ]
    return {
        "title": titles[ChainKind(way.kind)],
        "moves": moves,
        "gain": points(way.gain) if way.gain < 0 else f"+{points(way.gain)}",
        "soft": [breach.text for breach in way.soft],
    }


@organiser_required
@require_POST
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the moves of a previewed way (`move` = code=booths, repeated), all or nothing."""

    def change(plan: AllocationPlan) -> str:
        sent = [move.partition("=") for move in request.POST.getlist("move")]
        move_chain(
            plan=plan,
            moves={code: booths.split() for code, _sign, booths in sent},
            version=posted_version(request),
            actor=request.user,
            note=request.POST.get("note", ""),
        )
        return _("Places changed together: %(n)s.") % {"n": len(sent)}

    return edit_plan(request, pk, change)


@organiser_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        undo_edit(plan=plan, version=posted_version(request), actor=request.user)
        return _("The latest edit was taken back.")

    return edit_plan(request, pk, change)
