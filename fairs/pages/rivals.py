"""Applicants who must not stand side by side."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import is_office, is_organiser
from common.errors import DomainError
from common.forms import add_domain_error, say_domain_error
from common.pages import Action, Column, ListPage, back_to_list
from common.text import fold, whole_number
from fairs.access.plans import get_fair_to_allocate, get_rivals_to_edit
from fairs.models import RivalPair
from fairs.pages.fairs import NameFilter
from fairs.pages.plan_board import plan_crumbs
from fairs.pages.plan_forms import RivalsForm
from fairs.queries.instances import allocatable
from fairs.queries.plans import rivals_of
from fairs.services.locks import declare_rivals, forget_rivals


class RivalFilter(django_filters.FilterSet):
    producer = NameFilter(method="by_producer", label=_("Producer"))

    def by_producer(
        self, queryset: QuerySet[RivalPair], _name: str, value: str
    ) -> QuerySet[RivalPair]:
        text = fold(value)
        return queryset.filter(
            Q(first__producer__search__contains=text) | Q(second__producer__search__contains=text)
        )


class RivalList(ListPage):
    """The declared rivals of a fair; an organiser declares and forgets them here."""

    template_name = "fairs/rivals.html"
    row_actions = "fairs/partials/forget_rivals.html"
    title = _("Rivals")
    intro = _("Declared rivals never stand side by side, in no plan.")
    empty = _("No rivals are declared.")
    filename = "rivals"
    filterset_class = RivalFilter
    columns = [
        Column(_("Applicant"), "first.producer.name", heading=True),
        Column(_("Rival"), "second.producer.name"),
        Column(_("Reason"), "reason"),
    ]
    refused: RivalsForm | None = None  # what was posted and could not be kept

    def allowed(self) -> bool:
        if not is_office(self.request.user):
            return False
        self.fair = get_fair_to_allocate(self.request.user, self.kwargs["pk"])
        return True

    def queryset(self) -> QuerySet[RivalPair]:
        return rivals_of(self.fair)

    def empty_action(self) -> Action:
        return Action(_("Plans"), reverse("fairs:plans", args=[self.fair.pk]))

    def form(self) -> RivalsForm:
        applicants = allocatable(self.fair).select_related("producer")
        return RivalsForm(applicants.order_by("producer__sort_key"), self.request.POST or None)

    def extra(self) -> dict[str, Any]:
        organiser = is_organiser(self.request.user)
        return {
            "breadcrumb": plan_crumbs(self.fair),
            "form": (self.refused or self.form()) if organiser else None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.allowed() and is_organiser(request.user)):
            raise PermissionDenied
        address = reverse("fairs:rivals", args=[self.fair.pk])
        if "remove" in request.POST:
            number = whole_number(request.POST["remove"]) or 0
            pair = get_rivals_to_edit(request.user, self.fair.pk, number)
            try:
                forget_rivals(pair=pair, actor=request.user)
            except DomainError as error:
                say_domain_error(request, error)
            return back_to_list(request, address)
        form = self.form()
        if form.is_valid():
            try:
                declare_rivals(fair=self.fair, actor=request.user, **form.cleaned_data)
                return back_to_list(request, address)
            except DomainError as error:
                add_domain_error(form, error)
        self.refused = form
        return self.get(request, *args, **kwargs)
