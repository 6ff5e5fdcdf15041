"""Background work of the registry."""

from typing import Any

from django.utils import timezone

from exhibitors.services.imports import JOB_KIND, import_chunk
from notifications.registry import JobRun, job_handler


@job_handler(JOB_KIND, queue="documents")
def import_recognitions(run: JobRun) -> dict[str, Any]:
    """Import the rows of an uploaded workbook; a second call goes on where the first stopped."""
    while True:
        record = import_chunk(record_id=run.params["import"], now=timezone.now())
        run.progress(done=record.next_row, total=record.total, failed=record.failed)
        if record.next_row >= record.total:
            names = ("created", "updated", "unchanged", "failed")
            return {name: getattr(record, name) for name in names}
