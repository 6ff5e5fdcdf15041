"""Messages and the outbox: what left, what waits, what needs an answer."""

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from accounts.step_up import PersonalList
from common.forms import TextField
from common.pages import Column
from notifications.access import acting, get_message_to_decide, get_message_to_see, visible_messages
from notifications.filters import MessageFilter
from notifications.models import Message
from notifications.queries import held_domains, message_counts, outbox_switch
from notifications.queries.campaigns import open_bounces
from notifications.rules import MESSAGE_CHIPS, MessageState, message_abilities
from notifications.services import (
    cancel_message,
    count_as_sent,
    outbox,
    resend_message,
    resend_refused,
)


def chip_of(state: str) -> tuple[str, object, bool]:
    tone, settled = MESSAGE_CHIPS[state]
    return tone, MessageState(state).label, settled


class Messages(PersonalList):
    title = gettext_lazy("Messages")
    empty = gettext_lazy("No message has been written yet.")
    filename = "messages"
    template_name = "notifications/messages.html"
    filterset_class = MessageFilter
    columns = [
        Column(
            gettext_lazy("Recipient"),
            "recipient",
            kind="address",
            heading=True,
            link=lambda m: reverse("notifications:message", args=[m.pk]),
        ),
        Column(gettext_lazy("Subject"), "subject"),
        Column(gettext_lazy("State"), lambda m: chip_of(m.state), kind="chip"),
        Column(gettext_lazy("Campaign"), "campaign.name", phone=False),
        Column(gettext_lazy("Tries"), "attempts", kind="number", phone=False),
        Column(gettext_lazy("Written"), "created_at", kind="moment", phone=False),
        Column(gettext_lazy("Sent"), "sent_at", kind="moment"),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> Any:
        return visible_messages(self.request.user)

    def extra(self) -> dict[str, Any]:
        counts = message_counts()
        return {
            "counts": [
                (*chip_of(state), state, counts[state])
                for state in MessageState.values
                if counts[state]
            ],
            "refused": counts[MessageState.FAILED] + counts[MessageState.DEAD],
            "uncertain": counts[MessageState.UNCERTAIN],
            "returned": open_bounces(),
            "switch": outbox_switch(),
        }


@organiser_required
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message as it was written, with what the mail server said and what can be decided."""
    found = get_message_to_see(request.user, pk)
    context = {
        "title": found.subject,
        "breadcrumb": [(_("Messages"), reverse("notifications:messages"))],
        "message": found,
        "chip": chip_of(found.state),
        "abilities": message_abilities(found.state),
        "attachments": found.attachments.select_related("document").defer(
            "content", "document__content"
        ),
    }
    return render(request, "notifications/message.html", context)


_DECISIONS = {
    "resend": (resend_message, gettext_lazy("The message is queued again.")),
    "count-as-sent": (count_as_sent, gettext_lazy("The message counts as sent.")),
    "cancel": (cancel_message, gettext_lazy("The message was taken back.")),
}


@organiser_required
@require_POST
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Send again, count as sent, or take back one message."""
    found: Message = get_message_to_decide(request.user, pk)
    service, sentence = _DECISIONS[decision]
    service(message=found, actor=acting(request.user), now=timezone.now())
    notices.success(request, str(sentence))
    return redirect("notifications:message", pk=pk)


@organiser_required
@require_POST
def retry_refused(request: HttpRequest) -> HttpResponse:
    """Queue every failed and given-up message again."""
    count = resend_refused(actor=acting(request.user), now=timezone.now())
    sentence = ngettext(
        "%(count)d message is queued again.", "%(count)d messages are queued again.", count
    )
    notices.success(request, sentence % {"count": count})
    return redirect("notifications:messages")


class PauseForm(forms.Form):
    reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Colleagues see it while the outbox is paused."),
        max_length=300,
    )


@organiser_required
@require_GET
def outbox_page(request: HttpRequest) -> HttpResponse:
    """Whether messages leave, how many wait, and which mail servers get a pause."""
    return _outbox(request, PauseForm())


def _outbox(request: HttpRequest, form: PauseForm) -> HttpResponse:
    counts = message_counts()
    context = {
        "title": _("Outbox"),
        "breadcrumb": [(_("Messages"), reverse("notifications:messages"))],
        "switch": outbox_switch(),
        "form": form,
        "waiting": counts[MessageState.QUEUED] + counts[MessageState.WAITING],
        "under_way": counts[MessageState.CLAIMED] + counts[MessageState.SENDING],
        "uncertain": counts[MessageState.UNCERTAIN],
        "held": held_domains(),
    }
    return render(request, "notifications/outbox.html", context)


@organiser_required
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Let nothing leave until somebody resumes."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _outbox(request, form)
    outbox.pause_outbox(
        actor=acting(request.user), reason=form.cleaned_data["reason"], now=timezone.now()
    )
    notices.success(request, _("The outbox is paused. Messages wait until you resume it."))
    return redirect("notifications:outbox")


@organiser_required
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Let messages leave again."""
    outbox.resume_outbox(actor=acting(request.user))
    notices.success(request, _("Messages leave again."))
    return redirect("notifications:outbox")
