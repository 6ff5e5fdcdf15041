"""The floor plan: seen by everybody, drawn by organisers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from common import formats
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action
from exhibitors.access import producers_of
from fairs.access import (
    fair_abilities,
    get_booth_to_edit,
    get_fair_to_edit,
    get_fair_to_view,
    get_hall_to_edit,
)
from fairs.documents.floor_plan import floor_plan
from fairs.models import Booth, Fair, FairHall
from fairs.pages.fairs import crumbs
from fairs.pages.layout_forms import BoothForm, HallForm
from fairs.rules.states import BoothState
from fairs.services.booths import update_booth
from fairs.services.layout import FLAGS, draw_hall, remove_hall


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan to scale, with the list of booths by zone."""
    fair = get_fair_to_view(request.user, pk)
    abilities = fair_abilities(request.user, fair, timezone.now())
    mine = set(producers_of(request.user).values_list("pk", flat=True))
    actions = []
    if abilities["edit"]:
        actions.append(
            Action(_("Add a hall"), reverse("fairs:hall_new", args=[pk]), "plus", primary=True)
        )
    context = {
        "title": _("Floor plan"),
        "breadcrumb": [
            (_("Fairs"), reverse("fairs:fairs")),
            (fair.name, reverse("fairs:fair", args=[pk])),
        ],
        "actions": actions,
        "fair": fair,
        "sheets": floor_plan(fair, mine=mine),
        "editable": is_organiser(request.user) and abilities["edit"],
    }
    return render(request, "fairs/floor_plan.html", context)


@login_required
def hall_new(request: HttpRequest, pk: int) -> HttpResponse:
    fair = get_fair_to_edit(request.user, pk)
    hall = fair.venue.halls.order_by("pk").first()
    initial: dict[str, object] = {"name": _("Hall %(n)s") % {"n": fair.halls.count() + 1}}
    if hall is not None:
        initial |= {"width_m": hall.width_m, "depth_m": hall.depth_m, "venue_hall": hall}
    return _hall(request, fair, None, initial, _("Draw a hall"))


@login_required
def hall_edit(request: HttpRequest, pk: int, hall: int) -> HttpResponse:
    found = get_hall_to_edit(request.user, pk, hall)
    initial = {
        "name": found.name,
        "venue_hall": found.hall,
        "width_m": found.width_m,
        "depth_m": found.depth_m,
        **_drawn_with(found),
    }
    return _hall(request, found.fair, found, initial, _("Draw the hall again"))


def _drawn_with(hall: FairHall) -> dict[str, object]:
    """Rows and counts read back from what is drawn, so that the form starts from it."""
    booths = list(Booth.objects.filter(hall=hall).exclude(state=BoothState.RETIRED))
    rows: dict[str, int] = {}
    groups: dict[str, set[str]] = {}
    for booth in booths:
        rows[booth.row] = rows.get(booth.row, 0) + 1
    for zone in hall.zones.all():
        found = {b.row for b in booths if b.zone_id == zone.pk}
        if len(zone.allowed_groups) == 1:
            groups[f"rows_{zone.allowed_groups[0]}"] = found
    values: dict[str, object] = {"rows": len(rows), "booths_per_row": max(rows.values(), default=1)}
    return values | {name: len(found) for name, found in groups.items()}


def _hall(
    request: HttpRequest,
    fair: Fair,
    hall: FairHall | None,
    initial: dict[str, object],
    title: str,
) -> HttpResponse:
    form = HallForm(request.POST or None, initial=initial, fair=fair)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = draw_hall(fair=fair, plan=form.plan(), hall=hall, actor=request.user)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            count = drawn.booths.count()
            messages.success(request, _("Booths drawn: %(count)s.") % {"count": count})
            return redirect("fairs:floor_plan", pk=fair.pk)
    context = {
        "title": title,
        "form": form,
        "breadcrumb": [*crumbs(fair), plan_crumb(fair)],
        "submit": _("Draw"),
        "cancel": reverse("fairs:floor_plan", args=[fair.pk]),
        "remove": reverse("fairs:hall_remove", args=[fair.pk, hall.pk]) if hall else "",
    }
    return render(request, "fairs/form.html", context)


def plan_crumb(fair: Fair) -> tuple[str, str]:
    return _("Floor plan"), reverse("fairs:floor_plan", args=[fair.pk])


@login_required
@require_POST
def hall_remove(request: HttpRequest, pk: int, hall: int) -> HttpResponse:
    found = get_hall_to_edit(request.user, pk, hall)
    try:
        remove_hall(hall=found, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The hall was taken out of the plan."))
    return redirect("fairs:floor_plan", pk=pk)


@login_required
def booth(request: HttpRequest, pk: int) -> HttpResponse:
    """Block a booth, free it, or correct what it offers."""
    found = get_booth_to_edit(request.user, pk)
    initial = {name: getattr(found, name) for name in FLAGS} | {
        "blocked": found.state == BoothState.BLOCKED,
        "reason": found.blocked_reason,
        "quality": found.quality,
        "version": found.version,
    }
    form = BoothForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            update_booth(
                booth=found,
                version=data["version"],
                blocked=data["blocked"],
                reason=data["reason"],
                flags={name: data[name] for name in FLAGS if name in data},
                quality=data["quality"],
                actor=request.user,
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("Booth %(number)s was saved.") % {"number": found.number})
            return redirect("fairs:floor_plan", pk=found.fair_id)
    title = _("Booth %(number)s") % {"number": found.number}
    size = f"{formats.number(found.width_m)} × {formats.number(found.depth_m)} m"
    context = {
        "title": title,
        "form": form,
        "intro": f"{found.hall.name} · {found.zone.name if found.zone else ''} · {size}",
        "breadcrumb": [*crumbs(found.fair), plan_crumb(found.fair)],
        "submit": _("Save"),
        "cancel": reverse("fairs:floor_plan", args=[found.fair_id]),
    }
    return render(request, "fairs/form.html", context)
