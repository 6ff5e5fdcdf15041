"""The organiser's pages of seminars: list, writing, scheduling, state."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import office_required, organiser_required
from accounts.queries import history_of
from accounts.step_up import PersonalList
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column, ListPage
from exhibitors.access import acting
from fairs.access.seminars import (
    get_seminar_to_edit,
    get_seminar_to_watch,
    seminar_abilities,
    visible_seminars,
)
from fairs.models import Seminar
from fairs.pages.chips import seminar_chip
from fairs.pages.fairs import NameFilter
from fairs.pages.paper_forms import PapersForm
from fairs.pages.seminar_forms import ReasonForm, ScheduleForm, SeminarForm, initial_of
from fairs.queries.papers import seminar_documents
from fairs.queries.seminars import registration_counts
from fairs.rules.states import SeminarState
from fairs.services import seminars as services
from fairs.services.papers import SEMINAR_KINDS
from fairs.services.seminar_mail import place_of
from fairs.services.seminar_schedule import schedule_seminar


def crumbs(seminar: Seminar | None = None) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = [(_("Seminars"), reverse("fairs:seminars_manage"))]
    if seminar is not None:
        found.append((seminar.name, reverse("fairs:seminar_manage", args=[seminar.pk])))
    return found


class SeminarFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=SeminarState.choices, label=_("State"), empty_label=_("All")
    )
    name = NameFilter(field_name="name_vi", lookup_expr="icontains", label=_("Name"))


class SeminarList(ListPage):
    title = _("Seminars")
    empty = _("No seminar is planned yet.")
    filename = "seminars"
    filterset_class = SeminarFilter
    columns = [
        Column(
            _("Title"),
            "name",
            heading=True,
            link=lambda s: reverse("fairs:seminar_manage", args=[s.pk]),
        ),
        Column(_("Starts"), "starts_at", "moment"),
        Column(_("Room"), "room.name"),
        Column(_("Fair"), "fair.name", phone=False),
        Column(_("Seats taken"), "taken", "number"),
        Column(_("Seats offered"), "capacity", "number"),
        Column(_("Waiting"), "waiting", "number", phone=False),
        Column(_("State"), seminar_chip, "chip"),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def queryset(self) -> QuerySet[Any]:
        return visible_seminars(self.request.user).order_by("-starts_at", "-id")

    def actions(self) -> list[Action]:
        programme = Action(_("Public programme"), reverse("fairs:seminars"), "eye")
        if not is_organiser(self.request.user):
            return [programme]
        new = Action(_("New seminar"), reverse("fairs:seminar_new"), "plus", primary=True)
        return [programme, new]


class GuestList(PersonalList):
    """A list of one seminar's guests, for the office."""

    def allowed(self) -> bool:
        if not is_office(self.request.user):
            return False
        self.seminar = get_seminar_to_watch(self.request.user, self.kwargs["pk"])
        self.can = seminar_abilities(self.request.user, self.seminar, timezone.now())
        return True

    def actions(self) -> list[Action]:
        if not self.can["invite"]:
            return []
        href = reverse("fairs:seminar_invite", args=[self.seminar.pk])
        return [Action(_("Invite"), href, "mail", primary=True)]

    def empty_action(self) -> Action:
        seminar = reverse("fairs:seminar_manage", args=[self.seminar.pk])
        return next(iter(self.actions()), Action(self.seminar.name, seminar))

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": crumbs(self.seminar), "can": self.can}


