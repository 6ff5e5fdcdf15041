"""Pages of allocation plans: the list, the board, and what may be done with a plan."""

from collections.abc import Callable
from typing import Any

import orjson
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import office_required, organiser_required
from accounts.step_up import require_fresh_sign_in
from common.errors import DomainError
from common.files import download as file_answer
from common.forms import add_domain_error, posted_version, say_domain_error
from common.pages import Action, Column, ListPage
from fairs.access.plans import (
    get_assignment_to_view,
    get_fair_to_allocate,
    get_plan_to_edit,
    get_plan_to_view,
)
from fairs.models import AllocationPlan
from fairs.pages.chips import plan_chip
from fairs.pages.fairs import crumbs
from fairs.pages.plan_board import plan_context, share
from fairs.pages.plan_edits import edit_plan
from fairs.pages.plan_forms import NewPlanForm, SolveForm, plan_label
from fairs.queries.exports import instance_file, plan_file
from fairs.queries.plans import plans_of
from fairs.services.announcement import reissue_letters
from fairs.services.letters import preview_letter
from fairs.services.plans import create_plan, discard_plan, load_input, refresh_plan
from fairs.services.publication import publish_plan
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

    def actions(self) -> list[Action]:
        compare = reverse("fairs:plans_compare", args=[self.fair.pk])
        return [
            Action(_("Compare"), compare, "layout-grid"),
            Action(_("Points"), reverse("fairs:rule", args=[self.fair.pk])),
            Action(_("Fairness ledger"), reverse("fairs:ledger", args=[self.fair.pk])),
            Action(_("Locks"), reverse("fairs:locks", args=[self.fair.pk]), "lock"),
            Action(_("Rivals"), reverse("fairs:rivals", args=[self.fair.pk]), "users"),
        ]

    def extra(self) -> dict[str, Any]:
        return {
            "fair": self.fair,
            "breadcrumb": crumbs(self.fair),
            "form": NewPlanForm(self.fair) if is_organiser(self.request.user) else None,
        }


@organiser_required
@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    fair = get_fair_to_allocate(request.user, pk, edit=True)
    form = NewPlanForm(fair, request.POST)
    if form.is_valid():
        try:
            plan = create_plan(fair=fair, actor=request.user, **form.cleaned_data)
            return redirect("fairs:plan", pk=plan.pk)
        except DomainError as error:
            say_domain_error(request, error)
    else:
        messages.error(request, _("The plan could not be made. Choose an existing plan to copy."))
    return redirect("fairs:plans", pk=pk)


@office_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_view(request.user, pk)
    return render(request, "fairs/plan.html", plan_context(request, plan))


@organiser_required
@require_POST
def solve(request: HttpRequest, pk: int) -> HttpResponse:
    form = SolveForm(request.POST)
    plan = get_plan_to_edit(request.user, pk)
    if form.is_valid():
        try:
            request_solve(
                plan=plan, version=posted_version(request), actor=request.user, **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            return redirect("fairs:plan", pk=pk)
    context = {**plan_context(request, get_plan_to_view(request.user, pk)), "solve_form": form}
    return render(request, "fairs/plan.html", context)


@organiser_required
@require_POST
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        _plan, dropped = refresh_plan(
            plan=plan, version=posted_version(request), actor=request.user
        )
        return " ".join([_("The plan follows today’s data."), *dropped])

    return edit_plan(request, pk, change)


@organiser_required
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    require_fresh_sign_in(request)

    def change(plan: AllocationPlan) -> str:
        plan, job = publish_plan(
            plan=plan, version=posted_version(request), actor=request.user, now=timezone.now()
        )
        return _("Plan %(number)s is published. Letters being written: %(letters)s.") % {
            "number": plan.number,
            "letters": job.total,
        }

    return edit_plan(request, pk, change)


@organiser_required
@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    require_fresh_sign_in(request)

    def change(plan: AllocationPlan) -> str:
        job = reissue_letters(plan=plan, actor=request.user, now=timezone.now())
        return _("Letters being written anew: %(letters)s.") % {"letters": job.total}

    return edit_plan(request, pk, change)


@organiser_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_plan_to_edit(request.user, pk)
    try:
        discard_plan(plan=plan, actor=request.user)
    except DomainError as error:
        say_domain_error(request, error)
        return redirect("fairs:plan", pk=pk)
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
