"""Jobs: what runs, how far it is, and how it ended."""

from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from common.formats import number
from common.pages import Column, ListPage
from notifications.access import acting, get_job_to_see, get_job_to_steer, visible_jobs
from notifications.filters import JobFilter
from notifications.kinds import links_of
from notifications.models import Job
from notifications.rules import ACTIVE_JOBS, JOB_CHIPS, JobState, job_abilities
from notifications.services import request_cancel, retry_job


def chip_of(job: Job) -> tuple[str, object, bool]:
    tone, settled = JOB_CHIPS[job.state]
    return tone, JobState(job.state).label, settled


def _share(job: Job) -> str:
    if job.total is None:
        return number(job.done) if job.done else ""
    return f"{number(job.done)} / {number(job.total)}"


class Jobs(ListPage):
    title = gettext_lazy("Background work")
    empty = gettext_lazy("Nothing has run in the background yet.")
    filename = "jobs"
    filterset_class = JobFilter
    columns = [
        Column(
            gettext_lazy("Work"),
            "title",
            heading=True,
            link=lambda job: reverse("notifications:job", args=[job.pk]),
        ),
        Column(gettext_lazy("State"), chip_of, kind="chip"),
        Column(gettext_lazy("Done"), _share),
        Column(gettext_lazy("Failed"), "failed", kind="number", phone=False),
        Column(gettext_lazy("Asked by"), lambda job: job.created_by and str(job.created_by)),
        Column(gettext_lazy("Asked"), "created_at", kind="moment"),
        Column(gettext_lazy("Finished"), "finished_at", kind="moment", phone=False),
    ]

    def queryset(self) -> Any:
        return visible_jobs(self.request.user)


def _context(job: Job) -> dict[str, Any]:
    active = job.state in ACTIVE_JOBS
    links = [*([] if active else links_of(job)), *(job.result or {}).get("links", [])]
    return {
        "job": job,
        "chip": chip_of(job),
        "active": active,
        "abilities": job_abilities(job.state, job.cancel_requested),
        "links": [
            (label, href)
            for label, href in links
            if str(href).startswith("/") and not str(href).startswith("//")
        ],
    }


@login_required
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job with its progress, which refreshes itself until the job ends."""
    found = get_job_to_see(request.user, pk)
    context = {
        "title": found.title,
        "breadcrumb": [(_("Background work"), reverse("notifications:jobs"))],
        **_context(found),
    }
    return render(request, "notifications/job.html", context)


@login_required
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes; `known` is the state the page already announced.

    At the end of the work the page hears `job-ended`, so that it can show the outcome.
    """
    found = get_job_to_see(request.user, pk)
    known = request.GET.get("known", "")
    context = {**_context(found), "announce": known != found.state}
    response = render(request, "notifications/job_progress.html", context)
    if known in ACTIVE_JOBS and not context["active"]:
        response["HX-Trigger"] = "job-ended"
    return response


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job at once or between two items."""
    stopped = request_cancel(job=get_job_to_steer(request.user, pk), actor=acting(request.user))
    if stopped.state == JobState.RUNNING:
        notices.success(request, _("The work stops after the item it is busy with."))
    return redirect("notifications:job", pk=pk)


@login_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a failed or cancelled job again."""
    retry_job(job=get_job_to_steer(request.user, pk), actor=acting(request.user))
    notices.success(request, _("The work is queued again."))
    return redirect("notifications:job", pk=pk)
