"""Fairs: public list and page, and what an organiser writes about them."""

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from common import formats
from common.errors import DomainError
from common.forms import TextField, add_domain_error
from common.pages import Action, Column, ListPage
from common.text import nfc
from exhibitors.access import producers_of
from exhibitors.rules import ProductGroup
from fairs.access import fair_abilities, get_fair_to_edit, get_fair_to_view, visible_fairs
from fairs.models import Fair, FairSeries
from fairs.pages.chips import application_chip, phase_chip
from fairs.pages.fair_forms import FairForm, SeriesForm
from fairs.queries.applications import active_application
from fairs.queries.fairs import with_counts
from fairs.rules.disclosure import state_for_applicant
from fairs.rules.phases import phase
from fairs.rules.states import FairState
from fairs.services.fairs import EDITABLE, create_fair, create_series, update_fair


class NameFilter(django_filters.CharFilter):
    field_class = TextField


class FairFilter(django_filters.FilterSet):
    name = NameFilter(method="by_name", label=gettext_lazy("Name"))
    state = django_filters.ChoiceFilter(
        choices=FairState.choices, label=gettext_lazy("State"), empty_label=gettext_lazy("All")
    )
    series = django_filters.ModelChoiceFilter(
        queryset=FairSeries.objects.all(),
        label=gettext_lazy("Series"),
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Fair
        fields: list[str] = []

    def by_name(self, queryset: QuerySet[Fair], _name: str, value: str) -> QuerySet[Fair]:
        text = nfc(value)
        return queryset.filter(
            Q(name_vi__icontains=text) | Q(name_en__icontains=text) | Q(name_fr__icontains=text)
        )


class FairList(ListPage):
    """Everybody's list of published fairs; the office also finds drafts and counts."""

    title = gettext_lazy("Fairs")
    empty = gettext_lazy("No fair has been announced yet.")
    filename = "fairs"
    public = True
    filterset_class = FairFilter

    def queryset(self) -> QuerySet[Fair]:
        found = visible_fairs(self.request.user)
        return with_counts(found) if is_office(self.request.user) else found

    def get_columns(self) -> list[Column]:
        office = is_office(self.request.user)
        name = "fairs:manage" if office else "fairs:fair"
        columns = [
            Column(_("Fair"), "name", link=lambda f: reverse(name, args=[f.pk]), heading=True),
            Column(_("Days"), lambda f: formats.days(f.opens_on, f.closes_on)),
            Column(_("Place"), "venue.name", phone=False),
            Column(_("Phase"), phase_chip, kind="chip"),
            Column(_("Applications close"), "apply_until", kind="moment"),
        ]
        if office:
            columns.append(Column(_("Applications"), "sent", kind="number"))
        return columns

    def actions(self) -> list[Action]:
        actions = [Action(_("Past fairs"), reverse("fairs:past"))]
        if is_organiser(self.request.user):
            actions += [
                Action(_("New series"), reverse("fairs:series_new")),
                Action(_("New fair"), reverse("fairs:fair_new"), "plus", primary=True),
            ]
        return actions


def fair(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of a fair; a producer finds the own application or the way to it."""
    found = get_fair_to_view(request.user, pk)
    now = timezone.now()
    abilities = fair_abilities(request.user, found, now)
    mine = []
    for producer in producers_of(request.user):
        application = active_application(found, producer)
        chip = application_chip(state_for_applicant(application.state)) if application else None
        mine.append((producer, application, chip))
    actions = [
        Action(_("Floor plan"), reverse("fairs:floor_plan", args=[pk]), "layout-grid"),
        Action(_("Exhibitors"), reverse("fairs:exhibitors", args=[pk]), "users"),
    ]
    if is_office(request.user):
        actions.append(Action(_("Manage"), reverse("fairs:manage", args=[pk]), primary=True))
    context = {
        "title": found.name,
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))],
        "actions": actions,
        "fair": found,
        "chip": phase_chip(found),
        "days": formats.days(found.opens_on, found.closes_on),
        "groups": [ProductGroup(g).label for g in found.allowed_groups],
        "abilities": abilities,
        "mine": mine,
        "now_in": phase(found, now),
    }
    return render(request, "fairs/fair.html", context)


@organiser_required
def fair_new(request: HttpRequest) -> HttpResponse:
    form = FairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_fair(values=form.values(), actor=request.user, now=timezone.now())
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The fair was created as a draft. Now draw its plan."))
            return redirect("fairs:manage", pk=made.pk)
    return fair_form(request, form, _("New fair"), [(_("Fairs"), reverse("fairs:fairs"))])


@login_required
def fair_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    initial = {name: getattr(found, name) for name in EDITABLE} | {"version": found.version}
    form = FairForm(request.POST or None, initial=initial, fair=found)
    if request.method == "POST" and form.is_valid():
        try:
            update_fair(
                fair=found,
                version=form.cleaned_data["version"] or 0,
                values=form.values(),
                override_reason=form.cleaned_data.get("override_reason", ""),
                actor=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The fair was saved."))
            return redirect("fairs:manage", pk=pk)
    return fair_form(request, form, _("Edit the fair"), crumbs(found))


def fair_form(
    request: HttpRequest, form: FairForm, title: str, breadcrumb: list[tuple[str, str]]
) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "breadcrumb": breadcrumb,
        "submit": _("Save"),
        "cancel": breadcrumb[-1][1],
    }
    return render(request, "fairs/form.html", context)


def crumbs(found: Fair) -> list[tuple[str, str]]:
    """Fairs › this fair, for pages below it."""
    return [
        (_("Fairs"), reverse("fairs:fairs")),
        (found.name, reverse("fairs:manage", args=[found.pk])),
    ]


@organiser_required
def series_new(request: HttpRequest) -> HttpResponse:
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            create_series(**form.cleaned_data, actor=request.user)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The series was created."))
            return redirect("fairs:fair_new")
    context = {
        "title": _("New series"),
        "form": form,
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))],
        "submit": _("Save"),
        "cancel": reverse("fairs:fairs"),
    }
    return render(request, "fairs/form.html", context)
