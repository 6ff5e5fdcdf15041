"""The application form: a draft that saves itself, then is sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.forms import add_domain_error
from common.text import whole_number
from exhibitors.access import producers_of
from exhibitors.models import Producer
from fairs.access import get_fair_to_view, get_producer_to_apply
from fairs.documents.floor_plan import floor_plan
from fairs.models import Application, Booth, Fair
from fairs.pages.application_forms import ApplyForm
from fairs.pages.plan_board import hall_board
from fairs.queries.applications import (
    active_application,
    checks_for,
    products_of,
    verdicts,
)
from fairs.queries.layout import booths_of, types_of, zones_of
from fairs.rules.eligibility import Check, Verdict
from fairs.rules.phases import is_late, takes_applications
from fairs.rules.sentences import sentence, title, verdict_sentence
from fairs.rules.states import EDITABLE_APPLICATIONS, ApplicationState, BoothState
from fairs.services.applications import NotEditable, NotEligible, save_draft, submit_application

WISH_SCALE = 15  # pixels for a metre: 45 for a booth of 3 m


@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The application form: GET shows, POST keeps the draft (`autosave`, `save`) or sends."""
    fair = get_fair_to_view(request.user, pk)
    producer = get_producer_to_apply(request.user, _number(request.GET.get("producer")), fair)
    application = active_application(fair, producer)
    if application is not None and application.state not in EDITABLE_APPLICATIONS:
        if request.POST.get("action") == "autosave":  # the answer goes into one line of the form
            return render(
                request, "fairs/partials/draft_state.html", {"problem": NotEditable.message}
            )
        if request.method == "POST":
            messages.info(request, _("This application was already sent; here it is."))
        return redirect("fairs:application", pk=application.pk)
    judged = verdicts(fair, producer)
    form = _form(request, fair, producer, application, judged)
    failed: list[Check] = []
    if request.method == "POST":
        action = request.POST.get("action", "save")
        valid = form.is_valid()
        if action == "autosave":
            return _autosave(request, fair, producer, form)
        if valid:
            try:
                return _save_or_send(request, fair, producer, form, action)
            except NotEligible as error:
                failed = [c for c in error.checks if c.hard and not c.passed]
                form.add_error(None, str(error))
            except DomainError as error:
                add_domain_error(form, error)
        application = active_application(fair, producer)
    return render(
        request,
        "fairs/apply.html",
        _context(request, fair, producer, application, judged, form, failed),
    )


def _number(value: str | None) -> int | None:
    if value in (None, ""):
        return None
    number = whole_number(value)
    if number is None:
        raise Http404
    return number


def _form(
    request: HttpRequest,
    fair: Fair,
    producer: Producer,
    application: Application | None,
    judged: list[Verdict],
) -> ApplyForm:
    booths = [b for b in booths_of(fair) if b.state == BoothState.AVAILABLE]
    return ApplyForm(
        request.POST if request.method == "POST" else None,
        fair=fair,
        products=[v.product for v in judged],
        booths=_booth_choices(booths),
        zones=[(z.pk, z.name) for z in zones_of(fair)],
        types=[(t.pk, t.name) for t in types_of(fair)],
        initial=_initial(producer, application, judged),
    )


