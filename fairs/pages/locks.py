"""Locks of a fair: what no plan may change, with a way to open each."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import is_office, is_organiser
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action, Column, ListPage, back_to_list
from common.text import fold, whole_number
from fairs.access.plans import get_fair_to_allocate, get_lock_to_edit
from fairs.models import Lock
from fairs.pages.fairs import NameFilter
from fairs.pages.plan_board import plan_crumbs
from fairs.queries.plans import locks_of
from fairs.rules.states import LockScope
from fairs.services.plan_locks import unlock


class LockFilter(django_filters.FilterSet):
    producer = NameFilter(method="by_producer", label=_("Producer"))
    scope = django_filters.ChoiceFilter(choices=LockScope.choices, label=_("Locked as"))

    class Meta:
        model = Lock
        fields: list[str] = []

    def by_producer(self, queryset: QuerySet[Lock], _name: str, value: str) -> QuerySet[Lock]:
        return queryset.filter(application__producer__search__contains=fold(value))


def locked_for(lock: Lock) -> Any:
    """Whom the booth is locked for; nobody gets a booth that stays free."""
    return lock.application.producer.name if lock.application else _("stays free")


def locked_as(lock: Lock) -> str:
    """The scope, and the zone where there is one."""
    label = str(lock.get_scope_display())
    return f"{label} {lock.subject}" if lock.scope == LockScope.ZONE else label


class LockList(ListPage):
    """What is locked; locks are made on the page of a plan."""

    row_actions = "fairs/partials/open_lock.html"
    title = _("Locks")
    intro = _(
        "Every plan keeps what is locked. Locks are made on the page of a plan: for an applicant, "
        "a booth, a pair side by side or a whole zone."
    )
    empty = _("Nothing is locked.")
    filename = "locks"
    filterset_class = LockFilter
    columns = [
        Column(_("Booth"), "booth.number", heading=True),
        Column(_("For"), locked_for),
        Column(_("Locked as"), locked_as),
        Column(_("Reason"), "reason"),
        Column(_("Locked by"), lambda lock: lock.created_by and str(lock.created_by), phone=False),
        Column(_("Since"), "created_at", kind="moment", phone=False),
    ]

    def allowed(self) -> bool:
        if not is_office(self.request.user):
            return False
        self.fair = get_fair_to_allocate(self.request.user, self.kwargs["pk"])
        return True

    def queryset(self) -> QuerySet[Lock]:
        return locks_of(self.fair)

    def empty_action(self) -> Action:
        return Action(_("Plans"), reverse("fairs:plans", args=[self.fair.pk]))

    def extra(self) -> dict[str, Any]:
        return {
            "breadcrumb": plan_crumbs(self.fair),
            "may_open": is_organiser(self.request.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.allowed() and is_organiser(request.user)):
            raise PermissionDenied
        number = whole_number(request.POST.get("remove", "")) or 0
        try:
            unlock(lock=get_lock_to_edit(request.user, self.fair.pk, number), actor=request.user)
        except DomainError as error:
            say_domain_error(request, error)
        return back_to_list(request, reverse("fairs:locks", args=[self.fair.pk]))
