"""The office follows one fair from draft to closed record: counts, next steps, state."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.queries import history_of
from common import formats
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action
from fairs.access import fair_abilities, get_fair_to_edit, get_fair_to_review
from fairs.models import Fair
from fairs.pages.chips import application_chip, phase_chip
from fairs.pages.fair_forms import ReasonForm
from fairs.pages.quotas import quota_rows
from fairs.queries.fairs import application_counts, capacity, decision_counts, publish_obstacles
from fairs.queries.seminars import outside_days
from fairs.rules.disclosure import TONES as APPLICATION_TONES
from fairs.rules.states import ApplicationState, Decision, FairState
from fairs.services.lifecycle import change_state


@login_required
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's page of a fair: phase, counts, next steps, state, history."""
    found = get_fair_to_review(request.user, pk)
    now = timezone.now()
    counts = application_counts(found)
    abilities = fair_abilities(request.user, found, now)
    obstacles = publish_obstacles(found, now) if abilities["publish"] else []
    decided = decision_counts(found)
    context = {
        "title": found.name,
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))],
        "actions": manage_actions(found, abilities),
        "fair": found,
        "chip": phase_chip(found),
        "days": formats.days(found.opens_on, found.closes_on),
        "abilities": abilities,
        "counts": [
            (application_chip(state), counts[state])
            for state in APPLICATION_TONES
            if state in counts
        ],
        "obstacles": obstacles,
        "steps": next_steps(found, counts, decided, obstacles, abilities),
        "capacity": capacity(found),
        "halls": found.halls.all(),
        "quotas": quota_rows(found),
        "state_changes": state_changes(abilities),
        "reason_form": ReasonForm(auto_id="id_state_%s"),
        "history": history_of(object_type="fairs.fair", object_id=pk)[:20],
    }
    return render(request, "fairs/manage.html", context)


def manage_actions(found: Fair, abilities: dict[str, bool]) -> list[Action]:
    pk = [found.pk]
    actions = [Action(_("Public page"), reverse("fairs:fair", args=pk), "eye")]
    actions.append(Action(_("Floor plan"), reverse("fairs:floor_plan", args=pk), "layout-grid"))
    if abilities["clone"]:
        actions.append(Action(_("Use as model"), reverse("fairs:fair_clone", args=pk)))
    if abilities["apply_for"]:
        actions.append(Action(_("Apply for a producer"), reverse("fairs:apply_for", args=pk)))
    if abilities["edit"]:
        actions.append(Action(_("Edit"), reverse("fairs:fair_edit", args=pk), "pencil"))
    if abilities["review"]:
        actions.append(
            Action(_("Review"), reverse("fairs:review", args=pk), "clipboard-list", primary=True)
        )
        actions.append(Action(_("Plans"), reverse("fairs:plans", args=pk), "layout-grid"))
        actions.append(Action(_("Results"), reverse("fairs:results", args=pk)))
    if abilities["clone"]:
        actions.append(Action(_("Papers"), reverse("fairs:papers", args=pk), "file-text"))
    return actions


def next_steps(
    found: Fair,
    counts: dict[str, int],
    decided: dict[str, int],
    obstacles: list[object],
    abilities: dict[str, bool],
) -> list[tuple[str, str]]:
    """What to do now, as (sentence, address)."""
    steps: list[tuple[str, str]] = []
    if abilities["edit"] and not found.halls.exists():
        steps.append((_("Draw the first hall."), reverse("fairs:hall_new", args=[found.pk])))
    elif abilities["publish"] and not obstacles:
        steps.append((_("Everything is ready to be published."), "#state"))
    review = reverse("fairs:review", args=[found.pk])
    decisions = reverse("fairs:decisions", args=[found.pk])
    if waiting := counts.get(ApplicationState.SUBMITTED, 0):
        steps.append((_("Applications to review: %(count)s.") % {"count": waiting}, review))
    if undecided := decided.get("", 0):
        steps.append((_("Applications to decide: %(count)s.") % {"count": undecided}, decisions))
    private = sum(decided.get(value, 0) for value in Decision.values)
    if private:
        text = _("Decisions nobody knows yet: %(count)s. Announce them together.")
        steps.append((text % {"count": private}, decisions))
    if abilities["edit"]:
        text = _(
            "“%(seminar)s” is on %(day)s, outside the days of the fair: move it or call it off."
        )
        for seminar in outside_days(found):
            values = {
                "seminar": seminar.name,
                "day": formats.day(timezone.localdate(seminar.starts_at)),
            }
            steps.append((text % values, reverse("fairs:seminar_manage", args=[seminar.pk])))
    return steps


def state_changes(abilities: dict[str, bool]) -> list[tuple[str, object, str]]:
    """(target state, button, question) for what this person may do; labels say the effect."""
    rows = [
        ("publish", FairState.PUBLISHED, _("Publish"), ""),
        (
            "postpone",
            FairState.POSTPONED,
            _("Postpone"),
            _("Postpone the fair? Every applicant is told, letters already issued lose validity."),
        ),
        ("close", FairState.CLOSED, _("Close the record"), _("Close the record for good?")),
        (
            "cancel",
            FairState.CANCELLED,
            _("Cancel the fair"),
            _("Cancel the fair? All applications end and every applicant is told. This is final."),
        ),
    ]
    return [(to, label, question) for key, to, label, question in rows if abilities[key]]


@login_required
@require_POST
def fair_state(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    to = request.POST.get("to", "")
    try:
        change_state(
            obj=found,
            to=to if to in FairState.values else "",
            actor=request.user,
            now=timezone.now(),
            reason=reason,
        )
    except DomainError as error:
        say_domain_error(request, error)
    else:
        state = FairState(found.state).label
        messages.success(request, _("The fair is now: %(state)s.") % {"state": state})
    return redirect("fairs:manage", pk=pk)
