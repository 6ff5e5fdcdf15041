"""The job that writes papers of fairs and seminars."""

from typing import Any

from django.utils import timezone

from fairs.queries.papers import PAPERS
from fairs.services.papers import order_of
from notifications.registry import JobRun, job_handler
from notifications.services import fill_order


@job_handler(PAPERS, queue="documents")
def make_papers(run: JobRun) -> dict[str, Any]:
    """Issue what is missing or changed, then the file to hand over; safe to run again."""
    document = fill_order(
        order=order_of(run.params),
        actor=run.job.created_by,
        now=timezone.now(),
        progress=lambda done, total: run.progress(done=done, total=total),
    )
    return {"document": document.pk}
