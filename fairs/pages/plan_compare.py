"""Two plans of a fair side by side, beside what the old way would have given."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.permissions import office_required
from common import formats
from common.errors import DomainError
from common.text import whole_number
from fairs.access.plans import get_fair_to_allocate
from fairs.models import AllocationPlan
from fairs.pages.chips import plan_chip
from fairs.pages.plan_board import plan_crumbs
from fairs.pages.plan_forms import plan_label
from fairs.queries.comparison import Comparison, Figure, compare
from fairs.queries.plans import plans_of
from fairs.rules.states import PlanState
from fairs.services.plans import load_input


@office_required
@require_GET
def compare_plans(request: HttpRequest, pk: int) -> HttpResponse:
    """The two plans named in the address, else the published one and the newest."""
    fair = get_fair_to_allocate(request.user, pk)
    plans = list(plans_of(fair).exclude(state=PlanState.DISCARDED))
    first, second = chosen(request, plans)
    context: dict[str, Any] = {
        "title": _("Compare plans"),
        "breadcrumb": plan_crumbs(fair),
        "fair": fair,
        "options": [(plan.pk, plan_label(plan)) for plan in plans],
        "first": first,
        "second": second,
    }
    if first is not None and second is not None:
        try:
            found = compare(first, second, load_input(fair))
        except DomainError as error:
            context["problem"] = str(error)
        else:
            context |= shown(found)
            context["chips"] = [plan_chip(first.state), plan_chip(second.state)]
    return render(request, "fairs/plans_compare.html", context)


def chosen(
    request: HttpRequest, plans: list[AllocationPlan]
) -> tuple[AllocationPlan | None, AllocationPlan | None]:
    """The plans asked for; by default the published one (or the one before) and the newest."""
    by_pk = {plan.pk: plan for plan in plans}
    asked = [by_pk.get(whole_number(request.GET.get(n, "")) or 0) for n in ("first", "second")]
    second = asked[1] or next((plan for plan in plans if plan != asked[0]), None)
    rest = [plan for plan in plans if plan != second]
    published = next((plan for plan in rest if plan.state == PlanState.PUBLISHED), None)
    return asked[0] or published or next(iter(rest), None), second


def shown(found: Comparison) -> dict[str, Any]:
    """The comparison as the page draws it: label, three values, and which of two is better."""
    return {
        "groups": [
            (title, [(f.label, *cells(f)) for f in figures]) for title, figures in found.groups
        ],
        "differences": found.differences,
        "has_baseline": found.has_baseline,
    }


def cells(figure: Figure) -> list[tuple[str, bool]]:
    """Each value in words, and whether it is the better one of two plans that read differently."""
    words = [worded(figure, value) for value in figure.values]
    best = figure.best if words[0] != words[1] else None
    return [
        (text, best is not None and value == best and place < 2)
        for place, (text, value) in enumerate(zip(words, figure.values, strict=True))
    ]


def worded(figure: Figure, value: float | None) -> str:
    if value is None:
        return "–"
    if figure.kind == "points":
        return formats.number(round(value / 100))
    if figure.kind == "percent":
        return formats.percent(round(100 * value, 2))
    return formats.number(value)
