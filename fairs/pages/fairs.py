"""Fairs: public list and page, and the organiser's work on them."""

from typing import Any

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
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from accounts.queries import history_of
from common import formats
from common.errors import DomainError
from common.forms import TextField, add_domain_error
from common.pages import Action, Column, ListPage
from common.text import nfc
from exhibitors.access import producers_of
from exhibitors.rules import ProductGroup
from fairs.access import (
    fair_abilities,
    get_fair_to_edit,
    get_fair_to_review,
    get_fair_to_view,
    visible_fairs,
)
from fairs.models import Fair, FairSeries
from fairs.pages.forms import CloneForm, FairForm, QuotaForm, ReasonForm, SeriesForm
from fairs.queries.applications import active_application, quota_use
from fairs.queries.fairs import (
    application_counts,
    capacity,
    decision_counts,
    publish_obstacles,
    quotas_of,
    with_counts,
)
from fairs.queries.past import past_events
from fairs.rules.disclosure import TONES as APPLICATION_TONES
from fairs.rules.disclosure import state_for_applicant
from fairs.rules.phases import TONES, Phase, phase
from fairs.rules.states import ApplicationState, Decision, FairState
from fairs.services.clone import clone_fair
from fairs.services.fairs import EDITABLE, create_fair, create_series, set_quotas, update_fair
from fairs.services.lifecycle import change_state

Chip = tuple[str, object, bool]


def phase_chip(fair: Fair) -> Chip:
    """The phase as a chip of the design system."""
    now_in = phase(fair, timezone.now())
    tone, settled = TONES[now_in]
    return tone, Phase(now_in).label, settled


def application_chip(state: str) -> Chip:
    tone, settled = APPLICATION_TONES[state]
    return tone, ApplicationState(state).label, settled


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


def past(request: HttpRequest) -> HttpResponse:
    """Past events of public record, each with its source."""
    context = {
        "title": _("Past fairs"),
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))],
        "events": past_events(),
    }
    return render(request, "fairs/past.html", context)


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


@login_required
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's page of a fair: phase, counts, next steps, state, history."""
    found = get_fair_to_review(request.user, pk)
    now = timezone.now()
    counts = application_counts(found)
    abilities = fair_abilities(request.user, found, now)
    obstacles = publish_obstacles(found, now) if abilities["publish"] else []
    decided = decision_counts(found)
    context = {
        "title": found.name,
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))],
        "actions": manage_actions(found, abilities),
        "fair": found,
        "chip": phase_chip(found),
        "days": formats.days(found.opens_on, found.closes_on),
        "abilities": abilities,
        "counts": [
            (application_chip(state), counts[state])
            for state in APPLICATION_TONES
            if state in counts
        ],
        "obstacles": obstacles,
        "steps": next_steps(found, counts, decided, obstacles, abilities),
        "capacity": capacity(found),
        "halls": found.halls.all(),
        "quotas": quota_rows(found),
        "state_changes": state_changes(abilities),
        "reason_form": ReasonForm(auto_id="id_state_%s"),
        "history": history_of(object_type="fairs.fair", object_id=pk)[:20],
    }
    return render(request, "fairs/manage.html", context)


def manage_actions(found: Fair, abilities: dict[str, bool]) -> list[Action]:
    pk = [found.pk]
    actions = [Action(_("Public page"), reverse("fairs:fair", args=pk), "eye")]
    actions.append(Action(_("Floor plan"), reverse("fairs:floor_plan", args=pk), "layout-grid"))
    if abilities["clone"]:
        actions.append(Action(_("Use as model"), reverse("fairs:fair_clone", args=pk)))
    if abilities["apply_for"]:
        actions.append(Action(_("Apply for a producer"), reverse("fairs:apply_for", args=pk)))
    if abilities["edit"]:
        actions.append(Action(_("Edit"), reverse("fairs:fair_edit", args=pk), "pencil"))
    if abilities["review"]:
        actions.append(
            Action(_("Review"), reverse("fairs:review", args=pk), "clipboard-list", primary=True)
        )
        actions.append(Action(_("Plans"), reverse("fairs:plans", args=pk), "layout-grid"))
    return actions


