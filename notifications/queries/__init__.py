"""What screens and reports read about messages, documents, jobs and campaigns."""

from notifications.queries.messages import (
    document_by_token,
    document_rows,
    held_domains,
    job_rows,
    message_counts,
    message_rows,
    newer_revision_exists,
    outbox_switch,
)

__all__ = [
    "document_by_token",
    "document_rows",
    "held_domains",
    "job_rows",
    "message_counts",
    "message_rows",
    "newer_revision_exists",
    "outbox_switch",
]
