"""What everybody may do with seminars: read the programme, register, answer by a personal link.

GET never changes anything: mail scanners open links too.
"""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import is_office
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action
from fairs.access.seminars import (
    get_invitation_by_token,
    get_registration_by_token,
    get_seminar_to_view,
)
from fairs.documents.calendar import PUBLISH, content_type, render_calendar
from fairs.documents.seminar_mail import when
from fairs.models import Registration, Seminar
from fairs.pages.chips import answer_chip, registration_chip
from fairs.pages.seminar_forms import AnswerForm, RegistrationForm
from fairs.queries.seminars import programme
from fairs.rules.seminars import takes_registrations
from fairs.rules.states import RegistrationState, Response, SeminarState
from fairs.services.seminar_invitations import answer_invitation, refuse_further
from fairs.services.seminar_mail import calendar_facts, place_of
from fairs.services.seminar_registrations import (
    cancel_registration,
    confirm_again,
    register,
)

MOST = 300


def _language() -> str:
    return (translation.get_language() or "vi")[:2]


def _open(seminar: Seminar) -> bool:
    return takes_registrations(
        state=seminar.state,
        registration_open=seminar.registration_open,
        starts_at=seminar.starts_at,
        now=timezone.now(),
    )


@require_safe
def seminars(request: HttpRequest) -> HttpResponse:
    """The programme, day by day."""
    rows = list(programme(timezone.now())[:MOST])
    days = [
        (day, [(s, place_of(s), max(s.capacity - s.taken, 0), _open(s)) for s in group])  # type: ignore[attr-defined]
        for day, group in groupby(rows, key=lambda s: timezone.localdate(s.starts_at))
    ]
    actions = []
    if is_office(request.user):
        actions.append(Action(_("Organise"), reverse("fairs:seminars_manage"), "pencil"))
    context = {"title": _("Seminars"), "days": days, "actions": actions}
    return render(request, "fairs/seminars/programme.html", context)


def _context(request: HttpRequest, seminar: Seminar, **more: Any) -> dict[str, Any]:
    left = max(seminar.capacity - getattr(seminar, "taken", 0), 0)
    actions = []
    if is_office(request.user):
        href = reverse("fairs:seminar_manage", args=[seminar.pk])
        actions.append(Action(_("Organise"), href, "pencil"))
    return {
        "title": seminar.name,
        "breadcrumb": [(_("Seminars"), reverse("fairs:seminars"))],
        "seminar": seminar,
        "cancelled": seminar.state == SeminarState.CANCELLED,
        "when": when(seminar.starts_at, seminar.ends_at)
        if seminar.starts_at and seminar.ends_at
        else "",
        "place": place_of(seminar),
        "speakers": seminar.speakers.all(),
        "left": left,
        "open": _open(seminar),
        "actions": actions,
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def seminar(request: HttpRequest, pk: int) -> HttpResponse:
    """The seminar's page with its registration form; the office registers others by it."""
    found = get_seminar_to_view(request.user, pk)
    user = request.user
    own = user.is_authenticated and not is_office(user)
    initial = {"name": user.full_name, "email": user.email} if own else None
    form = RegistrationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = register(
                seminar=found, language=_language(), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            request.session["seminar_registered"] = [pk, made.state]
            return redirect("fairs:seminar_registered", pk=pk)
    return render(request, "fairs/seminars/seminar.html", _context(request, found, form=form))


@require_safe
def seminar_registered(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank you: what happens next, without the guest's data."""
    found = get_seminar_to_view(request.user, pk)
    remembered = request.session.get("seminar_registered") or [0, ""]
    if remembered[0] != pk:
        return redirect("fairs:seminar", pk=pk)
    waiting = remembered[1] == RegistrationState.WAITLISTED
    return render(
        request, "fairs/seminars/registered.html", _context(request, found, waiting=waiting)
    )


@require_safe
def seminar_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar file of one seminar, for anybody."""
    found = get_seminar_to_view(request.user, pk)
    if found.starts_at is None:
        raise Http404
    facts = calendar_facts(found, now=timezone.now(), language=_language())
    response = HttpResponse(render_calendar(facts, PUBLISH), content_type=content_type(PUBLISH))
    response["Content-Disposition"] = content_disposition_header(True, "seminar.ics") or ""
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seminar_registration(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's own registration: see it, say yes again after a move, give the seat back."""
    registration = get_registration_by_token(token)
    if request.method == "POST":
        try:
            step = request.POST.get("step")
            if step == "confirm":
                confirm_again(registration=registration, now=timezone.now())
            elif step == "cancel":
                cancel_registration(registration=registration, now=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("fairs:seminar_registration", token=token)
    context = _context(
        request,
        registration.seminar,
        registration=registration,
        standing=registration_chip(registration),
        can_cancel=_can_cancel(registration),
    )
    return _private(render(request, "fairs/seminars/registration.html", context))


def _can_cancel(registration: Registration) -> bool:
    starts = registration.seminar.starts_at
    active = registration.state in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)
    return active and starts is not None and starts > timezone.now()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seminar_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The invited guest answers; the same answer again changes nothing."""
    invitation = get_invitation_by_token(token, timezone.now())
    form = AnswerForm(request.POST or None, initial={"party_size": invitation.party_size})
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        try:
            if answer == "stop":
                refuse_further(invitation=invitation, now=timezone.now())
                messages.success(request, gettext("You get no more invitations of this kind."))
                return redirect("fairs:seminar_answer", token=token)
            if answer == Response.DECLINED or form.is_valid():
                values = form.cleaned_data if answer != Response.DECLINED else {}
                answer_invitation(
                    invitation=invitation, response=answer, now=timezone.now(), **values
                )
                messages.success(request, gettext("Thank you, your answer was recorded."))
                return redirect("fairs:seminar_answer", token=token)
        except DomainError as error:
            add_domain_error(form, error)
    context = _context(
        request,
        invitation.seminar,
        invitation=invitation,
        answer=answer_chip(invitation),
        form=form,
        asked_again=invitation.response == Response.NONE
        and invitation.registration is not None
        and invitation.registration.reconfirm_since is not None,
    )
    return _private(render(request, "fairs/seminars/answer.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """The token must not travel on: no referrer, no cache, no index."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
