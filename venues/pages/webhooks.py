"""Other programs that are told about low stock and missing reports."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.pages import Action, Column, ListPage
from venues.access import get_webhook_to_edit
from venues.filters.webhooks import WebhookFilter
from venues.models import Webhook
from venues.pages.edit import form_page
from venues.pages.points import crumbs
from venues.pages.webhook_forms import WebhookForm
from venues.rules.webhooks import WebhookTopic
from venues.services import webhooks


class Webhooks(ListPage):
    title = _("Calls to other programs")
    intro = _("Programs that are told by https when a product runs low or a report is missing.")
    filename = "webhooks"
    filterset_class = WebhookFilter
    empty = _("No program is told yet.")
    columns = [
        Column(
            _("Name"), "name", heading=True, link=lambda w: reverse("venues:webhook", args=[w.pk])
        ),
        Column(_("Address"), "url", "web"),
        Column(_("Tells about"), lambda w: ", ".join(str(WebhookTopic(t).label) for t in w.topics)),
        Column(
            _("State"),
            lambda w: ("jade", _("In use"), True) if w.active else ("grey", _("Off"), True),
            "chip",
        ),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[Webhook]:
        return Webhook.objects.all()

    def actions(self) -> list[Action]:
        return [Action(_("Add a program"), reverse("venues:webhook_add"), "plus", primary=True)]

    def extra(self) -> dict[str, object]:
        return {"breadcrumb": crumbs()}


def _crumbs() -> list[tuple[object, str]]:
    return crumbs((_("Calls to other programs"), reverse("venues:webhooks")))


@organiser_required
def webhook_add(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        form_class=WebhookForm,
        title=gettext("Add a program"),
        back=reverse("venues:webhooks"),
        breadcrumb=_crumbs(),
        done=_("The program is told from now on."),
        save=lambda form: webhooks.add_webhook(actor=request.user, **form.cleaned_data),
        go_to=lambda made: reverse("venues:webhook", args=[made.pk]),
    )


@organiser_required
def webhook_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A program, the secret its calls are signed with, and the last calls."""
    webhook = get_webhook_to_edit(request.user, pk)
    context = {
        "title": webhook.name,
        "webhook": webhook,
        "topics": [WebhookTopic(topic).label for topic in webhook.topics],
        "calls": list(webhook.calls.all()[:20]),
        "breadcrumb": _crumbs(),
    }
    return render(request, "venues/webhook.html", context)


@organiser_required
@require_POST
def webhook_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch on or off, or queue a test call."""
    webhook = get_webhook_to_edit(request.user, pk)
    choice = request.POST.get("choice")
    if choice == "test":
        webhooks.test_webhook(webhook=webhook, actor=request.user, now=timezone.now())
        messages.success(request, gettext("A test call is on its way."))
    else:
        webhooks.switch_webhook(webhook=webhook, active=choice == "on", actor=request.user)
        messages.success(request, gettext("Saved."))
    return redirect("venues:webhook", pk)
