"""Messages, lists and consents of one address, and papers that name somebody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal import Erasure, Holding, Subject
from accounts.services import record_activity
from notifications.models import (
    Attachment,
    Bounce,
    ConsentEntry,
    Document,
    DocumentPart,
    Message,
    Recipient,
    RecipientUpload,
    Suppression,
)
from notifications.rules import UNSENT, DocumentState, MessageState, address_hash
from notifications.services.paper_orders import BUNDLE

ERASED = "[erased]"
RECIPIENT_SUBJECT = "notifications.recipient"
MESSAGE = ("created_at", "sent_at", "state", "kind", "subject", "recipient_name", "text")
RECIPIENT = (
    "campaign__name", "name", "language", "values", "answer", "answered_at", "party_size",
)  # fmt: skip


def _messages_to(subject: Subject) -> QuerySet[Message]:
    return Message.objects.filter(recipient__iexact=subject.address).order_by("id")


def _messages(subject: Subject) -> list[dict[str, Any]]:
    return list(_messages_to(subject).values(*MESSAGE))


def _empty_messages(subject: Subject, erasure: Erasure) -> int:
    """What has not left is taken back; the rows stay as proof that something was sent, and when."""
    messages = _messages_to(subject)
    messages.filter(state__in=UNSENT).update(
        state=MessageState.CANCELLED, claim_token=None, lease_until=None
    )
    attachments = Attachment.objects.filter(message__in=messages)
    attachments.filter(document=None).update(content=b"", filename=ERASED)
    Bounce.objects.filter(message__in=messages).update(diagnosis="", note="")
    count: int = messages.update(
        recipient=erasure.pseudonym,
        recipient_name="",
        domain=erasure.pseudonym.rpartition("@")[2],
        subject=ERASED,
        text="",
        html="",
        headers={},
        last_reply="",
    )
    return count


def _recipients(subject: Subject) -> list[dict[str, Any]]:
    rows = Recipient.objects.filter(address__iexact=subject.address).order_by("id")
    return list(rows.values(*RECIPIENT))


def _empty_recipients(subject: Subject, erasure: Erasure) -> int:
    for upload in RecipientUpload.objects.filter(errors__icontains=subject.address):
        upload.errors = [
            error for error in upload.errors if subject.address not in str(error).lower()
        ]
        upload.save(update_fields=["errors"])
    rows = Recipient.objects.filter(address__iexact=subject.address)
    ids = [str(pk) for pk in rows.order_by("id").values_list("id", flat=True)]
    empty_documents(subjects=[(RECIPIENT_SUBJECT, pk) for pk in ids], actor=None, now=erasure.now)
    letters = Document.objects.filter(subject_type=RECIPIENT_SUBJECT, subject_id__in=ids)
    letters.update(title=ERASED)  # it names the reader
    count: int = rows.update(
        address=erasure.pseudonym,
        name="",
        values={},
        reminder_due=False,
        revoked_at=erasure.now,
    )
    return count


def _consents(subject: Subject) -> list[dict[str, Any]]:
    digest = address_hash(subject.address)
    given = ConsentEntry.objects.filter(address_hash=digest).order_by("id")
    names = ("act", "channel", "text_version", "occurred_at", "note")
    refused = Suppression.objects.filter(address_hash=digest).values("scope", "reason")
    return [*given.values(*names), *refused]


def empty_documents(
    *,
    subjects: Iterable[tuple[str, object]],
    actor: User | None,
    now: datetime,
) -> int:
    """Take the bytes out of papers that name somebody who is erased; how many.

    `subjects` are (type, id) of what the papers are about. Files put together of such papers are
    emptied as well. The rows stay, so that a verification link still says that the paper is void.
    """
    about, bundled = Q(pk__in=[]), Q(pk__in=[])
    for subject_type, subject_id in subjects:
        about |= Q(subject_type=subject_type, subject_id=str(subject_id))
        name = f"{subject_type.rpartition('.')[2]}:{subject_id}:"
        bundled |= Q(subject_type=BUNDLE, subject_id__startswith=name)
    found = Document.objects.filter(about | bundled).exclude(size=0).defer("content")
    documents = list(found.select_for_update(of=("self",)).order_by("id"))
    for document in documents:
        record_activity(actor=actor, verb="document.emptied", obj=document)
    chosen = Document.objects.filter(pk__in=[document.pk for document in documents])
    chosen.filter(state=DocumentState.VALID).update(state=DocumentState.VOID, voided_at=now)
    DocumentPart.objects.filter(document__in=chosen).delete()
    chosen.update(content=b"", size=0, in_parts=False, facts={})
    return len(documents)


MESSAGES = Holding("messages", _("Messages"), _messages, _empty_messages)
RECIPIENTS = Holding("recipients", _("Campaigns"), _recipients, _empty_recipients)
# Kept as a digest, by law: that somebody agreed, or wants no mail, must be provable and obeyed.
CONSENTS = Holding("consents", _("Consents"), _consents, lambda subject, erasure: 0)
HOLDINGS = (MESSAGES, RECIPIENTS, CONSENTS)
