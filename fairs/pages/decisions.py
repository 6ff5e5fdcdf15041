"""The office decides in private and announces together."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action
from fairs.access import (
    get_application_to_review,
    get_fair_to_edit,
    get_fair_to_review,
    office_applications,
)
from fairs.pages.application_forms import DecisionForm
from fairs.pages.chips import application_chip, decision_chip, phase_chip
from fairs.pages.fairs import crumbs
from fairs.pages.quotas import quota_rows
from fairs.pages.review import back_to_review
from fairs.queries.applications import ranked
from fairs.queries.fairs import application_counts, capacity, decision_counts
from fairs.rules.states import DECIDABLE_APPLICATIONS, ApplicationState, Decision
from fairs.services.decisions import (
    accept_suggested,
    announce_decisions,
    decide_application,
    pending_decision,
    suggestion,
)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk, decide=True)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose accept, waiting list or reject."))
        return back_to_review(found, stay=True)
    try:
        decide_application(
            application=found, actor=request.user, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as error:
        say_domain_error(request, error)
    else:
        messages.success(request, _("Kept inside the office until decisions are announced."))
    if request.POST.get("back") == "decisions":
        return redirect("fairs:decisions", pk=found.fair_id)
    return back_to_review(found, stay=True)


@login_required
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """All decided and decidable applications in order of priority; suggestion; announcement."""
    fair = get_fair_to_review(request.user, pk)
    accepted, waiting = suggestion(fair)
    advice = dict.fromkeys(accepted, Decision.ACCEPT) | dict.fromkeys(waiting, Decision.WAITLIST)
    others = (
        office_applications(request.user)
        .filter(fair=fair, state__in=DECIDABLE_APPLICATIONS)
        .exclude(state=ApplicationState.ELIGIBLE)
    )
    rows = [*ranked(fair), *others]
    counts = application_counts(fair)
    decided = decision_counts(fair)
    context = {
        "title": _("Decisions"),
        "breadcrumb": crumbs(fair),
        "actions": [Action(_("Review"), reverse("fairs:review", args=[pk]), "clipboard-list")],
        "fair": fair,
        "phase": phase_chip(fair),
        "rows": [
            (
                a,
                application_chip(a.state),
                decision_chip(a),
                Decision(advice[a.pk]).label if a.pk in advice else "",
            )
            for a in rows
        ],
        "decisions": Decision.choices,
        "capacity": capacity(fair),
        "suggested": len(accepted),
        "suggested_waiting": len(waiting),
        "to_review": counts.get(ApplicationState.SUBMITTED, 0),
        "undecided": decided.get("", 0),
        "pending": sum(1 for a in rows if pending_decision(a)),
        "quotas": quota_rows(fair),
        "organiser": is_organiser(request.user),
    }
    return render(request, "fairs/decisions.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    fair = get_fair_to_edit(request.user, pk)
    accepted, waiting = accept_suggested(fair=fair, actor=request.user, now=timezone.now())
    text = _("Kept in private: %(accepted)s accepted, %(waiting)s on the waiting list.")
    messages.success(request, text % {"accepted": accepted, "waiting": waiting})
    return redirect("fairs:decisions", pk=pk)


@login_required
@require_POST
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    fair = get_fair_to_edit(request.user, pk)
    try:
        counts = announce_decisions(
            fair=fair,
            actor=request.user,
            now=timezone.now(),
            leave_undecided=request.POST.get("leave_undecided") == "on",
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        total = sum(counts.values())
        messages.success(
            request,
            _("Announced to %(count)s applicants; the letters are on their way.")
            % {"count": total},
        )
    return redirect("fairs:decisions", pk=pk)
