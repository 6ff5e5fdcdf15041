"""Returned mail to be settled, refused mail to be tried again, and the log of consents."""

from typing import Any

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from accounts.step_up import PersonalList
from common.errors import DomainError
from common.forms import add_domain_error, say_domain_error
from common.pages import Action, Column, back_to_list
from notifications.access import (
    acting,
    get_bounce_to_settle,
    visible_bounces,
    visible_consents,
    visible_messages,
)
from notifications.filters import BounceFilter, ConsentFilter, MessageFilter
from notifications.models import Bounce, ConsentEntry
from notifications.pages.campaign_forms import ConsentForm, SettleForm
from notifications.pages.messages import chip_of
from notifications.rules import BounceOutcome, ConsentAct, MessageState
from notifications.services import record_consent, settle_bounce


def outcome_chip(bounce: Bounce) -> tuple[str, object, bool]:
    waiting = bounce.outcome == BounceOutcome.OPEN
    return "amber" if waiting else "jade", BounceOutcome(bounce.outcome).label, not waiting


class Bounces(PersonalList):
    title = gettext_lazy("Returned messages")
    intro = gettext_lazy(
        "Find the right address, or say that there is none. After a return for good nothing more "
        "goes to an address until somebody says that it works again."
    )
    empty = gettext_lazy("Nothing has come back.")
    filename = "returned"
    filterset_class = BounceFilter
    row_actions = "notifications/bounce_actions.html"
    columns = [
        Column(
            gettext_lazy("Recipient"),
            "message.recipient",
            kind="address",
            heading=True,
            link=lambda b: reverse("notifications:message", args=[b.message_id]),
        ),
        Column(gettext_lazy("Subject"), "message.subject", phone=False),
        Column(gettext_lazy("What the mail server said"), "diagnosis"),
        Column(gettext_lazy("For good"), lambda b: _("Yes") if b.permanent else _("No")),
        Column(gettext_lazy("Came back"), "returned_at", kind="moment"),
        Column(gettext_lazy("State"), outcome_chip, kind="chip"),
        Column(gettext_lazy("Note"), "note", phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[Any]:
        return visible_bounces(self.request.user)

    def extra(self) -> dict[str, Any]:
        return {
            "breadcrumb": [(_("Messages"), reverse("notifications:messages"))],
            "outcomes": [c for c in BounceOutcome.choices if c[0] != BounceOutcome.OPEN],
        }


@organiser_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about one returned message."""
    found = get_bounce_to_settle(request.user, pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        notices.error(request, _("Choose what was done."))
    else:
        try:
            settle_bounce(
                bounce=found, actor=acting(request.user), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            say_domain_error(request, error)
        else:
            notices.success(request, _("The returned message is settled."))
    return back_to_list(request, reverse("notifications:bounces"))


class Refused(PersonalList):
    """Dead letters: what the recipients' servers refused for good or too often."""

    title = gettext_lazy("Refused messages")
    intro = gettext_lazy(
        "Mail servers refused these for good or again and again. Remove the cause, then try again."
    )
    empty = gettext_lazy("No message was refused.")
    filename = "refused"
    filterset_class = MessageFilter
    row_actions = "notifications/refused_actions.html"
    columns = [
        Column(
            gettext_lazy("Recipient"),
            "recipient",
            kind="address",
            heading=True,
            link=lambda m: reverse("notifications:message", args=[m.pk]),
        ),
        Column(gettext_lazy("Subject"), "subject", phone=False),
        Column(gettext_lazy("State"), lambda m: chip_of(m.state), kind="chip"),
        Column(gettext_lazy("Server's reply"), "last_reply"),
        Column(gettext_lazy("Tries"), "attempts", kind="number", phone=False),
        Column(gettext_lazy("Written"), "created_at", kind="moment", phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[Any]:
        return visible_messages(self.request.user).filter(
            state__in=[MessageState.FAILED, MessageState.DEAD]
        )

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": [(_("Messages"), reverse("notifications:messages"))]}


def act_chip(entry: ConsentEntry) -> tuple[str, object, bool]:
    granted = entry.act == ConsentAct.GRANTED
    return "jade" if granted else "red", ConsentAct(entry.act).label, True


class Consents(PersonalList):
    title = gettext_lazy("Consents to advertising mail")
    intro = gettext_lazy(
        "Nothing here can be changed or deleted. Addresses are kept as digests only; search for "
        "a whole address to see its entries."
    )
    empty = gettext_lazy("No consent has been recorded yet.")
    filename = "consents"
    filterset_class = ConsentFilter
    columns = [
        Column(gettext_lazy("When"), "occurred_at", kind="moment", heading=True),
        Column(gettext_lazy("Act"), act_chip, kind="chip"),
        Column(gettext_lazy("Way"), "get_channel_display"),
        Column(gettext_lazy("Digest of the address"), lambda e: e.address_hash[:16]),
        Column(gettext_lazy("Version of the text"), "text_version", phone=False),
        Column(gettext_lazy("Recorded"), "recorded_at", kind="moment", phone=False),
        Column(
            gettext_lazy("By"),
            lambda e: str(e.recorded_by) if e.recorded_by else _("The recipient"),
            phone=False,
        ),
        Column(gettext_lazy("Note"), "note", phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[Any]:
        return visible_consents(self.request.user)

    def actions(self) -> list[Action]:
        href = reverse("notifications:consent_new")
        return [Action(_("Record a consent"), href, "plus", primary=True)]

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": [(_("Messages"), reverse("notifications:messages"))]}


@organiser_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_new(request: HttpRequest) -> HttpResponse:
    """Record that somebody agreed to advertising mail, or does not any more."""
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(actor=acting(request.user), now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            notices.success(request, _("The entry was added to the log."))
            return redirect("notifications:consents")
    context = {
        "title": _("Record a consent"),
        "breadcrumb": [
            (_("Messages"), reverse("notifications:messages")),
            (_("Consents to advertising mail"), reverse("notifications:consents")),
        ],
        "form": form,
        "cancel": reverse("notifications:consents"),
    }
    return render(request, "notifications/consent_form.html", context)
