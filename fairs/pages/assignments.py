"""Who stands where in a plan: given, exchanged, taken back, locked by hand."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from common.forms import posted_version
from fairs.access.plans import get_application_of_plan, get_booth_of_plan, get_zone_of_plan
from fairs.models import AllocationPlan, Booth
from fairs.pages.plan_edits import edit_plan
from fairs.queries.instances import places_of_plan
from fairs.rules.states import LockScope
from fairs.services.assignments import assign_booths, swap_places, unassign
from fairs.services.locks import lock_place, unlock_place
from fairs.services.plan_locks import lock_booth, lock_pair, lock_zone


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
            note=request.POST.get("note", ""),
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
    """Lock an applicant, a booth, a pair or a zone as it is in this plan.

    An applicant that is locked already is unlocked.
    """
    change = LOCKS.get(request.POST.get("scope", LockScope.APPLICATION))
    if change is None:
        raise Http404
    return edit_plan(request, pk, lambda plan: change(request, plan))


def _lock_applicant(request: HttpRequest, plan: AllocationPlan) -> str:
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


def _lock_booth(request: HttpRequest, plan: AllocationPlan) -> str:
    booth = get_booth_of_plan(plan, request.POST.get("booth", ""))
    lock_booth(plan=plan, booth=booth, actor=request.user, reason=request.POST.get("reason", ""))
    return _("Booth %(booth)s stays as it is in every plan.") % {"booth": booth.number}


def _lock_pair(request: HttpRequest, plan: AllocationPlan) -> str:
    first, second = (
        get_application_of_plan(plan, code=request.POST.get(n, "")) for n in ("first", "second")
    )
    reason = request.POST.get("reason", "")
    lock_pair(plan=plan, first=first, second=second, actor=request.user, reason=reason)
    return _("%(name)s and %(other)s stay side by side in every plan.") % {
        "name": first.producer.name,
        "other": second.producer.name,
    }


def _lock_zone(request: HttpRequest, plan: AllocationPlan) -> str:
    zone = get_zone_of_plan(plan, request.POST.get("zone", ""))
    made = lock_zone(
        plan=plan, zone=zone, actor=request.user, reason=request.POST.get("reason", "")
    )
    text = _("Zone “%(zone)s” stays as it is in every plan; booths locked: %(n)s.")
    return text % {"zone": zone.name, "n": len(made)}


LOCKS: dict[str, Callable[[HttpRequest, AllocationPlan], str]] = {
    LockScope.APPLICATION: _lock_applicant,
    LockScope.BOOTH: _lock_booth,
    LockScope.PAIR: _lock_pair,
    LockScope.ZONE: _lock_zone,
}
