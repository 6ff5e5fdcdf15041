"""Who gets a campaign: the list, previews, answers by phone, upload from Excel."""

from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from accounts.step_up import PersonalList
from common.errors import DomainError
from common.excel import excel_response
from common.forms import add_domain_error, say_domain_error
from common.pages import Action, Column, back_to_list
from notifications.access import (
    acting,
    get_campaign_to_see,
    get_campaign_to_steer,
    get_recipient_to_steer,
    visible_recipients,
)
from notifications.documents.workbooks import render_upload_errors, render_upload_template
from notifications.filters import RecipientFilter
from notifications.models import Campaign, Recipient
from notifications.pages.campaign_forms import UploadForm
from notifications.pages.campaigns import crumbs
from notifications.pages.messages import chip_of as message_chip
from notifications.queries.campaigns import abilities_of, campaign_progress
from notifications.rules import ANSWER_CHIPS, Answer, AnswerChannel, CampaignState, Skip
from notifications.services.campaign_rendering import preview_for
from notifications.services.campaign_writing import remind_recipients
from notifications.services.recipients import record_answer, remove_recipients, revoke_link
from notifications.services.uploads import upload_recipients


def delivery_chip(recipient: Recipient) -> tuple[str, object, bool]:
    """How far the message came, or why there is none."""
    if recipient.skipped:
        return "grey", Skip(recipient.skipped).label, True
    if recipient.message is None:
        return "grey", _("Not written yet"), False
    return message_chip(recipient.message.state)


def answer_chip(recipient: Recipient) -> tuple[str, object, bool] | None:
    if recipient.revoked_at is not None:
        return "grey", _("Link taken back"), True
    tone, settled = ANSWER_CHIPS[recipient.answer]
    return tone, Answer(recipient.answer).label, settled


def _channel(recipient: Recipient) -> object:
    channel = recipient.answer_channel
    return AnswerChannel(channel).label if channel else ""


class Recipients(PersonalList):
    filename = "recipients"
    filterset_class = RecipientFilter
    row_actions = "notifications/recipient_actions.html"
    empty = gettext_lazy("Nobody is on the list yet.")

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def get_title(self) -> object:
        return _("Recipients")

    def campaign(self) -> Campaign:
        if not hasattr(self, "_campaign"):
            self._campaign = get_campaign_to_see(self.request.user, self.kwargs["pk"])
        return self._campaign

    def queryset(self) -> Any:
        return visible_recipients(self.request.user, self.campaign())

    def get_columns(self) -> list[Column]:
        columns = [
            Column(
                _("Name"),
                lambda r: r.name or r.address,
                heading=True,
                link=lambda r: reverse("notifications:recipient", args=[r.pk]),
            ),
            Column(_("E-mail"), "address", kind="address"),
            Column(_("Language"), "get_language_display", phone=False),
            Column(pgettext_lazy("mail", "Delivery"), delivery_chip, kind="chip"),
        ]
        if self.campaign().asks_answer:
            columns += [
                Column(_("Answer"), answer_chip, kind="chip"),
                Column(_("Number of people"), "party_size", kind="number", phone=False),
                Column(_("Answer given"), _channel, phone=False),
                Column(_("Reminders"), "reminders", kind="number", phone=False),
            ]
        return columns

    def extra(self) -> dict[str, Any]:
        found = self.campaign()
        progress = campaign_progress(found)
        return {
            "breadcrumb": crumbs(found),
            "campaign": found,
            "can": abilities_of(found, progress, timezone.now()),
        }

    def actions(self) -> list[Action]:
        found = self.campaign()
        if found.state != CampaignState.DRAFT or not found.written_by_hand:
            return []
        href = reverse("notifications:recipients_upload", args=[found.pk])
        return [Action(_("Upload from Excel"), href, "upload", primary=True)]


@organiser_required
@require_safe
def recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """What this recipient gets: as it was written, else as it would be written now."""
    found = get_recipient_to_steer(request.user, pk)
    made = None
    try:
        made = preview_for(found, campaign=found.campaign)
    except DomainError as error:
        say_domain_error(request, error)
    context = {
        "title": found.name or found.address,
        "breadcrumb": [
            *crumbs(found.campaign),
            (_("Recipients"), reverse("notifications:recipients", args=[found.campaign_id])),
        ],
        "recipient": found,
        "delivery": delivery_chip(found),
        "answer": answer_chip(found) if found.campaign.asks_answer else None,
        "mail": made,
        "outdated": found.message is not None and found.revision < found.campaign.revision,
    }
    return render(request, "notifications/recipient.html", context)


@organiser_required
@require_POST
def steer(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer by phone, a reminder, the link or the whole row taken back."""
    found = get_recipient_to_steer(request.user, pk)
    actor, now, step = acting(request.user), timezone.now(), request.POST.get("step", "")
    sentence = _("The answer was recorded.")
    try:
        if step == "remove":
            remove_recipients(campaign=found.campaign, recipients=[pk], actor=actor)
            sentence = _("The recipient was taken off the list.")
        elif step == "revoke":
            revoke_link(recipient=found, actor=actor, now=now)
            sentence = _("The link opens nothing any more.")
        elif step == "remind":
            count = remind_recipients(campaign=found.campaign, actor=actor, now=now, chosen=[pk])
            sentence = (
                _("A reminder is being written.")
                if count
                else _("Nobody is due for a reminder: all answered, or were reminded lately.")
            )
        else:
            record_answer(recipient=found, answer=step, now=now, actor=actor)
    except DomainError as error:
        say_domain_error(request, error)
    else:
        notices.success(request, sentence)
    return back_to_list(request, reverse("notifications:recipients", args=[found.campaign_id]))


@organiser_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Add recipients from a workbook; rows with errors come back."""
    found = get_campaign_to_steer(request.user, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = upload_recipients(
                campaign=found,
                filename=given.name,
                file=given.file,
                actor=acting(request.user),
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            notices.success(
                request,
                _("Added: %(added)d. On the list before: %(known)d. Not added: %(failed)d.")
                % {"added": made.added, "known": made.known, "failed": len(made.errors)},
            )
            return redirect("notifications:campaign", pk=pk)
    context = {
        "title": _("Upload recipients"),
        "breadcrumb": crumbs(found),
        "form": form,
        "cancel": reverse("notifications:campaign", args=[pk]),
        "actions": [
            Action(_("Template"), reverse("notifications:recipients_template"), "download")
        ],
    }
    return render(request, "notifications/upload.html", context)


@organiser_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with one example row."""
    return excel_response(render_upload_template(), "recipients-template")


@organiser_required
@require_safe
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of the latest upload that were not added, with what to mend."""
    found = get_campaign_to_see(request.user, pk)
    latest = found.uploads.first()
    if latest is None or not latest.errors:
        raise Http404
    return excel_response(render_upload_errors(latest.errors), "rows-to-mend")
