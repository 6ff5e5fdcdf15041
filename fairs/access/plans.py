"""Who may reach plans and places. Plans are the office's; a place is its exhibitor's."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import is_office, is_organiser
from accounts.models import User
from exhibitors.access import producers_of
from fairs.models import (
    AllocationPlan,
    Application,
    Assignment,
    Booth,
    Fair,
    Lock,
    RivalPair,
    Zone,
)
from fairs.queries.instances import assignments_of
from fairs.rules.states import FairState

Person = User | AnonymousUser


def visible_plans(user: Person) -> QuerySet[AllocationPlan]:
    """The office sees every plan; nobody else sees any."""
    if not is_office(user):
        raise PermissionDenied
    return AllocationPlan.objects.select_related("fair__venue", "created_by", "published_by")


def get_plan_to_view(user: Person, pk: int) -> AllocationPlan:
    plan = visible_plans(user).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def get_plan_to_edit(user: Person, pk: int) -> AllocationPlan:
    """Organisers edit; reviewers see and are refused."""
    if is_office(user) and not is_organiser(user):
        raise PermissionDenied
    return get_plan_to_view(user, pk)


def get_fair_to_allocate(user: Person, pk: int, *, edit: bool = False) -> Fair:
    """The fair whose plans the office works on."""
    if not (is_organiser(user) if edit else is_office(user)):
        raise PermissionDenied
    fair = Fair.objects.select_related("venue").filter(pk=pk).first()
    if fair is None:
        raise Http404
    return fair


def get_application_of_fair(fair: Fair | int, *, code: str = "", pk: int = 0) -> Application:
    """An application of a fair whose plans the office works on, by code or id. Raises Http404."""
    found = Application.objects.filter(fair=fair).select_related("producer", "fair")
    application = (found.filter(pk=pk) if pk else found.filter(code=code)).first()
    if application is None:
        raise Http404
    return application


def get_application_of_plan(plan: AllocationPlan, *, code: str = "", pk: int = 0) -> Application:
    """An application of the plan's fair by code or id. Raises Http404."""
    return get_application_of_fair(plan.fair_id, code=code, pk=pk)


def get_assignment_to_view(user: Person, plan_pk: int, application_pk: int) -> Assignment:
    """One applicant's place in a plan, with all a letter needs."""
    plan = get_plan_to_view(user, plan_pk)
    found = assignments_of(plan).select_related("plan__fair__venue", "application__producer")
    assignment = found.filter(application=application_pk).first()
    if assignment is None:
        raise Http404
    return assignment


def get_rivals_to_edit(user: Person, fair_pk: int, pk: int) -> RivalPair:
    fair = get_fair_to_allocate(user, fair_pk, edit=True)
    pair = RivalPair.objects.select_related("first", "second", "fair").filter(fair=fair, pk=pk)
    if (found := pair.first()) is None:
        raise Http404
    return found


def get_lock_to_edit(user: Person, fair_pk: int, pk: int) -> Lock:
    fair = get_fair_to_allocate(user, fair_pk, edit=True)
    found = Lock.objects.select_related("fair").filter(fair=fair, pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_booth_of_plan(plan: AllocationPlan, number: str) -> Booth:
    """A booth of the plan's fair by its number. Raises Http404."""
    found = Booth.objects.filter(fair=plan.fair_id, number=number).first()
    if found is None:
        raise Http404
    return found


def get_zone_of_plan(plan: AllocationPlan, code: str) -> Zone:
    """A zone of the plan's fair by its code. Raises Http404."""
    found = Zone.objects.filter(fair=plan.fair_id, code=code).first()
    if found is None:
        raise Http404
    return found


def own_applications(user: Person) -> QuerySet[Application]:
    """Applications of the producers somebody acts for."""
    return (
        Application.objects.filter(producer__in=producers_of(user))
        .select_related("producer", "fair__venue")
        .order_by("-fair__opens_on", "id")
    )


def get_own_application(user: Person, pk: int) -> Application:
    application = own_applications(user).filter(pk=pk).first()
    if application is None:
        raise Http404
    return application


def get_fair_with_exhibitors(user: Person, pk: int) -> Fair:
    """Everybody sees the exhibitors of a fair that was published; the office sees any fair."""
    fair = Fair.objects.select_related("venue").filter(pk=pk).first()
    if fair is None or (fair.state == FairState.DRAFT and not is_office(user)):
        raise Http404
    return fair
