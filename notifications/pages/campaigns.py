"""Campaigns: the list, one campaign with its live numbers, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from accounts.step_up import require_fresh_sign_in
from common.errors import DomainError
from common.forms import add_domain_error, posted_version, say_domain_error
from common.pages import Action, Column, ListPage
from notifications.access import (
    acting,
    get_campaign_to_see,
    get_campaign_to_steer,
    visible_campaigns,
)
from notifications.filters import CampaignFilter
from notifications.kinds import ways_of
from notifications.models import Campaign
from notifications.pages.campaign_forms import CampaignForm, TestForm, initial_of
from notifications.pages.messages import chip_of as message_chip
from notifications.queries.campaigns import abilities_of, campaign_progress, stuck_job
from notifications.rules import ANSWER_CHIPS, CAMPAIGN_CHIPS, Answer, CampaignState, Skip
from notifications.services import campaign_steps as steps
from notifications.services import campaigns as services
from notifications.services.campaign_tests import send_test
from notifications.services.campaign_writing import remind_recipients


def campaign_chip(campaign: Campaign) -> tuple[str, object, bool]:
    if campaign.held_at is not None and campaign.state != CampaignState.CANCELLED:
        return "amber", _("Waits for new dates"), False
    if campaign.paused_at is not None:
        return "amber", _("Paused"), False
    tone, settled = CAMPAIGN_CHIPS[campaign.state]
    return tone, CampaignState(campaign.state).label, settled


def crumbs(campaign: Campaign | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Messages"), reverse("notifications:messages")),
        (_("Campaigns"), reverse("notifications:campaigns")),
    ]
    if campaign is not None:
        found.append((campaign.name, reverse("notifications:campaign", args=[campaign.pk])))
    return found


class Campaigns(ListPage):
    title = gettext_lazy("Campaigns")
    empty = gettext_lazy("No campaign has been written yet.")
    filename = "campaigns"
    filterset_class = CampaignFilter
    columns = [
        Column(
            gettext_lazy("Name"),
            "name",
            heading=True,
            link=lambda c: reverse("notifications:campaign", args=[c.pk]),
        ),
        Column(gettext_lazy("State"), campaign_chip, kind="chip"),
        Column(gettext_lazy("Kind of message"), "get_kind_display", phone=False),
        Column(gettext_lazy("Messages"), "written", kind="number"),
        Column(gettext_lazy("Sent"), "sent", kind="number"),
        Column(gettext_lazy("In trouble"), "troubled", kind="number"),
        Column(gettext_lazy("Send from"), "send_at", kind="moment", phone=False),
        Column(gettext_lazy("Created"), "created_at", kind="moment", phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> Any:
        return visible_campaigns(self.request.user)

    def actions(self) -> list[Action]:
        href = reverse("notifications:campaign_new")
        return [Action(_("New campaign"), href, "plus", primary=True)]


@organiser_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Write a campaign that belongs to no event."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_campaign(
                facts=form.facts(), actor=acting(request.user), now=timezone.now()
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            notices.success(request, _("The draft was saved. Choose recipients next."))
            return redirect("notifications:campaign", pk=made.pk)
    context = {
        "title": _("New campaign"),
        "form": form,
        "breadcrumb": crumbs(),
        "cancel": reverse("notifications:campaigns"),
    }
    return render(request, "notifications/campaign_form.html", context)


@organiser_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a campaign; messages written already keep their text until they are written again."""
    found = get_campaign_to_steer(request.user, pk)
    form = CampaignForm(
        request.POST or None, initial=initial_of(found), subject_type=found.subject_type
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_campaign(
                campaign=found,
                facts=form.facts(),
                version=posted_version(request),
                actor=acting(request.user),
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            notices.success(request, _("The campaign was saved."))
            return redirect("notifications:campaign", pk=pk)
    context = {
        "title": _("Edit the campaign"),
        "form": form,
        "breadcrumb": crumbs(found),
        "cancel": reverse("notifications:campaign", args=[pk]),
        "written": found.state != CampaignState.DRAFT,
    }
    return render(request, "notifications/campaign_form.html", context)


def _progress_context(found: Campaign) -> dict[str, Any]:
    progress = campaign_progress(found)
    recipients = reverse("notifications:recipients", args=[found.pk])
    # The letters of a plan have no list of recipients; their messages are the list.
    messages = f"{reverse('notifications:messages')}?campaign={found.pk}"
    of_state = f"{recipients}?delivery=" if progress.recipients else f"{messages}&state="
    states = [
        (*message_chip(state), count, f"{of_state}{state}")
        for state, count in progress.messages.items()
        if count
    ]
    answers = [
        (ANSWER_CHIPS[a][0], a.label, ANSWER_CHIPS[a][1], progress.answers[a],
         f"{recipients}?answer={a.value}")
        for a in Answer
    ]  # fmt: skip
    skipped = [
        (s.label, progress.skipped[s], f"{recipients}?skipped={s.value}")
        for s in Skip
        if progress.skipped[s]
    ]
    return {
        "campaign": found,
        "chip": campaign_chip(found),
        "progress": progress,
        "states": states,
        "answers": answers if found.asks_answer else [],
        "skipped": skipped,
        "stuck": stuck_job(found),
        "abilities": abilities_of(found, progress, timezone.now()),
    }


@organiser_required
@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: its texts, its recipients in numbers, and what can be done now."""
    return _campaign(request, get_campaign_to_see(request.user, pk), TestForm())


def _campaign(request: HttpRequest, found: Campaign, test: TestForm) -> HttpResponse:
    if not test.is_bound:
        test.initial["address"] = acting(request.user).email
    context = {
        "title": found.name,
        "breadcrumb": crumbs(),
        **_progress_context(found),
        "texts": found.texts.all(),
        "files": found.files.defer("content").order_by("id"),
        "ways": ways_of(found),
        "first": found.recipients.order_by("id").first(),
        "upload": found.uploads.first(),
        "test": test,
    }
    return render(request, "notifications/campaign.html", context)


@organiser_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers alone, for the page that refreshes itself."""
    found = get_campaign_to_see(request.user, pk)
    return render(request, "notifications/campaign_progress.html", _progress_context(found))


@organiser_required
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the first recipient's message to an address of one's own."""
    found = get_campaign_to_steer(request.user, pk)
    form = TestForm(request.POST)
    if not form.is_valid():
        return _campaign(request, found, form)
    try:
        send_test(
            campaign=found,
            address=form.cleaned_data["address"],
            actor=acting(request.user),
            now=timezone.now(),
        )
    except DomainError as error:
        add_domain_error(form, error)
        return _campaign(request, found, form)
    notices.success(request, _("The test message is on its way."))
    return redirect("notifications:campaign", pk=pk)


Step = Callable[[Campaign, Any], object]

_STEPS: dict[str, tuple[Step, object]] = {
    "release": (
        lambda c, a: steps.release_campaign(campaign=c, actor=a, now=timezone.now()),
        gettext_lazy("The messages are being written."),
    ),
    "rewrite": (
        lambda c, a: steps.rewrite_unsent(campaign=c, actor=a),
        gettext_lazy("The waiting messages are being written again."),
    ),
    "pause": (
        lambda c, a: steps.pause_campaign(campaign=c, actor=a, now=timezone.now()),
        gettext_lazy("The campaign is paused. Its messages wait."),
    ),
    "resume": (
        lambda c, a: steps.resume_campaign(campaign=c, actor=a),
        gettext_lazy("The campaign goes on."),
    ),
    "cancel": (
        lambda c, a: steps.cancel_campaign(campaign=c, actor=a),
        gettext_lazy("The campaign was stopped; what had not left was taken back."),
    ),
    "remind": (
        lambda c, a: remind_recipients(campaign=c, actor=a, now=timezone.now()),
        gettext_lazy("Reminders are being written for those who have not answered."),
    ),
}


_TO_MANY = frozenset({"release", "remind"})


@organiser_required
@require_POST
def steer(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Release, write again, pause, resume, stop, or remind."""
    found = get_campaign_to_steer(request.user, pk)
    if step in _TO_MANY:
        require_fresh_sign_in(request)
    service, sentence = _STEPS[step]
    try:
        done = service(found, acting(request.user))
    except DomainError as error:
        say_domain_error(request, error)
    else:
        if done == 0:
            notices.info(
                request, _("Nobody is due for a reminder: all answered, or were reminded lately.")
            )
        else:
            notices.success(request, str(sentence))
    return redirect("notifications:campaign", pk=pk)
