"""Services of notifications: every change goes through here."""

from notifications.services.documents import issue_document, void_documents
from notifications.services.jobs import (
    reconcile_jobs,
    request_cancel,
    retry_job,
    start_job,
)
from notifications.services.messages import (
    cancel_message,
    cancel_messages,
    count_as_sent,
    record_bounce,
    resend_message,
    resend_refused,
    suppress_address,
    unsuppress_address,
)
from notifications.services.papers import (
    Handover,
    NothingToPrint,
    Order,
    PaperDraft,
    fill_order,
    issue_paper,
    valid_paper,
)
from notifications.services.writing import (
    Attached,
    Draft,
    enqueue_message,
    enqueue_messages,
    release_message,
)

__all__ = [
    "Attached",
    "Draft",
    "Handover",
    "NothingToPrint",
    "Order",
    "PaperDraft",
    "cancel_message",
    "cancel_messages",
    "count_as_sent",
    "enqueue_message",
    "enqueue_messages",
    "fill_order",
    "issue_document",
    "issue_paper",
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
    "valid_paper",
    "void_documents",
]
