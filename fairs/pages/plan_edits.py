"""One edit of a plan, and its answer: the plan page again, or the refusal."""

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.errors import DomainError
from fairs.access.plans import get_plan_to_edit, get_plan_to_view
from fairs.models import AllocationPlan
from fairs.pages.plan_board import plan_context


def edit_plan(
    request: HttpRequest, pk: int, change: Callable[[AllocationPlan], str]
) -> HttpResponse:
    """One edit of a plan: a sentence of success, or the refusal with the plan as it is now.

    htmx gets the page (its board is swapped in) or a 409 that changes nothing on the screen.
    """
    plan = get_plan_to_edit(request.user, pk)
    entered = {}  # what was refused stays in the form
    try:
        messages.success(request, change(plan))
    except DomainError as error:
        text = " ".join([str(error), *_details(error)])
        if request.htmx:
            answer = HttpResponse(status=409)
            answer["X-Message"] = quote(text)
            answer["X-Code"] = error.code
            return answer
        messages.error(request, text)
        entered = request.POST
    else:
        if not request.htmx:
            return redirect("fairs:plan", pk=pk)
    fresh = get_plan_to_view(request.user, pk)
    context = {**plan_context(request, fresh), "entered": entered}
    return render(request, "fairs/plan.html", context)


def _details(error: DomainError) -> list[str]:
    said = str(error)
    return [s for f in error.fields.values() for x in f if (s := str(x)) not in said]
