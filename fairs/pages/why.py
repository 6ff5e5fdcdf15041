"""Why an applicant stands where it stands in a plan, in sentences."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.permissions import office_required
from fairs.access.plans import get_application_of_plan, get_plan_to_view
from fairs.pages.plan_board import floor_plan_problem, plan_crumbs
from fairs.queries.explanations import explanation_of, in_words, names_for
from fairs.queries.instances import build_input


@office_required
@require_GET
def why(request: HttpRequest, pk: int, application: int) -> HttpResponse:
    """One applicant: the points of its place, and for each better place what blocks it."""
    plan = get_plan_to_view(request.user, pk)
    found = get_application_of_plan(plan, pk=application)
    data = build_input(plan.fair)
    broken = floor_plan_problem(data)
    coded = None if broken else explanation_of(plan, data, found.code)
    here = _("Plan %(number)s") % {"number": plan.number}
    context: dict[str, Any] = {
        "title": found.producer.name,
        "breadcrumb": [*plan_crumbs(plan.fair), (here, reverse("fairs:plan", args=[pk]))],
        "plan": plan,
        "application": found,
        "broken": broken,
    }
    if coded is not None:
        context["told"] = in_words(coded, found.producer.name, names_for(plan.fair, [coded]))
    return render(request, "fairs/plan_why.html", context)
