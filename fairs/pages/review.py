"""The office judges applications: list and dossier."""

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
from common.forms import posted_version, say_domain_error
from common.pages import Action
from common.text import fold, nfc, whole_number
from fairs.access import (
    application_abilities,
    get_application_to_review,
    get_fair_to_review,
    office_applications,
)
from fairs.models import Application, Fair
from fairs.pages.application_forms import NEEDS, WANTS
from fairs.pages.applications import labels, wishes
from fairs.pages.chips import application_chip, decision_chip
from fairs.pages.fairs import crumbs
from fairs.queries.applications import review_checks, standing
from fairs.queries.corrections import material_changes
from fairs.queries.fairs import application_counts
from fairs.rules.priority import points
from fairs.rules.sentences import sentence, title
from fairs.rules.states import ApplicationState, Decision
from fairs.services.applications import NotEligible
from fairs.services.review import admit_late, reopen_application, review_application

LIST_SIZE = 200


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
    rows = list(found.order_by(F("submitted_at").asc(), "id")[: LIST_SIZE + 1])
    more = len(rows) > LIST_SIZE
    rows = rows[:LIST_SIZE]
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
        "shown": LIST_SIZE if more else None,
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
        number = whole_number(asked)
        if number is None:
            raise Http404
        found = get_application_to_review(request.user, number)
        if found.fair_id != fair.pk:
            raise Http404
        return found
    waiting = [a for a in rows if a.state == ApplicationState.SUBMITTED]
    return next(iter(waiting or rows), None)


def _undo(request: HttpRequest, fair: Fair) -> Application | None:
    """The application just judged, so that its result can be taken back."""
    asked = whole_number(request.GET.get("undo", ""))
    if asked is None:
        return None
    found = office_applications(request.user).filter(fair=fair, pk=asked).first()
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


def back_to_review(found: Application, *, undo: bool = False, stay: bool = False) -> HttpResponse:
    """To the list, offering to take back what was done, or to stay with the dossier."""
    address = reverse("fairs:review", args=[found.fair_id])
    if undo:
        return redirect(f"{address}?undo={found.pk}")
    return redirect(f"{address}?application={found.pk}" if stay else address)


@login_required
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk)
    try:
        review_application(
            application=found,
            verdict=request.POST.get("verdict", ""),
            version=posted_version(request),
            note=request.POST.get("note", "")[:1000],
            actor=request.user,
            now=timezone.now(),
        )
    except NotEligible as error:
        say_domain_error(request, error)
        messages.info(request, _("An organiser may admit it nevertheless, with a note."))
        return back_to_review(found, stay=True)
    except DomainError as error:
        say_domain_error(request, error)
        return back_to_review(found, stay=True)
    return back_to_review(found, undo=True)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk)
    if not application_abilities(request.user, found)["reopen"]:
        get_application_to_review(request.user, pk, decide=True)
    try:
        reopen_application(
            application=found,
            version=posted_version(request),
            actor=request.user,
            now=timezone.now(),
            reason=request.POST.get("reason", "")[:500],
        )
    except DomainError as error:
        say_domain_error(request, error)
    else:
        messages.success(request, _("%(code)s is under review again.") % {"code": found.code})
    return back_to_review(found, stay=True)


@login_required
@require_POST
def on_time(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_review(request.user, pk, decide=True)
    try:
        admit_late(
            application=found,
            version=posted_version(request),
            actor=request.user,
            now=timezone.now(),
            reason=request.POST.get("reason", "")[:500],
        )
    except DomainError as error:
        say_domain_error(request, error)
    return back_to_review(found, stay=True)
