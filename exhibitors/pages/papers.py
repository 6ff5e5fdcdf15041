"""Papers of the registry: ordered on the page of certificates, downloaded by their producer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import say_domain_error
from exhibitors.access import acting, get_notice_to_producer
from exhibitors.pages.paper_forms import DecisionListForm, ExpiryNoticesForm
from exhibitors.services.papers import PAPERS, start_decision_list, start_expiry_notices
from notifications.downloads import document_file
from notifications.kinds import job_links
from notifications.models import Job


def _refused(request: HttpRequest, form: forms.Form) -> HttpResponse:
    for field, errors in form.errors.items():
        label = form.fields[field].label if field in form.fields else ""
        messages.error(request, f"{label}: {' '.join(map(str, errors))}")
    return redirect("exhibitors:certificates")


@organiser_required
@require_POST
def make_decision_list(request: HttpRequest) -> HttpResponse:
    """Ask a worker for the list of one decision."""
    form = DecisionListForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        job = start_decision_list(actor=acting(request.user), **form.cleaned_data)
    except DomainError as error:
        say_domain_error(request, error)
        return redirect("exhibitors:certificates")
    return redirect("notifications:job", job.pk)


@organiser_required
@require_POST
def make_expiry_notices(request: HttpRequest) -> HttpResponse:
    """Ask a worker for the notices to all producers concerned."""
    form = ExpiryNoticesForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        job = start_expiry_notices(actor=acting(request.user), **form.cleaned_data)
    except DomainError as error:
        say_domain_error(request, error)
        return redirect("exhibitors:certificates")
    return redirect("notifications:job", job.pk)


@job_links(PAPERS)
def file_of_job(job: Job) -> list[tuple[str, str]]:
    """The file a job made, and the page it was asked for on."""
    links = [(_("Certificates"), reverse("exhibitors:certificates"))]
    document = (job.result or {}).get("document")
    if document:
        links.insert(
            0, (_("Download"), reverse("notifications:document_download", args=[document]))
        )
    return links


@login_required
@require_GET
def producer_paper(request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
    """A notice as it was issued."""
    found = get_notice_to_producer(request.user, pk, document)
    return document_file(found)
