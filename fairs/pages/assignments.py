"""Who stands where in a plan: given, exchanged, taken back, locked by hand."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from common.forms import posted_version
from fairs.access.plans import get_application_of_plan
from fairs.models import AllocationPlan, Booth
from fairs.pages.plan_edits import edit_plan
from fairs.queries.instances import places_of_plan
from fairs.services.assignments import assign_booths, swap_places, unassign
from fairs.services.locks import lock_place, unlock_place


@organiser_required
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        application = get_application_of_plan(plan, code=request.POST.get("application", ""))
        _plan, check = assign_booths(
            plan=plan,
            application=application,
            booths=request.POST.get("booth", "").replace(",", " ").split(),
            version=posted_version(request),
            actor=request.user,
            note=request.POST.get("note", ""),
        )
        done = _("%(name)s stands at %(booths)s.") % {
            "name": application.producer.name,
            "booths": ", ".join(check.booths),
        }
        return " ".join([done, *(breach.text for breach in check.soft)])

    return edit_plan(request, pk, change)


@organiser_required
@require_POST
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        first = get_application_of_plan(plan, code=request.POST.get("first", ""))
        second = get_application_of_plan(plan, code=request.POST.get("second", ""))
        swap_places(
            plan=plan,
            first=first,
            second=second,
            version=posted_version(request),
            actor=request.user,
        )
        return _("%(name)s and %(other)s were exchanged.") % {
            "name": first.producer.name,
            "other": second.producer.name,
        }

    return edit_plan(request, pk, change)


@organiser_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    def change(plan: AllocationPlan) -> str:
        application = get_application_of_plan(plan, code=request.POST.get("application", ""))
        unassign(
            plan=plan, application=application, version=posted_version(request), actor=request.user
        )
        return _("%(name)s has no place in this plan now.") % {"name": application.producer.name}

    return edit_plan(request, pk, change)


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

    return edit_plan(request, pk, change)
