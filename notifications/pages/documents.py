"""Issued documents: list, facts, download, and the public page behind each QR code."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from common.pages import Action, Column, ListPage
from notifications.access import get_document_to_download, get_document_to_see, visible_documents
from notifications.downloads import document_file
from notifications.filters import DocumentFilter
from notifications.kinds import document_label
from notifications.models import Document
from notifications.queries import document_by_token, newer_revision_exists
from notifications.rules import DOCUMENT_CHIPS, DocumentState


def chip_of(document: Document) -> tuple[str, object, bool]:
    tone, settled = DOCUMENT_CHIPS[document.state]
    return tone, DocumentState(document.state).label, settled


class Documents(ListPage):
    title = gettext_lazy("Documents")
    empty = gettext_lazy("No document has been issued yet.")
    filename = "documents"
    filterset_class = DocumentFilter
    columns = [
        Column(
            gettext_lazy("Title"),
            "title",
            heading=True,
            link=lambda d: reverse("notifications:document", args=[d.pk]),
        ),
        Column(gettext_lazy("State"), chip_of, kind="chip"),
        Column(gettext_lazy("Version"), "revision", kind="number"),
        Column(gettext_lazy("Language"), "language", phone=False),
        Column(gettext_lazy("Issued"), "issued_at", kind="moment"),
        Column(gettext_lazy("Issuer"), lambda d: d.issued_by and str(d.issued_by), phone=False),
    ]

    def queryset(self) -> Any:
        return visible_documents(self.request.user)


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """What was issued, when, by whom, and whether it is valid."""
    found = get_document_to_see(request.user, pk)
    check = reverse("notifications:verify", args=[found.verify_token])
    context = {
        "title": found.title,
        "breadcrumb": [(_("Documents"), reverse("notifications:documents"))],
        "actions": [
            Action(
                _("Download"),
                reverse("notifications:document_download", args=[pk]),
                "download",
                primary=True,
            )
        ],
        "document": found,
        "kind": document_label(found.kind),
        "chip": chip_of(found),
        "verify_url": settings.SITE_URL + check,
    }
    return render(request, "notifications/document.html", context)


@login_required
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes as they were issued."""
    return document_file(get_document_to_download(request.user, pk))


@require_GET
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the paper in somebody's hand is valid today; never what it says."""
    found = document_by_token(token)
    context = {
        "title": _("Check of a document"),
        "document": found,
        "kind": document_label(found.kind) if found else "",
        "valid": found is not None and found.state == DocumentState.VALID,
        "replaced": found is not None
        and found.state == DocumentState.VOID
        and newer_revision_exists(found),
        "office": settings.ORGANISING_OFFICE,
    }
    response = render(request, "notifications/verify.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
