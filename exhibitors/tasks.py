"""Background work of the registry."""

from typing import Any

from django.utils import timezone

from exhibitors.services import papers
from exhibitors.services.imports import JOB_KIND, import_chunk
from notifications.registry import JobRun, job_handler
from notifications.services import fill_order


@job_handler(JOB_KIND, queue="documents")
def import_recognitions(run: JobRun) -> dict[str, Any]:
    """Import the rows of an uploaded workbook; a second call goes on where the first stopped."""
    while True:
        record = import_chunk(record_id=run.params["import"], now=timezone.now())
        run.progress(done=record.next_row, total=record.total, failed=record.failed)
        if record.next_row >= record.total:
            names = ("created", "updated", "unchanged", "failed")
            return {name: getattr(record, name) for name in names}


@job_handler(papers.PAPERS, queue="documents")
def make_papers(run: JobRun) -> dict[str, Any]:
    """Issue what is missing or changed, then the file to hand over; safe to run again."""
    document = fill_order(
        order=papers.order_of(run.params),
        actor=run.job.created_by,
        now=timezone.now(),
        progress=lambda done, total: run.progress(done=done, total=total),
    )
    return {"document": document.pk}
