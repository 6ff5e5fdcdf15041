"""Services of notifications: every change goes through here."""

from notifications.services.bounces import record_bounce, settle_bounce
from notifications.services.consent import record_consent, suppress_address, unsuppress_address
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
    resend_message,
    resend_refused,
)
from notifications.services.paper_orders import Handover, NothingToPrint, Order, fill_order
from notifications.services.papers import PaperDraft, issue_paper, valid_paper
from notifications.services.writing import (
    Attached,
    MessageDraft,
    enqueue_message,
    enqueue_messages,
    release_message,
)

__all__ = [
    "Attached",
    "Handover",
    "MessageDraft",
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
    "record_consent",
    "release_message",
    "request_cancel",
    "resend_message",
    "resend_refused",
    "retry_job",
    "settle_bounce",
    "start_job",
    "suppress_address",
    "unsuppress_address",
    "valid_paper",
    "void_documents",
]