def state_changes(abilities: dict[str, bool]) -> list[tuple[str, object, str]]:
    """(target state, button, question) for what this person may do; labels say the effect."""
    rows = [
        ("publish", FairState.PUBLISHED, _("Publish"), ""),
        (
            "postpone",
            FairState.POSTPONED,
            _("Postpone"),
            _("Postpone the fair? Every applicant is told, letters already issued lose validity."),
        ),
        ("close", FairState.CLOSED, _("Close the record"), _("Close the record for good?")),
        (
            "cancel",
            FairState.CANCELLED,
            _("Cancel the fair"),
            _("Cancel the fair? All applications end and every applicant is told. This is final."),
        ),
    ]
    return [(to, label, question) for key, to, label, question in rows if abilities[key]]


def quota_rows(found: Fair) -> list[tuple[str, int, int]]:
    """(label, taken, limit) of each quota, private acceptances included."""
    quotas = quotas_of(found)
    if not quotas:
        return []
    use = quota_use(found, private=True)
    return [
        (
            str(ProductGroup(q.group).label) if q.group else str(q.commune),
            use[q.pk],
            q.limit,
        )
        for q in quotas
    ]


def next_steps(
    found: Fair,
    counts: dict[str, int],
    decided: dict[str, int],
    obstacles: list[object],
    abilities: dict[str, bool],
) -> list[tuple[str, str]]:
    """What to do now, as (sentence, address)."""
    steps: list[tuple[str, str]] = []
    if abilities["edit"] and not found.halls.exists():
        steps.append((_("Draw the first hall."), reverse("fairs:hall_new", args=[found.pk])))
    elif abilities["publish"] and not obstacles:
        steps.append((_("Everything is ready to be published."), "#state"))
    review = reverse("fairs:review", args=[found.pk])
    decisions = reverse("fairs:decisions", args=[found.pk])
    if waiting := counts.get(ApplicationState.SUBMITTED, 0):
        steps.append((_("Applications to review: %(count)s.") % {"count": waiting}, review))
    if undecided := decided.get("", 0):
        steps.append((_("Applications to decide: %(count)s.") % {"count": undecided}, decisions))
    private = sum(decided.get(value, 0) for value in Decision.values)
    if private:
        text = _("Decisions nobody knows yet: %(count)s. Announce them together.")
        steps.append((text % {"count": private}, decisions))
    return steps


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


@login_required
@require_POST
def fair_state(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    to = request.POST.get("to", "")
    try:
        change_state(
            obj=found,
            to=to if to in FairState.values else "",
            actor=request.user,
            now=timezone.now(),
            reason=reason,
        )
    except DomainError as error:
        for sentence in [s for rows in error.fields.values() for s in rows] or [str(error)]:
            messages.error(request, str(sentence))
    else:
        state = FairState(found.state).label
        messages.success(request, _("The fair is now: %(state)s.") % {"state": state})
    return redirect("fairs:manage", pk=pk)


@login_required
def fair_clone(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    form = CloneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report = clone_fair(
                source=found, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            return render(
                request,
                "fairs/clone_report.html",
                {
                    "title": _("The new fair was made"),
                    "breadcrumb": crumbs(report.fair),
                    "report": report,
                    "source": found,
                },
            )
    context: dict[str, Any] = {
        "title": _("New fair after this model"),
        "form": form,
        "breadcrumb": crumbs(found),
        "intro": _(
            "Halls, zones, booths, rules and quotas are taken over; applications, plans, letters "
            "and codes are not."
        ),
        "submit": _("Make the new fair"),
        "cancel": reverse("fairs:manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)


@login_required
def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    initial: dict[str, Any] = {}
    number = 0
    for quota in quotas_of(found):
        if quota.group:
            initial[f"group_{quota.group}"] = quota.limit
        else:
            number += 1
            initial[f"commune_{number}"], initial[f"limit_{number}"] = quota.commune, quota.limit
    form = QuotaForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_quotas(
                fair=found, groups=form.groups(), communes=form.communes(), actor=request.user
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The quotas were saved."))
            return redirect("fairs:manage", pk=pk)
    context = {
        "title": _("Quotas"),
        "form": form,
        "breadcrumb": crumbs(found),
        "intro": _(
            "At most so many applicants are accepted from a product group or a commune. Leave a "
            "field empty for no limit."
        ),
        "submit": _("Save"),
        "cancel": reverse("fairs:manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)
