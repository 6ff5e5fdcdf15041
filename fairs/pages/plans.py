"""Pages of allocation plans: the list, the board, and what may be done with a plan."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import orjson
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import office_required, organiser_required
from common.errors import DomainError
from common.files import download as file_answer
from common.forms import add_domain_error
from common.pages import Column, ListPage
from fairs.access.plans import (
    get_application_of_plan,
    get_assignment_to_view,
    get_fair_to_allocate,
    get_plan_to_edit,
    get_plan_to_view,
    get_rivals_to_edit,
)
from fairs.models import AllocationPlan, Booth
from fairs.pages.plan_board import crumbs, plan_chip, plan_context, share
from fairs.pages.plan_forms import NewPlanForm, RivalsForm, SolveForm, plan_label
from fairs.queries.exports import instance_file, plan_file
from fairs.queries.instances import allocatable, places_of_plan
from fairs.queries.plans import plans_of, rivals_of
from fairs.services.assignments import assign_booths, swap_places, unassign
from fairs.services.letters import preview_letter
from fairs.services.locks import declare_rivals, forget_rivals, lock_place, unlock_place
from fairs.services.plans import create_plan, discard_plan, load_input, refresh_plan
from fairs.services.publication import publish_plan, reissue_letters
from fairs.services.solving import request_solve


def _metric(name: str) -> Callable[[AllocationPlan], Any]:
    return lambda plan: plan.metrics.get(name)


def _points(plan: AllocationPlan) -> int | None:
    value = plan.metrics.get("satisfaction")
    return None if value is None else round(value / 100)


def _first_wish(plan: AllocationPlan) -> str | None:
    m = plan.metrics
    return share(m["first_wish"], m["wishing"]) if "first_wish" in m else None


class PlanList(ListPage):
    """Versions of a fair's plan side by side."""

    template_name = "fairs/plans.html"
    empty = gettext_lazy("No plan yet. Make the first one above.")
    filename = "plans"
    columns = [
        Column(
            gettext_lazy("Version"),
            plan_label,
            heading=True,
            link=lambda p: reverse("fairs:plan", args=[p.pk]),
        ),
        Column(gettext_lazy("State"), lambda p: plan_chip(p.state), kind="chip"),
        Column(gettext_lazy("Placed"), "placed", kind="number"),
        Column(gettext_lazy("Not placed"), _metric("unplaced"), kind="number"),
        Column(gettext_lazy("First wish met"), _first_wish),
        Column(gettext_lazy("Satisfaction (points)"), _points, kind="number"),
        Column(gettext_lazy("Villages side by side"), _metric("cluster_pairs"), "number"),
        Column(gettext_lazy("Competitors side by side"), _metric("competitor_pairs"), "number"),
        Column(gettext_lazy("Moved"), _metric("moved"), kind="number", phone=False),
        Column(
            gettext_lazy("Made by"),
            lambda p: p.created_by and str(p.created_by),
            phone=False,
        ),
        Column(gettext_lazy("Made"), "created_at", kind="moment", phone=False),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.fair = None

    def allowed(self) -> bool:
        if not is_office(self.request.user):
            return False
        self.fair = get_fair_to_allocate(self.request.user, self.kwargs["pk"])
        return True

    def queryset(self) -> Any:
        return plans_of(self.fair)

    def get_title(self) -> object:
        return _("Plans")

    def extra(self) -> dict[str, Any]:
        return {
            "fair": self.fair,
            "breadcrumb": crumbs(self.fair)[:1],
            "form": NewPlanForm(self.fair) if is_organiser(self.request.user) else None,
        }


@organiser_required
@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    fair = get_fair_to_allocate(request.user, pk, edit=True)
    form = NewPlanForm(fair, request.POST)
    if form.is_valid():
        plan = create_plan(
            fair=fair,
            actor=request.user,
            name=form.cleaned_data["name"],
            copy_of=form.cleaned_data["copy_of"],
        )
        return redirect("fairs:plan", pk=plan.pk)
    messages.error(request, _("The plan could not be made. Choose an existing plan to copy."))
    return redirect("fairs:plans", pk=pk)


@office_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_view(request.user, pk)
    return render(request, "fairs/plan.html", plan_context(request, plan))


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _edit(request: HttpRequest, pk: int, change: Callable[[AllocationPlan], str]) -> HttpResponse:
    """One edit of a plan: a sentence of success, or the refusal with the plan as it is now.

    htmx gets the page (its board is swapped in) or a 409 that changes nothing on the screen.
    """
    plan = get_plan_to_edit(request.user, pk)
    try:
        messages.success(request, change(plan))
    except DomainError as error:
        text = " ".join([str(error), *_details(error)])
        if request.htmx:
            answer = HttpResponse(status=409)
            answer["X-Message"] = quote(text)
            return answer
        messages.error(request, text)
        return render(request, "fairs/plan.html", plan_context(request, _fresh(request, pk)))
    if request.htmx:
        return render(request, "fairs/plan.html", plan_context(request, _fresh(request, pk)))
    return redirect("fairs:plan", pk=pk)


def _fresh(request: HttpRequest, pk: int) -> AllocationPlan:
    return get_plan_to_view(request.user, pk)


def _details(error: DomainError) -> list[str]:
    said = str(error)
    return [s for f in error.fields.values() for x in f if (s := str(x)) not in said]


@organiser_required
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        application = get_application_of_plan(plan, code=request.POST.get("application", ""))
        _plan, check = assign_booths(
            plan=plan,
            application=application,
            booths=request.POST.get("booth", "").replace(",", " ").split(),
            version=_version(request),
            actor=request.user,
            note=request.POST.get("note", ""),
        )
        done = _("%(name)s stands at %(booths)s.") % {
            "name": application.producer.name,
            "booths": ", ".join(check.booths),
        }
        return " ".join([done, *(breach.text for breach in check.soft)])

    return _edit(request, pk, change)


@organiser_required
@require_POST
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        first = get_application_of_plan(plan, code=request.POST.get("first", ""))
        second = get_application_of_plan(plan, code=request.POST.get("second", ""))
        swap_places(
            plan=plan, first=first, second=second, version=_version(request), actor=request.user
        )
        return _("%(name)s and %(other)s were exchanged.") % {
            "name": first.producer.name,
            "other": second.producer.name,
        }

    return _edit(request, pk, change)


@organiser_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        application = get_application_of_plan(plan, code=request.POST.get("application", ""))
        unassign(plan=plan, application=application, version=_version(request), actor=request.user)
        return _("%(name)s has no place in this plan now.") % {"name": application.producer.name}

    return _edit(request, pk, change)


@organiser_required
@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock an applicant to the place it has in this plan, or open the lock again."""

    def change(plan: AllocationPlan) -> str:
        application = get_application_of_plan(plan, code=request.POST.get("application", ""))
        name = application.producer.name
        if unlock_place(application=application, actor=request.user):
            return _("%(name)s may be moved again.") % {"name": name}
        numbers = places_of_plan(plan).get(application.code, ())
        booths = list(Booth.objects.filter(fair=plan.fair_id, number__in=numbers))
        lock_place(application=application, booths=booths, actor=request.user)
        return _("%(name)s stays at %(booths)s in every plan.") % {
            "name": name,
            "booths": ", ".join(numbers),
        }

    return _edit(request, pk, change)


@organiser_required
@require_POST
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    form = SolveForm(request.POST)
    plan = get_plan_to_edit(request.user, pk)
    if form.is_valid():
        try:
            request_solve(
                plan=plan, version=_version(request), actor=request.user, **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            return redirect("fairs:plan", pk=pk)
    context = {**plan_context(request, _fresh(request, pk)), "solve_form": form}
    return render(request, "fairs/plan.html", context)


@organiser_required
@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        _plan, dropped = refresh_plan(plan=plan, version=_version(request), actor=request.user)
        return " ".join([_("The plan follows today’s data."), *dropped])

    return _edit(request, pk, change)


@organiser_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        plan, job = publish_plan(
            plan=plan, version=_version(request), actor=request.user, now=timezone.now()
        )
        return _("Plan %(number)s is published; %(letters)s letters are being written.") % {
            "number": plan.number,
            "letters": job.total,
        }

    return _edit(request, pk, change)


@organiser_required
@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        job = reissue_letters(plan=plan, actor=request.user, now=timezone.now())
        return _("%(letters)s letters are being written anew.") % {"letters": job.total}

    return _edit(request, pk, change)


@organiser_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_edit(request.user, pk)
    discard_plan(plan=plan, actor=request.user)
    messages.success(request, _("Plan %(number)s was put aside.") % {"number": plan.number})
    return redirect("fairs:plans", pk=plan.fair_id)


@office_required
@require_GET
def download(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The instance and the plan as files that any checker of the format can judge."""
    plan = get_plan_to_view(request.user, pk)
    made: dict[str, Callable[[], Any]] = {
        "instance.json": lambda: instance_file(plan.fair),
        "plan.json": lambda: plan_file(plan, load_input(plan.fair)),
    }
    if name not in made:
        raise Http404
    content = orjson.dumps(made[name](), option=orjson.OPT_INDENT_2)
    filename = f"{plan.fair.code}-{plan.number}-{name}"
    return file_answer(content=content, filename=filename, content_type="application/json")


@office_required
@require_GET
def letter(request: HttpRequest, pk: int, application: int) -> HttpResponse:
    """How an applicant's letter will look."""
    assignment = get_assignment_to_view(request.user, pk, application)
    content = preview_letter(assignment=assignment, now=timezone.now())
    return file_answer(
        content=content,
        filename=f"{assignment.application.code}.pdf",
        content_type="application/pdf",
    )


@office_required
def rivals(request: HttpRequest, pk: int) -> HttpResponse:
    """Applicants who must not stand side by side."""
    fair = get_fair_to_allocate(request.user, pk)
    if request.method == "POST":
        if not is_organiser(request.user):
            raise PermissionDenied
        if "remove" in request.POST:
            value = request.POST["remove"]
            found = get_rivals_to_edit(request.user, pk, int(value) if value.isdigit() else 0)
            forget_rivals(pair=found, actor=request.user)
            return redirect("fairs:rivals", pk=pk)
    choices = allocatable(fair).select_related("producer").order_by("producer__sort_key")
    form = RivalsForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_rivals(fair=fair, actor=request.user, **form.cleaned_data)
            return redirect("fairs:rivals", pk=pk)
        except DomainError as error:
            add_domain_error(form, error)
    context = {
        "title": _("Rivals"),
        "breadcrumb": crumbs(fair),
        "fair": fair,
        "pairs": rivals_of(fair),
        "form": form if is_organiser(request.user) else None,
    }
    return render(request, "fairs/rivals.html", context)
