"""The organiser's pages of seminars: list, writing, scheduling, registrations, invitations."""

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
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column, ListPage
from exhibitors.access import acting
from fairs.access.seminars import (
    get_invitation_to_manage,
    get_registration_to_manage,
    get_seminar_to_edit,
    get_seminar_to_watch,
    seminar_abilities,
    visible_seminars,
)
from fairs.documents.seminar_mail import SeminarFacts, render_invitation
from fairs.models import Invitation, Registration, Seminar
from fairs.pages.seminar_forms import (
    InviteForm,
    ReasonForm,
    ScheduleForm,
    SeminarForm,
    initial_of,
)
from fairs.queries.seminars import (
    invitations_of,
    producers_to_invite,
    registration_counts,
    registrations_of,
)
from fairs.rules.states import RegistrationState, Response, SeminarState
from fairs.services import seminar_invitations as invitations
from fairs.services import seminars as services
from fairs.services.seminar_invitations import Guest
from fairs.services.seminar_mail import place_of
from fairs.services.seminar_registrations import cancel_registration
from notifications.rules import MessageState

Chip = tuple[str, object, bool]
STATE_TONES = {
    SeminarState.DRAFT: ("grey", False),
    SeminarState.SCHEDULED: ("blue", False),
    SeminarState.PUBLISHED: ("jade", True),
    SeminarState.HELD: ("grey", True),
    SeminarState.CANCELLED: ("red", True),
}
REGISTRATION_TONES = {
    RegistrationState.CONFIRMED: ("jade", True),
    RegistrationState.WAITLISTED: ("amber", False),
    RegistrationState.CANCELLED: ("grey", True),
    RegistrationState.ATTENDED: ("jade", True),
    RegistrationState.NO_SHOW: ("grey", True),
}
ANSWER_TONES = {
    Response.NONE: ("blue", False),
    Response.ACCEPTED: ("jade", True),
    Response.DECLINED: ("grey", True),
}


def seminar_chip(seminar: Seminar) -> Chip:
    tone, settled = STATE_TONES[SeminarState(seminar.state)]
    return tone, SeminarState(seminar.state).label, settled


def registration_chip(registration: Registration) -> Chip:
    if registration.reconfirm_since is not None:
        return "amber", _("Asked again"), False
    tone, settled = REGISTRATION_TONES[RegistrationState(registration.state)]
    return tone, RegistrationState(registration.state).label, settled


def answer_chip(invitation: Invitation) -> Chip:
    if invitation.revoked_at is not None:
        return "grey", _("Taken back"), True
    tone, settled = ANSWER_TONES[Response(invitation.response)]
    return tone, Response(invitation.response).label, settled


def crumbs(seminar: Seminar | None = None) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = [(_("Seminars"), reverse("fairs:seminars_manage"))]
    if seminar is not None:
        found.append((seminar.name, reverse("fairs:seminar_manage", args=[seminar.pk])))
    return found


class SeminarFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=SeminarState.choices, label=_("State"), empty_label=_("All")
    )
    name = django_filters.CharFilter(field_name="name_vi", lookup_expr="icontains", label=_("Name"))


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
            services.schedule_seminar(
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
        "registrations": [(r, registration_chip(r)) for r in registrations_of(seminar)[:500]],
        "invitations": [
            (i, answer_chip(i), MessageState(i.message.state).label if i.message else "")
            for i in invitations_of(seminar)[:500]
        ],
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


def _guests(seminar: Seminar, values: dict[str, Any]) -> list[Guest]:
    guests: list[Guest] = []
    if values["audience"] == "fair" and seminar.fair_id:
        guests += invitations.guests_of_producers(list(producers_to_invite(seminar.fair_id)))
    elif values["audience"] == "all":
        guests += invitations.guests_of_producers(list(producers_to_invite(None)))
    return guests + invitations.read_guests(values["addresses"])


@organiser_required
def seminar_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose guests, look at the message and who gets it, then send."""
    seminar = get_seminar_to_edit(request.user, pk)
    form = InviteForm(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Invite"),
        "seminar": seminar,
        "form": form,
        "breadcrumb": crumbs(seminar),
        "cancel": reverse("fairs:seminar_manage", args=[pk]),
    }
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            guests = _guests(seminar, values)
            fresh, known = invitations.new_guests(seminar=seminar, guests=guests)
            if "send" in request.POST:
                made = invitations.invite_guests(
                    seminar=seminar,
                    guests=guests,
                    actor=acting(request.user),
                    now=timezone.now(),
                    text=values["text"],
                )
                text = gettext("%(count)d invitations are on their way.") % {"count": len(made)}
                messages.success(request, text)
                return redirect("fairs:seminar_manage", pk=pk)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            context |= {"preview": _preview(seminar, fresh, values["text"]), "known": known}
    return render(request, "fairs/seminars/invite.html", context)


def _preview(seminar: Seminar, fresh: list[Guest], text: str) -> dict[str, Any]:
    """Who would get the invitation, and what the first of them would read."""
    first = fresh[0] if fresh else None
    mail = None
    if first is not None and seminar.starts_at and seminar.ends_at:
        facts = SeminarFacts(
            title=seminar.name_in(first.language),
            starts_at=seminar.starts_at,
            ends_at=seminar.ends_at,
            place=place_of(seminar),
            organiser=seminar.organiser_name,
            recipient=first.name,
            party_size=0,
            link="…",
            page="…",
            reason=text,
        )
        mail = render_invitation(facts, first.language, advertising=not first.is_producer)
    return {"guests": fresh[:200], "count": len(fresh), "mail": mail}


@require_POST
@organiser_required
def invitation_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer given by phone, or the invitation taken back."""
    invitation = get_invitation_to_manage(request.user, pk)
    answer = request.POST.get("answer", "")
    actor, now = acting(request.user), timezone.now()
    try:
        if answer == "revoke":
            invitations.revoke_invitation(invitation=invitation, actor=actor, now=now)
        else:
            invitations.answer_invitation(
                invitation=invitation, response=answer, waitlist=True, actor=actor, now=now
            )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The answer was recorded."))
    return redirect("fairs:seminar_manage", pk=invitation.seminar_id)


@require_POST
@organiser_required
def registration_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a registration off the list; the seat goes to the waiting list."""
    registration = get_registration_to_manage(request.user, pk)
    try:
        cancel_registration(
            registration=registration, actor=acting(request.user), now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The registration was cancelled."))
    return redirect("fairs:seminar_manage", pk=registration.seminar_id)
