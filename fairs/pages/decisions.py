"""The office decides in private and announces together."""

from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from accounts.step_up import require_fresh_sign_in
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action, Column, ListPage, back_to_list
from common.text import fold
from fairs.access import (
    get_application_to_review,
    get_fair_to_edit,
    get_fair_to_review,
)
from fairs.models import Application
from fairs.pages.application_forms import DecisionForm
from fairs.pages.chips import Chip, application_chip, decision_chip, phase_chip
from fairs.pages.fairs import NameFilter, crumbs
from fairs.pages.quotas import quota_rows
from fairs.pages.review import back_to_review
from fairs.queries.applications import decidable
from fairs.queries.fairs import application_counts, capacity, decision_counts
from fairs.rules.states import DECIDABLE_APPLICATIONS, ApplicationState, Decision
from fairs.services.decisions import (
    accept_suggested,
    announce_decisions,
    decide_application,
    pending_decision,
    suggestion,
)

UNDECIDED = "NONE"


class DecisionFilter(django_filters.FilterSet):
    producer = NameFilter(method="by_producer", label=gettext_lazy("Producer"))
    state = django_filters.ChoiceFilter(
        choices=[(s, s.label) for s in DECIDABLE_APPLICATIONS],
        label=gettext_lazy("State"),
        empty_label=gettext_lazy("All"),
    )
    decision = django_filters.ChoiceFilter(
        method="by_decision",
        choices=[*Decision.choices, (UNDECIDED, gettext_lazy("No decision"))],
        label=gettext_lazy("Decision"),
        empty_label=gettext_lazy("All"),
    )

    def by_producer(
        self, queryset: QuerySet[Application], _name: str, value: str
    ) -> QuerySet[Application]:
        return queryset.filter(producer__search__contains=fold(value))

    def by_decision(
        self, queryset: QuerySet[Application], _name: str, value: str
    ) -> QuerySet[Application]:
        return queryset.filter(decision="" if value == UNDECIDED else value)


def _decision(application: Application) -> Chip | None:
    if not application.decision:
        return "grey", _("No decision"), False
    return decision_chip(application)


class DecisionList(ListPage):
    """The reviewed applications in order of priority; suggestion; announcement."""

    template_name = "fairs/decisions.html"
    row_actions = "fairs/partials/quick_decision.html"
    title = gettext_lazy("Decisions")
    empty = gettext_lazy("No reviewed application yet.")
    filename = "decisions"
    filterset_class = DecisionFilter

    def allowed(self) -> bool:
        self.fair = get_fair_to_review(self.request.user, self.kwargs["pk"])
        self.accepted, self.waiting = suggestion(self.fair)
        return True

    def queryset(self) -> QuerySet[Application]:
        return decidable(self.fair)

    def get_columns(self) -> list[Column]:
        review = reverse("fairs:review", args=[self.fair.pk])
        advice = dict.fromkeys(self.accepted, Decision.ACCEPT)
        advice |= dict.fromkeys(self.waiting, Decision.WAITLIST)
        return [
            Column(
                _("Producer"),
                "producer.name",
                link=lambda a: f"{review}?application={a.pk}",
                heading=True,
            ),
            Column(_("Points"), "priority", kind="number"),
            Column(_("Sent"), "submitted_at", kind="moment"),
            Column(_("Late"), lambda a: _("Late") if a.late else "", phone=False),
            Column(_("Booths"), "modules", kind="number"),
            Column(_("State"), lambda a: application_chip(a.state), kind="chip"),
            Column(_("Decision"), _decision, kind="chip"),
            Column(_("Suggestion"), lambda a: advice[a.pk].label if a.pk in advice else ""),
        ]

    def actions(self) -> list[Action]:
        review = reverse("fairs:review", args=[self.fair.pk])
        return [Action(_("Review"), review, "clipboard-list")]

    def empty_action(self) -> Action:
        return self.actions()[0]

    def extra(self) -> dict[str, Any]:
        counts = application_counts(self.fair)
        return {
            "breadcrumb": crumbs(self.fair),
            "fair": self.fair,
            "phase": phase_chip(self.fair),
            "capacity": capacity(self.fair),
            "suggested": len(self.accepted),
            "suggested_waiting": len(self.waiting),
            "to_review": counts.get(ApplicationState.SUBMITTED, 0),
            "undecided": decision_counts(self.fair).get("", 0),
            "pending": sum(1 for a in decidable(self.fair) if pending_decision(a)),
            "quotas": quota_rows(self.fair),
            "organiser": is_organiser(self.request.user),
        }


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
        return back_to_list(request, reverse("fairs:decisions", args=[found.fair_id]))
    return back_to_review(found, stay=True)


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
    require_fresh_sign_in(request)
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
            _("Applicants told: %(count)s; the letters are on their way.") % {"count": total},
        )
    return redirect("fairs:decisions", pk=pk)
