"""Documents: issued in revisions, voided, never changed."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record_activity
from common.locks import name_lock
from notifications.models import Document, DocumentPart, new_token
from notifications.rules import DocumentState, safe_filename, validate_content_type

PART_SIZE = 1024 * 1024  # bytes


@transaction.atomic
def issue_document(
    *,
    kind: str,
    subject_type: str,
    subject_id: object,
    title: str,
    filename: str,
    content: bytes | Iterable[bytes],
    language: str = "vi",
    actor: User | None = None,
    facts: Mapping[str, Any] | None = None,
    verify_token: str | None = None,
    content_type: str = "application/pdf",
    now: datetime | None = None,
) -> Document:
    """Keep a rendered document as the next revision of its subject and void the older one.

    A replaced document is void without a reason; withdrawing (`void_documents`) gives one.

    Make the token before rendering (`notifications.models.new_token`) so that the QR code can
    carry it. Two callers at once get two revisions, one valid. Pieces instead of bytes are kept in
    parts as they come, so a file beyond PART_SIZE is never held whole.
    """
    moment = now or timezone.now()
    same = {
        "kind": kind,
        "subject_type": subject_type,
        "subject_id": str(subject_id),
        "language": language,
    }
    name_lock("document:" + "/".join(same.values()))
    newest = Document.objects.filter(**same).order_by("-revision").defer("content").first()
    Document.objects.filter(**same, state=DocumentState.VALID).update(
        state=DocumentState.VOID, voided_at=moment
    )
    whole = content if isinstance(content, bytes) else b""
    document = Document.objects.create(
        **same,
        revision=newest.revision + 1 if newest else 1,
        title=title[:300],
        filename=safe_filename(filename),
        content_type=validate_content_type(content_type),
        content=whole,
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        verify_token=verify_token or new_token(),
        facts=dict(facts or {}),
        issued_at=moment,
        issued_by=actor,
    )
    if not isinstance(content, bytes):
        _keep_parts(document, content)
    record_activity(
        actor=actor,
        verb="document.issued",
        obj=document,
        after={"kind": kind, "revision": document.revision, "sha256": document.sha256},
    )
    return document


def _keep_parts(document: Document, pieces: Iterable[bytes]) -> None:
    digest, size, number, held = hashlib.sha256(), 0, 0, bytearray()

    def keep() -> None:
        nonlocal number
        part = bytes(held[:PART_SIZE])
        DocumentPart.objects.create(document=document, number=number, content=part)
        del held[:PART_SIZE]
        number += 1

    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        held += piece
        while len(held) > PART_SIZE:
            keep()
    if not number:
        document.content = bytes(held)
    elif held:
        keep()
    document.in_parts, document.size, document.sha256 = number > 0, size, digest.hexdigest()
    document.save(update_fields=["content", "in_parts", "size", "sha256"])


@transaction.atomic
def void_documents(
    *,
    subject_type: str,
    subject_id: object,
    reason: str,
    actor: User | None,
    kind: str | None = None,
    now: datetime | None = None,
) -> int:
    """Withdraw the valid documents of a subject (of one kind, or all); how many."""
    valid = Document.objects.filter(
        subject_type=subject_type, subject_id=str(subject_id), state=DocumentState.VALID
    )
    if kind is not None:
        valid = valid.filter(kind=kind)
    documents = list(valid.select_for_update(of=("self",)).order_by("id").defer("content"))
    for document in documents:
        record_activity(actor=actor, verb="document.voided", obj=document, reason=reason)
    return valid.filter(pk__in=[d.pk for d in documents]).update(
        state=DocumentState.VOID, voided_at=now or timezone.now(), void_reason=reason[:300]
    )
