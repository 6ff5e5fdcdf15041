"""Services of notifications: every change goes through here."""

from notifications.services.documents import issue_document, void_documents
from notifications.services.jobs import (
    reconcile_jobs,
    request_cancel,
    retry_job,
    start_job,
)
from notifications.services.messages import (
    Attached,
    cancel_message,
    cancel_messages,
    count_as_sent,
    enqueue_message,
    record_bounce,
    release_message,
    resend_message,
    resend_refused,
    suppress_address,
    unsuppress_address,
)

__all__ = [
    "Attached",
    "cancel_message",
    "cancel_messages",
    "count_as_sent",
    "enqueue_message",
    "issue_document",
    "reconcile_jobs",
    "record_bounce",
    "release_message",
    "request_cancel",
    "resend_message",
    "resend_refused",
    "retry_job",
    "start_job",
    "suppress_address",
    "unsuppress_address",
    "void_documents",
]
