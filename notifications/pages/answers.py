"""Personal links without an account: answering an invitation, refusing advertising.

GET never changes anything: mail scanners open links too. A wrong, foreign or ended link gets one
page, whatever is wrong with it.
"""

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.forms import add_domain_error
from notifications.pages.campaign_forms import AnswerForm
from notifications.rules import Answer, ConsentChannel, takes_answers
from notifications.services.campaign_rendering import invitation_text
from notifications.services.consent import refuse_advertising
from notifications.services.links import message_by_stop_token, recipient_by_token
from notifications.services.recipients import record_answer


def _private(response: HttpResponse) -> HttpResponse:
    """The token must not travel on: no referrer, no index."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person's answer; the same answer again changes nothing."""
    found = recipient_by_token(token)
    if found is None or not found.campaign.asks_answer:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"party_size": found.party_size})
    if request.method == "POST":
        chosen = request.POST.get("answer", "")
        try:
            if chosen == Answer.DECLINED or form.is_valid():
                size = form.cleaned_data["party_size"] if chosen != Answer.DECLINED else 1
                record_answer(recipient=found, answer=chosen, party_size=size, now=timezone.now())
                notices.success(request, _("Thank you, your answer was recorded."))
                return redirect("notifications:answer", token=token)
        except DomainError as error:
            add_domain_error(form, error)
    subject, paragraphs = invitation_text(found)
    context = {
        "title": subject,
        "paragraphs": paragraphs,
        "recipient": found,
        "form": form,
        "open": takes_answers(
            asks=True,
            state=found.campaign.state,
            held=found.campaign.held_at is not None,
            revoked=False,
            until=found.campaign.not_after,
            now=timezone.now(),
        ),
    }
    return _private(render(request, "notifications/answer.html", context))


@never_cache
@csrf_exempt  # mail programs press the button without a page of ours (RFC 8058); the token proves
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Refuse all advertising: one press, no sign-in; done at once and confirmed on the page."""
    found = message_by_stop_token(token)
    if found is None:
        raise Http404
    done = request.method == "POST"
    if done:
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        channel = ConsentChannel.EMAIL if one_click else ConsentChannel.WEB
        refuse_advertising(message=found, channel=channel, now=timezone.now())
    local, _at, domain = found.recipient.rpartition("@")
    context = {
        "title": _("No more advertising messages"),
        "done": done,
        "shown": f"{local[:2]}…@{domain}",  # a forwarded link does not reveal the address
    }
    return _private(render(request, "notifications/stop.html", context))
