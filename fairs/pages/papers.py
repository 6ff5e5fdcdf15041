"""Papers: the office's page of a fair, a seminar's papers, a producer's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action, Column, ListPage
from fairs.access import (
    get_application_with_papers,
    get_fair_to_edit,
    get_paper_of_application,
)
from fairs.access.seminars import get_seminar_to_edit
from fairs.pages.fairs import crumbs
from fairs.pages.paper_forms import OwnPaperForm, PapersForm
from fairs.queries.papers import PAPERS, fair_documents
from fairs.services.papers import (
    FAIR_KINDS,
    SEMINAR_KINDS,
    make_own_paper,
    start_fair_papers,
    start_seminar_papers,
)
from notifications.downloads import document_file
from notifications.filters import DocumentFilter
from notifications.kinds import document_label, job_links
from notifications.models import Document, Job


class FairPapers(ListPage):
    """What an organiser prints for a fair, and what was made already."""

    title = gettext_lazy("Papers")
    intro = gettext_lazy(
        "A paper whose facts did not change stays valid. Made again after a change, the older "
        "version loses its validity."
    )
    template_name = "fairs/papers.html"
    empty = gettext_lazy("No paper of this fair has been made yet.")
    filename = "papers"
    filterset_class = DocumentFilter
    columns = [
        Column(
            gettext_lazy("Title"),
            "title",
            heading=True,
            link=lambda d: reverse("notifications:document_download", args=[d.pk]),
        ),
        Column(gettext_lazy("Paper"), lambda d: document_label(d.kind)),
        Column(gettext_lazy("Language"), "language", phone=False),
        Column(gettext_lazy("Version"), "revision", kind="number"),
        Column(gettext_lazy("Issued"), "issued_at", kind="moment"),
        Column(gettext_lazy("Issuer"), lambda d: d.issued_by and str(d.issued_by), phone=False),
    ]

    def allowed(self) -> bool:
        if not is_organiser(self.request.user):
            return False
        self.fair = get_fair_to_edit(self.request.user, self.kwargs["pk"])
        return True

    def queryset(self) -> Any:
        return fair_documents(self.fair)

    def actions(self) -> list[Action]:
        return [Action(_("Results"), reverse("fairs:results", args=[self.fair.pk]), "eye")]

    def empty_action(self) -> Action:
        return Action(self.fair.name, reverse("fairs:manage", args=[self.fair.pk]))

    def extra(self) -> dict[str, Any]:
        return {
            "fair": self.fair,
            "breadcrumb": crumbs(self.fair),
            "form": PapersForm(FAIR_KINDS),
        }


@organiser_required
@require_POST
def make_fair_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a worker for papers; its page shows the progress and leads to the file."""
    fair = get_fair_to_edit(request.user, pk)
    form = PapersForm(FAIR_KINDS, request.POST)
    if form.is_valid():
        try:
            job = start_fair_papers(fair=fair, actor=request.user, **form.cleaned_data)
            return redirect("notifications:job", job.pk)
        except DomainError as error:
            say_domain_error(request, error)
    else:
        messages.error(request, _("Choose a paper, a language and how it is handed over."))
    return redirect("fairs:papers", pk=pk)


@organiser_required
@require_POST
def make_seminar_papers(request: HttpRequest, pk: int) -> HttpResponse:
    seminar = get_seminar_to_edit(request.user, pk)
    form = PapersForm(SEMINAR_KINDS, request.POST)
    if form.is_valid():
        try:
            job = start_seminar_papers(seminar=seminar, actor=request.user, **form.cleaned_data)
            return redirect("notifications:job", job.pk)
        except DomainError as error:
            say_domain_error(request, error)
    else:
        messages.error(request, _("Choose a paper, a language and how it is handed over."))
    return redirect("fairs:seminar_manage", pk=pk)


@job_links(PAPERS)
def file_of_job(job: Job) -> list[tuple[str, str]]:
    """The file a job made, and the page it was asked for on."""
    page = {"fairs.fair": "fairs:papers", "fairs.seminar": "fairs:seminar_manage"}
    links = [(_("Back"), reverse(page[job.subject_type], args=[int(job.subject_id)]))]
    document = (job.result or {}).get("document")
    if document:
        links.insert(
            0, (_("Download"), reverse("notifications:document_download", args=[document]))
        )
    return links


@login_required
@require_POST
def make_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A producer makes a paper of its own; the answer is the paper."""
    application = get_application_with_papers(request.user, pk)
    form = OwnPaperForm(request.POST)
    if form.is_valid():
        try:
            document = make_own_paper(
                application=application, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
            return redirect("fairs:application_paper", pk=pk, document=document.pk)
        except DomainError as error:
            say_domain_error(request, error)
    else:
        messages.error(request, _("Choose one of the languages listed."))
    return redirect("fairs:application", pk=pk)


@login_required
@require_GET
def application_paper(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """A producer's own paper as it was issued."""
    found: Document = get_paper_of_application(request.user, pk, document)
    return document_file(found)
