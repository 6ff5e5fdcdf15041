"""Import of recognition decisions from Excel."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.errors import DomainError
from common.excel import excel_response
from common.forms import add_domain_error
from common.pages import Action, Column, ListPage
from exhibitors.access import acting, get_import_to_view, visible_imports
from exhibitors.documents.workbooks import render_import_errors, render_import_template
from exhibitors.filters import ImportFilter
from exhibitors.models import RecognitionImport
from exhibitors.pages.forms import UploadForm
from exhibitors.rules.recognition import COLUMNS, ERRORS
from exhibitors.services.imports import JOB_KIND, start_import
from notifications.kinds import job_links
from notifications.models import Job
from notifications.rules import JobState

SHOWN = 100


def is_stopped(record: RecognitionImport) -> bool:
    """Whether the work ended before the last row; its job can be tried again."""
    ended = record.job is not None and record.job.state in (JobState.FAILED, JobState.CANCELLED)
    return ended and record.finished_at is None


def import_chip(record: RecognitionImport) -> tuple[str, object, bool]:
    if is_stopped(record):
        return ("red", _("Stopped"), True)
    if record.finished_at is None:
        return ("blue", _("Running"), False)
    if record.failed:
        return ("amber", _("Some rows need mending"), True)
    return ("jade", _("Import finished"), True)


class Imports(ListPage):
    title = _("Imports of recognition decisions")
    filename = "imports"
    filterset_class = ImportFilter
    empty = _("Nothing was imported yet. Start from the template.")
    columns = [
        Column(
            _("File"),
            "filename",
            heading=True,
            link=lambda i: reverse("exhibitors:import", args=[i.pk]),
        ),
        Column(_("Uploaded"), "created_at", "moment"),
        Column(_("By"), "created_by.full_name", phone=False),
        Column(_("Rows"), "total", "number"),
        Column(_("Not imported"), "failed", "number"),
        Column(_("State"), import_chip, "chip"),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[Any]:
        return visible_imports(self.request.user)

    def actions(self) -> list[Action]:
        return [
            Action(_("Template"), reverse("exhibitors:import-template"), "download"),
            Action(_("Import a file"), reverse("exhibitors:import-new"), "upload", primary=True),
        ]


@organiser_required
def import_new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            record = start_import(
                filename=upload.name,
                file=upload.file,
                actor=acting(request.user),
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The file was received; its rows are being checked."))
            return redirect("exhibitors:import", pk=record.pk)
    context = {
        "title": _("Import recognition decisions"),
        "form": form,
        "upload": True,
        "breadcrumb": [
            (_("Imports of recognition decisions"), reverse("exhibitors:imports")),
        ],
        "actions": [Action(_("Template"), reverse("exhibitors:import-template"), "download")],
        "back": reverse("exhibitors:imports"),
        "note": _(
            "Every row is checked on its own: good rows are recorded, the others come back with "
            "what to mend. Importing the same file again changes nothing."
        ),
        "submit": _("Check and import"),
    }
    return render(request, "exhibitors/form.html", context)


@organiser_required
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    record = get_import_to_view(request.user, pk)
    shown = [
        {
            "row": error["row"],
            "column": COLUMNS.get(error["column"], error["column"]),
            "value": error["value"],
            "sentence": ERRORS.get(error["code"], error["code"]),
        }
        for error in record.errors[:SHOWN]
    ]
    context = {
        "title": record.filename,
        "record": record,
        "chip": import_chip(record),
        "errors": shown,
        "more": len(record.errors) > SHOWN,
        "stopped": is_stopped(record),
        "running": record.finished_at is None and not is_stopped(record),
        "breadcrumb": [
            (_("Imports of recognition decisions"), reverse("exhibitors:imports")),
        ],
    }
    template = "exhibitors/import.html"
    if request.headers.get("HX-Request"):
        template = "exhibitors/import_result.html"
    return render(request, template, context)


@job_links(JOB_KIND)
def import_of_job(job: Job) -> list[tuple[str, str]]:
    """The import a job worked on, with what became of its rows."""
    record = RecognitionImport.objects.filter(pk=job.params["import"]).only("pk").first()
    if record is None:
        return []
    return [(gettext("Result, row by row"), reverse("exhibitors:import", args=[record.pk]))]


@organiser_required
def import_errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were not imported, as a workbook to mend and upload again."""
    record = get_import_to_view(request.user, pk)
    if not record.errors:
        raise Http404
    wanted = {error["row"] for error in record.errors}
    rows = {number: cells for number, *cells in record.rows if number in wanted}
    content = render_import_errors(rows=rows, errors=record.errors)
    return excel_response(content, f"{record.filename.rsplit('.', 1)[0]}-errors")


@organiser_required
def import_template(request: HttpRequest) -> HttpResponse:
    return excel_response(render_import_template(), "recognition-template")
