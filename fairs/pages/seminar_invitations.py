"""Who is invited to a seminar, and the answers taken by phone."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from accounts.step_up import require_fresh_sign_in
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Column, back_to_list
from exhibitors.access import acting
from fairs.access.seminars import get_invitation_to_manage, get_seminar_to_edit
from fairs.documents.seminar_mail import SeminarFacts, SeminarMail, render_invitation
from fairs.models import Invitation, Seminar
from fairs.pages.chips import answer_chip
from fairs.pages.fairs import NameFilter
from fairs.pages.seminar_forms import InviteForm
from fairs.pages.seminars import GuestList, crumbs
from fairs.queries.seminars import invitations_of, producers_to_invite
from fairs.rules.states import Response
from fairs.services import seminar_invitations as invitations
from fairs.services.seminar_invitations import Guest
from fairs.services.seminar_mail import place_of
from notifications.rules import MessageState
from notifications.services.advertising import dressed, marked

CHANNELS = {"PHONE": _("by phone"), "LINK": _("by link")}


def message_state(invitation: Invitation) -> object:
    """How far the invitation's mail has come."""
    return MessageState(invitation.message.state).label if invitation.message else ""


class InvitationFilter(django_filters.FilterSet):
    name = NameFilter(lookup_expr="icontains", label=_("Full name"))
    response = django_filters.ChoiceFilter(
        choices=Response.choices, label=_("Answer"), empty_label=_("All")
    )


class InvitationList(GuestList):
    """The invitations to one seminar; an organiser notes answers given by phone."""

    title = _("Invitations")
    row_actions = "fairs/seminars/invitation_actions.html"
    empty = _("Nobody was invited yet.")
    filename = "invitations"
    filterset_class = InvitationFilter
    columns = [
        Column(_("Full name"), "name", heading=True),
        Column(_("Organisation"), "organisation", phone=False),
        Column(_("E-mail"), "email"),
        Column(_("Message"), message_state),
        Column(_("Answer"), answer_chip, "chip"),
        Column(_("Answer given"), lambda i: CHANNELS.get(i.response_channel, ""), phone=False),
    ]

    def queryset(self) -> QuerySet[Any]:
        return invitations_of(self.seminar)


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
        if "send" in request.POST:
            require_fresh_sign_in(request)
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
                    consent_channel=values["consent_channel"],
                    consent_on=values["consent_on"],
                )
                text = gettext("Invitations on their way: %(count)d.") % {"count": len(made)}
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
        mail = render_invitation(facts, first.language)
        if invitations.strangers_among([first]):
            text, html = dressed(mail.text, mail.html, language=first.language, link="…")
            mail = SeminarMail(marked(mail.subject), text, html)
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
    return back_to_list(request, reverse("fairs:seminar_invitations", args=[invitation.seminar_id]))