def _booth_choices(booths: list[Booth]) -> list[Any]:
    """Booths under the name of their zone or hall."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for booth in booths:
        groups.setdefault(booth.zone.name if booth.zone else booth.hall.name, []).append(
            (booth.pk, booth.number)
        )
    return list(groups.items())


def _initial(
    producer: Producer, application: Application | None, judged: list[Verdict]
) -> dict[str, Any]:
    if application is None:
        return {
            "products": [v.product.id for v in judged if v.admitted],
            "contact_email": producer.email,
            "contact_phone": producer.phone,
        }
    names = ("modules", "needs", "wants", "contact_name", "contact_phone", "contact_email",
             "note", "version")  # fmt: skip
    initial = {name: getattr(application, name) for name in names}
    initial["products"] = list(application.items.values_list("product_id", flat=True))
    for kind in ("booth", "zone", "type"):
        for n, value in enumerate(getattr(application, f"wished_{kind}s"), 1):
            initial[f"{kind}_{n}"] = value
    return initial


def _autosave(
    request: HttpRequest, fair: Fair, producer: Producer, form: ApplyForm
) -> HttpResponse:
    """Keep what is valid so far; answers with the small line under the form."""
    context: dict[str, Any] = {}
    try:
        saved = save_draft(
            fair=fair,
            producer=producer,
            values=form.values(),
            version=form.cleaned_data.get("version"),
            actor=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        context = {"problem": str(error), "version": request.POST.get("version", "")}
    else:
        context = {"saved_at": timezone.now(), "version": saved.version}
    return render(request, "fairs/partials/draft_state.html", context)


def _save_or_send(
    request: HttpRequest, fair: Fair, producer: Producer, form: ApplyForm, action: str
) -> HttpResponse:
    """Save the draft, or save and send it. A second press lands on the first one's page."""
    now = timezone.now()
    try:
        saved = save_draft(
            fair=fair,
            producer=producer,
            values=form.values(),
            version=form.cleaned_data.get("version"),
            actor=request.user,
            now=now,
        )
        if action != "send":
            messages.success(request, _("The draft was saved. It is not sent yet."))
            return redirect(f"{reverse('fairs:apply', args=[fair.pk])}?producer={producer.pk}")
        submit_application(
            application=saved, consent=form.cleaned_data["consent"], actor=request.user, now=now
        )
    except NotEditable:
        first = active_application(fair, producer)
        if first is None:
            raise
        messages.info(request, _("This application was already sent; here it is."))
        return redirect("fairs:application", pk=first.pk)
    messages.success(request, _("Your application was sent. Keep this page as your receipt."))
    return redirect("fairs:application", pk=saved.pk)


def _context(
    request: HttpRequest,
    fair: Fair,
    producer: Producer,
    application: Application | None,
    judged: list[Verdict],
    form: ApplyForm,
    failed: list[Check],
) -> dict[str, Any]:
    now = timezone.now()
    chosen = {whole_number(value) for value in form["products"].value() or []}
    products = [p for p in products_of(producer) if p.pk in chosen]
    corrected = application is not None and application.state == ApplicationState.CHANGES_REQUESTED
    checks = checks_for(
        fair=fair,
        producer=producer,
        products=products,
        modules=whole_number(form["modules"].value()) or 1,
        at=application.submitted_at or now if application else now,
        reviewing=corrected,
    )
    is_open = takes_applications(fair, now) or corrected
    return {
        "title": _("Apply: %(fair)s") % {"fair": fair.name},
        "breadcrumb": [
            (_("Fairs"), reverse("fairs:fairs")),
            (fair.name, reverse("fairs:fair", args=[fair.pk])),
        ],
        "fair": fair,
        "producer": producer,
        "producers": producers_of(request.user).order_by("sort_key"),
        "application": application,
        "corrected": corrected,
        "form": form,
        "wish_halls": wish_halls(fair) if "booth" in form.wishes else [],
        "products": [(v, verdict_sentence(v), v.product.id in chosen) for v in judged],
        "checks": [(c, title(c), sentence(c)) for c in checks],
        "failed": [(title(c), sentence(c)) for c in failed],
        "open": is_open,
        "closed": "" if is_open else next(sentence(c) for c in checks if c.code == "window"),
        "late": is_late(fair, now) and takes_applications(fair, now),
        "now": now,
    }


def wish_halls(fair: Fair) -> list[dict[str, Any]]:
    """The halls as drawn for wishing: wide enough that a finger meets one booth."""
    boards = [hall_board(sheet, {}) for sheet in floor_plan(fair)]
    return [hall | {"pixels": round(hall["drawing"].width * WISH_SCALE)} for hall in boards]
