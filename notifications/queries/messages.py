"""What screens and reports read about messages, documents and jobs."""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from notifications.models import Document, DomainPace, Job, Message, OutboxSwitch
from notifications.rules import MessageState


def message_rows() -> QuerySet[Message]:
    """Messages without their texts, newest first."""
    return Message.objects.select_related("campaign").defer("text", "html", "headers")


def message_counts(messages: QuerySet[Message] | None = None) -> dict[str, int]:
    """Number of messages in each state; every state is named."""
    rows = (Message.objects.all() if messages is None else messages).order_by()
    counts = dict(rows.values_list("state").annotate(n=Count("id")))
    return {str(state): counts.get(state, 0) for state in MessageState.values}


def document_rows() -> QuerySet[Document]:
    """Documents without their bytes, newest first."""
    return Document.objects.select_related("issued_by").defer("content")


def document_by_token(token: str) -> Document | None:
    """What a verification link names, whatever its state."""
    return document_rows().filter(verify_token=token).first()


def newer_revision_exists(document: Document) -> bool:
    """Whether a valid document has taken this one's place."""
    return (
        Document.objects.filter(
            kind=document.kind,
            subject_type=document.subject_type,
            subject_id=document.subject_id,
            language=document.language,
            state="VALID",
        )
        .exclude(pk=document.pk)
        .exists()
    )


def job_rows() -> QuerySet[Job]:
    """Jobs with the person who asked, newest first."""
    return Job.objects.select_related("created_by").defer("params", "result")


def outbox_switch() -> OutboxSwitch:
    """The switch as it stands (an unsaved one when nobody ever used it)."""
    return OutboxSwitch.objects.select_related("paused_by").filter(id=1).first() or OutboxSwitch()


def held_domains(now: datetime | None = None) -> QuerySet[DomainPace]:
    """Recipient domains that get a pause because they keep refusing; `*` is the mail server."""
    return DomainPace.objects.filter(
        Q(domain="*") | Q(failures__gte=settings.OUTBOX_DOMAIN_FAILURES),
        not_before__gt=now or timezone.now(),
    ).order_by("not_before")