@organiser_required
def seminar_new(request: HttpRequest) -> HttpResponse:
    form = SeminarForm(request.POST or None, initial={"fair": request.GET.get("fair") or None})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_seminar(
                actor=acting(request.user),
                now=timezone.now(),
                speakers=form.lines(),
                **form.values(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(
                request, gettext("The draft was saved. Now give it a room and a time.")
            )
            return redirect("fairs:seminar_schedule", pk=made.pk)
    context = {
        "title": _("New seminar"),
        "form": form,
        "breadcrumb": crumbs(),
        "submit": _("Save"),
        "cancel": reverse("fairs:seminars_manage"),
    }
    return render(request, "fairs/form.html", context)


@organiser_required
def seminar_edit(request: HttpRequest, pk: int) -> HttpResponse:
    seminar = get_seminar_to_edit(request.user, pk)
    form = SeminarForm(request.POST or None, initial=initial_of(seminar))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_seminar(
                seminar=seminar,
                version=form.cleaned_data["version"] or 0,
                actor=acting(request.user),
                now=timezone.now(),
                speakers=form.lines(),
                **form.values(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The changes were saved."))
            return redirect("fairs:seminar_manage", pk=pk)
    context = {
        "title": _("Edit"),
        "form": form,
        "breadcrumb": crumbs(seminar),
        "submit": _("Save"),
        "cancel": reverse("fairs:seminar_manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)


@organiser_required
def seminar_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Room and time; for a published seminar this moves it and tells everybody."""
    seminar = get_seminar_to_edit(request.user, pk)
    initial = {n: getattr(seminar, n) for n in ("room", "starts_at", "ends_at", "version")}
    form = ScheduleForm(request.POST or None, initial=initial)
    published = seminar.state == SeminarState.PUBLISHED
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            schedule_seminar(
                seminar=seminar,
                room=values["room"],
                starts_at=values["starts_at"],
                ends_at=values["ends_at"],
                version=values["version"] or 0,
                actor=acting(request.user),
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("Room and time were saved."))
            return redirect("fairs:seminar_manage", pk=pk)
    context = {
        "title": _("Room and time"),
        "intro": _(
            "Everybody registered or invited gets one message with the new calendar file; after a "
            "change of day, place or more than 30 minutes they are asked again."
        )
        if published
        else "",
        "form": form,
        "breadcrumb": crumbs(seminar),
        "submit": _("Move") if published else _("Save"),
        "cancel": reverse("fairs:seminar_manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)


@office_required
def seminar_manage(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one seminar for the office."""
    seminar = get_seminar_to_watch(request.user, pk)
    can = seminar_abilities(request.user, seminar, timezone.now())
    actions = [Action(_("Public page"), reverse("fairs:seminar", args=[pk]), "eye")]
    if can["edit"]:
        actions.append(Action(_("Edit"), reverse("fairs:seminar_edit", args=[pk]), "pencil"))
    if can["schedule"]:
        href = reverse("fairs:seminar_schedule", args=[pk])
        actions.append(Action(_("Room and time"), href, "calendar-days"))
    if can["invite"]:
        href = reverse("fairs:seminar_invite", args=[pk])
        actions.append(Action(_("Invite"), href, "mail", primary=True))
    context = {
        "title": seminar.name,
        "breadcrumb": crumbs(),
        "actions": actions,
        "seminar": seminar,
        "state": seminar_chip(seminar),
        "place": place_of(seminar),
        "can": can,
        "counts": registration_counts(seminar),
        "speakers": seminar.speakers.all(),
        "papers": PapersForm(SEMINAR_KINDS) if is_organiser(request.user) else None,
        "documents": seminar_documents(seminar)[:20] if is_organiser(request.user) else (),
        "history": history_of(object_type="fairs.seminar", object_id=pk)[:15],
    }
    return render(request, "fairs/seminars/manage.html", context)


@require_POST
@organiser_required
def seminar_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish, back to draft, held; open or close the registration."""
    seminar = get_seminar_to_edit(request.user, pk)
    step = request.POST.get("step", "")
    states = {
        "publish": SeminarState.PUBLISHED,
        "unschedule": SeminarState.DRAFT,
        "hold": SeminarState.HELD,
    }
    actor, now = acting(request.user), timezone.now()
    try:
        if step in states:
            services.change_state(seminar=seminar, to=states[step], actor=actor, now=now)
        elif step in ("open", "close"):
            services.set_registration_open(
                seminar=seminar, is_open=step == "open", actor=actor, now=now
            )
        else:
            raise PermissionDenied
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The changes were saved."))
    return redirect("fairs:seminar_manage", pk=pk)


@organiser_required
def seminar_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    seminar = get_seminar_to_edit(request.user, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_seminar(
                seminar=seminar,
                reason=form.cleaned_data["reason"],
                actor=acting(request.user),
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The seminar was called off."))
            return redirect("fairs:seminar_manage", pk=pk)
    context = {
        "title": _("Call off this seminar"),
        "intro": _("The room becomes free and every registration ends. This cannot be undone."),
        "form": form,
        "breadcrumb": crumbs(seminar),
        "submit": _("Call off"),
        "cancel": reverse("fairs:seminar_manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)
