"""Pages of places: an exhibitor's own booth, and the public list of exhibitors."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.errors import DomainError
from common.text import fold
from fairs.access.plans import get_fair_with_exhibitors, get_own_application, own_applications
from fairs.documents.floor_plan import floor_plan
from fairs.documents.verify_code import verify_code
from fairs.models import Application, Fair
from fairs.pages.plan_board import Occupant, hall_board
from fairs.queries.explanations import Sentences, in_words, names_for, own_explanation
from fairs.queries.papers import application_documents
from fairs.queries.places import (
    exhibitors_of,
    may_confirm,
    published_place,
    published_places,
)
from fairs.rules.states import ApplicationState
from fairs.rules.words import flag_label
from fairs.services.places import confirm_participation
from fairs.solver.model import FLAGS
from notifications.downloads import document_file

PAGE_SIZE = 50


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The booths of the producers somebody acts for."""
    places = published_places(own_applications(request.user))
    context = {"title": _("My booths"), "places": places}
    return render(request, "fairs/my_places.html", context)


@login_required
@require_GET
def my_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One booth: number, plan with the booth marked, letter, code, confirmation."""
    application = get_own_application(request.user, pk)
    place = published_place(application)
    context: dict[str, Any] = {
        "title": _("My booth"),
        "breadcrumb": [(_("My booths"), reverse("fairs:my_places"))],
        "application": application,
        "fair": application.fair,
        "place": place,
        "told": _own_words(application),
    }
    if place is not None:
        occupants = _public_occupants(application.fair)
        halls = [
            hall_board(sheet, occupants)
            for sheet in floor_plan(application.fair)
            if sheet.hall.pk == place.first.hall_id
        ]
        context |= {
            "halls": halls,
            "documents": application_documents(application),
            "own": place.numbers,
            "equipment": [flag_label(f) for f in FLAGS if any(getattr(b, f) for b in place.booths)],
            "may_confirm": may_confirm(application, timezone.now()),
            "confirmed": application.state == ApplicationState.CONFIRMED,
            "code": verify_code(_verify_url(place.letter.verify_token)) if place.letter else None,
        }
    return render(request, "fairs/my_place.html", context)


def _own_words(application: Application) -> Sentences | None:
    """Why the exhibitor stands there, in words that tell nothing private of others."""
    coded = own_explanation(application)
    if coded is None:
        return None
    names = names_for(application.fair, [coded])
    return in_words(coded, application.producer.name, names, own=True)


def _verify_url(token: str) -> str:
    return settings.SITE_URL + reverse("notifications:verify", args=[token])


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    application = get_own_application(request.user, pk)
    try:
        confirm_participation(application=application, actor=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you. Your participation is confirmed."))
    return redirect("fairs:my_place", pk=pk)


@login_required
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The valid booth letter as it was issued."""
    place = published_place(get_own_application(request.user, pk))
    if place is None or place.letter is None:
        raise Http404
    document = place.letter
    return document_file(document)


@require_GET
def exhibitors(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands where, for everybody, once a plan is published."""
    fair = get_fair_with_exhibitors(request.user, pk)
    search = request.GET.get("q", "")[:100]
    rows = [_row(assignment) for assignment in exhibitors_of(fair)]
    found = [row for row in rows if fold(search) in row["text"]]
    context = {
        "title": _("Exhibitors: %(fair)s") % {"fair": fair.name},
        "breadcrumb": [(fair.name, reverse("fairs:fair", args=[fair.pk]))],
        "fair": fair,
        "search": search,
        "published": bool(rows),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "halls": [hall_board(sheet, _public_occupants(fair, rows)) for sheet in floor_plan(fair)]
        if rows
        else [],
    }
    return render(request, "fairs/exhibitors.html", context)


def _row(assignment: Any) -> dict[str, Any]:
    producer = assignment.application.producer
    products = [item.snapshot.get("name", "") for item in assignment.application.items.all()]
    booths = [place.booth.number for place in assignment.places.all()]
    where = producer.village or producer.commune
    return {
        "name": producer.name,
        "where": where.name if where else "",
        "booths": booths,
        "products": [name for name in products if name],
        "text": fold(" ".join([producer.name, *products, *booths, where.name if where else ""])),
    }


def _public_occupants(fair: Fair, rows: list[dict[str, Any]] | None = None) -> dict[str, Occupant]:
    """Occupants of the published plan; everybody is drawn alike."""
    rows = [_row(a) for a in exhibitors_of(fair)] if rows is None else rows
    return {
        number: Occupant(
            code=", ".join(row["booths"]),  # nothing of the application is shown in public
            name=row["name"],
            booths=", ".join(row["booths"]),
            assignment=0,
            application=0,
            locked=False,
            tone="kept",
        )
        for row in rows
        for number in row["booths"]
    }
