"""Computing anew from the published plan, and the report of every move with its reason."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import is_office
from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action, Column, ListPage
from fairs.access.plans import get_fair_to_allocate, get_plan_to_view
from fairs.pages.plan_board import plan_crumbs
from fairs.pages.plan_forms import SolveForm
from fairs.queries.instances import build_input, published_plan
from fairs.queries.move_words import kind_label, sentences
from fairs.queries.moves import MoveKind, base_of, moves_of, names_in
from fairs.services.resolving import resolve_published

TONES = {
    MoveKind.MOVED: "blue",
    MoveKind.JOINED: "jade",
    MoveKind.DROPPED: "red",
    MoveKind.LEFT: "grey",
}


@organiser_required
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """A new plan from the published one, being computed."""
    fair = get_fair_to_allocate(request.user, pk, edit=True)
    form = SolveForm(request.POST)
    if form.is_valid():
        try:
            plan, _job = resolve_published(fair=fair, actor=request.user, **form.cleaned_data)
            return redirect("fairs:plan", pk=plan.pk)
        except DomainError as error:
            say_domain_error(request, error)
    current = published_plan(fair)
    return redirect("fairs:plan", current.pk) if current else redirect("fairs:plans", pk)


class MoveList(ListPage):
    """Who moved, joined and left between the published plan and this one, and why."""

    empty = gettext_lazy("Nobody moves, joins or leaves in this plan.")
    filename = "moves"

    def allowed(self) -> bool:
        if not is_office(self.request.user):
            return False
        self.plan = get_plan_to_view(self.request.user, self.kwargs["pk"])
        return True

    def queryset(self) -> Any:
        moves = moves_of(self.plan, build_input(self.plan.fair))
        self.names = names_in(self.plan.fair_id, moves)
        return moves

    def get_title(self) -> object:
        return _("What plan %(number)s changes") % {"number": self.plan.number}

    def get_columns(self) -> list[Column]:
        return [
            Column(_("Applicant"), lambda m: self.names.get(m.application), heading=True),
            Column(_("What changes"), lambda m: (TONES[m.kind], kind_label(m.kind), True), "chip"),
            Column(_("Booths before"), lambda m: ", ".join(m.before)),
            Column(_("Booths now"), lambda m: ", ".join(m.after)),
            Column(_("Points for itself"), lambda m: points(m.own), "number"),
            Column(_("Points for the plan"), lambda m: points(m.gain), "number"),
            Column(_("Reason"), lambda m: " ".join(sentences(m, self.names))),
        ]

    def empty_action(self) -> Action:
        return Action(_("To the plan"), reverse("fairs:plan", args=[self.plan.pk]))

    def extra(self) -> dict[str, Any]:
        label = _("Plan %(number)s") % {"number": self.plan.number}
        here = (label, reverse("fairs:plan", args=[self.plan.pk]))
        base = base_of(self.plan)
        intro = (
            _("Compared with the places told with plan %(number)s.") % {"number": base.number}
            if base
            else _("No plan of this fair was published before this one.")
        )
        return {"breadcrumb": [*plan_crumbs(self.plan.fair), here], "intro": intro}


def points(centipoints: int | None) -> int | None:
    return None if centipoints is None else round(centipoints / 100)
