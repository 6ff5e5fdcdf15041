"""The office judges applications, decides in private, announces together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from accounts.queries import history_of
from common.errors import DomainError
from common.pages import Action
from common.text import fold, nfc
from fairs.access import (
    application_abilities,
    get_application_to_review,
    get_fair_to_edit,
    get_fair_to_review,
    office_applications,
)
from fairs.models import Application, Fair
from fairs.pages.applications import labels, wishes
from fairs.pages.fairs import Chip, application_chip, crumbs, phase_chip, quota_rows
from fairs.pages.forms import NEEDS, WANTS, DecisionForm
from fairs.queries.applications import ranked, review_checks, standing
from fairs.queries.corrections import material_changes
from fairs.queries.fairs import application_counts, capacity, decision_counts
from fairs.rules.eligibility import sentence, title
from fairs.rules.priority import points
from fairs.rules.states import DECIDABLE_APPLICATIONS, ApplicationState, Decision
from fairs.services.applications import NotEligible
from fairs.services.review import (
    accept_suggested,
    admit_late,
    announce_decisions,
    decide_application,
    pending_decision,
    reopen_application,
    review_application,
    suggestion,
)

LIST_SIZE = 200
DECISION_TONES = {
    Decision.ACCEPT: "jade",
    Decision.WAITLIST: "amber",
    Decision.REJECT: "red",
}


def decision_chip(application: Application) -> Chip | None:
    """The private decision, hollow because nobody knows it yet."""
    pending = pending_decision(application)
    if not pending or (
        application.state == ApplicationState.INELIGIBLE and not application.decision
    ):
        return None
    return DECISION_TONES[Decision(pending)], Decision(pending).label, False


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """List left, dossier right; the next application to review opens by itself."""
    fair = get_fair_to_review(request.user, pk)
    state = request.GET.get("state", "")
    found = office_applications(request.user).filter(fair=fair).exclude(submitted_at=None)
    if state in ApplicationState.values:
        found = found.filter(state=state)
    search = nfc(request.GET.get("q", ""))[:80].strip()
    if search:
        found = found.filter(Q(code__icontains=search) | Q(producer__search__contains=fold(search)))
    rows = list(found.order_by(F("submitted_at").asc(), "id")[:LIST_SIZE])
    chosen = _chosen(request, fair, rows)
    counts = application_counts(fair)
    context: dict[str, Any] = {
        "title": _("Review"),
        "breadcrumb": crumbs(fair),
        "actions": [
            Action(_("Decisions"), reverse("fairs:decisions", args=[pk]), "check", primary=True)
        ],
        "fair": fair,
        "state": state,
        "search": search,
        "tabs": [
            (value, label, counts[value])
            for value, label in ApplicationState.choices
            if value in counts and value != ApplicationState.DRAFT
        ],
        "rows": [(a, application_chip(a.state), decision_chip(a)) for a in rows],
        "chosen": chosen,
        "undo": _undo(request, fair),
    }
    if chosen is not None:
        context |= _dossier(request, chosen)
    return render(request, "fairs/review.html", context)


def _chosen(request: HttpRequest, fair: Fair, rows: list[Application]) -> Application | None:
    """The application asked for, else the first that waits for review, else the first."""
    asked = request.GET.get("application", "")
    if asked:
        if not asked.isdigit() or len(asked) > 18:
            raise Http404
        found = get_application_to_review(request.user, int(asked))
        if found.fair_id != fair.pk:
            raise Http404
        return found
    waiting = [a for a in rows if a.state == ApplicationState.SUBMITTED]
    return next(iter(waiting or rows), None)


def _undo(request: HttpRequest, fair: Fair) -> Application | None:
    """The application just judged, so that its result can be taken back."""
    asked = request.GET.get("undo", "")
    if not asked.isdigit() or len(asked) > 18:
        return None
    found = office_applications(request.user).filter(fair=fair, pk=int(asked)).first()
    return found if found and application_abilities(request.user, found)["reopen"] else None


def _dossier(request: HttpRequest, chosen: Application) -> dict[str, Any]:
    checks = review_checks(chosen)
    names = {
        "stars": _("stars"),
        "on_time": _("sent in time"),
        "newcomer": _("first time in this series"),
        "kept_commune": _("commune with kept places"),
        "craft_village": _("craft village"),
    }
    return {
        "application": chosen,
        "chip": application_chip(chosen.state),
        "decision": decision_chip(chosen),
        "abilities": application_abilities(request.user, chosen),
        "checks": [(c, title(c), sentence(c)) for c in checks],
        "changes": material_changes(chosen),
        "items": chosen.items.select_related("product", "certificate").order_by("id"),
        "wishes": wishes(chosen),
        "needs": labels(chosen.needs, NEEDS),
        "wants": labels(chosen.wants, WANTS + NEEDS),
        "points": [(names[reason], value) for reason, value in points(standing(chosen))],
        "history": history_of(object_type="fairs.application", object_id=chosen.pk)[:30],
        "decisions": Decision.choices,
        "organiser": is_organiser(request.user),
    }


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isdigit() and len(value) < 10 else 0


def _back(found: Application, *, undo: bool = False, stay: bool = False) -> HttpResponse:
    address = reverse("fairs:review", args=[found.fair_id])
    if undo:
        return redirect(f"{address}?undo={found.pk}")
    return redirect(f"{address}?application={found.pk}" if stay else address)


def _refuse(request: HttpRequest, error: DomainError) -> None:
    sentences = [str(s) for rows in error.fields.values() for s in rows]
    for text in sentences or [str(error)]:
        messages.error(request, text)


@login_required
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk)
    try:
        review_application(
            application=found,
            verdict=request.POST.get("verdict", ""),
            version=_version(request),
            note=request.POST.get("note", "")[:1000],
            actor=request.user,
            now=timezone.now(),
        )
    except NotEligible as error:
        _refuse(request, error)
        messages.info(request, _("An organiser may admit it nevertheless, with a note."))
        return _back(found, stay=True)
    except DomainError as error:
        _refuse(request, error)
        return _back(found, stay=True)
    return _back(found, undo=True)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk)
    if not application_abilities(request.user, found)["reopen"]:
        get_application_to_review(request.user, pk, decide=True)
    try:
        reopen_application(
            application=found,
            version=_version(request),
            actor=request.user,
            now=timezone.now(),
            reason=request.POST.get("reason", "")[:500],
        )
    except DomainError as error:
        _refuse(request, error)
    else:
        messages.success(request, _("%(code)s is under review again.") % {"code": found.code})
    return _back(found, stay=True)


@login_required
@require_POST
def on_time(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk, decide=True)
    try:
        admit_late(
            application=found,
            version=_version(request),
            actor=request.user,
            now=timezone.now(),
            reason=request.POST.get("reason", "")[:500],
        )
    except DomainError as error:
        _refuse(request, error)
    return _back(found, stay=True)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk, decide=True)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose accept, waiting list or reject."))
        return _back(found, stay=True)
    try:
        decide_application(
            application=found, actor=request.user, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as error:
        _refuse(request, error)
    else:
        messages.success(request, _("Kept inside the office until decisions are announced."))
    if request.POST.get("back") == "decisions":
        return redirect("fairs:decisions", pk=found.fair_id)
    return _back(found, stay=True)


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
