"""Writing messages: one row each, with the business that causes them, frozen from then on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.addresses import domain_of, validate_address
from common.errors import InvalidInput
from common.text import nfc, one_line
from notifications.models import Attachment, Campaign, Document, Message
from notifications.rules import (
    MessageKind,
    MessageState,
    safe_filename,
    validate_content_type,
    validate_headers,
    validate_subject,
)
from notifications.services.advertising import dressed, marked, one_click_headers
from notifications.services.hints import wake_mail
from notifications.services.links import stop_link

MAX_KEY = 200


@dataclass(frozen=True)
class Attached:
    """A file that travels with a message: its bytes, or an issued document."""

    filename: str
    content_type: str
    content: bytes | None = None
    document: Document | None = None


@dataclass(frozen=True)
class MessageDraft:
    """Everything a message is written from; see `enqueue_message`."""

    dedupe_key: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    recipient_name: str = ""
    language: str = "vi"
    kind: str = MessageKind.SERVICE
    campaign: Campaign | None = None
    subject_type: str = ""
    subject_id: object = ""
    attachments: Sequence[Attached] = ()
    waiting: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None


def new_message_id() -> str:
    """A Message-ID of our own domain, fixed for the life of the row."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid4().hex}@{domain}>"


@transaction.atomic
def enqueue_message(
    *,
    dedupe_key: str,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    recipient_name: str = "",
    language: str = "vi",
    kind: str = MessageKind.SERVICE,
    campaign: Campaign | None = None,
    subject_type: str = "",
    subject_id: object = "",
    attachments: Iterable[Attached] = (),
    waiting: bool = False,
    headers: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Message:
    """Write one message in the caller's transaction; the mail worker sends it after commit.

    The text is frozen here; advertising gets its mark and the way to refuse. The same
    `dedupe_key` gives the row that exists, unchanged. With `waiting` it stays back until
    `release_message` brings its document. Raises InvalidInput
    naming recipient, subject, headers or attachments.
    """
    draft = MessageDraft(
        dedupe_key=dedupe_key,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        recipient_name=recipient_name,
        language=language,
        kind=kind,
        campaign=campaign,
        subject_type=subject_type,
        subject_id=subject_id,
        attachments=tuple(attachments),
        waiting=waiting,
        headers=headers or {},
    )
    return enqueue_messages(drafts=[draft], now=now)[0]


@transaction.atomic
def enqueue_messages(
    *, drafts: Sequence[MessageDraft], now: datetime | None = None
) -> list[Message]:
    """Write many messages at once; the rows in the order of `drafts`, existing ones unchanged.

    The promises and errors of `enqueue_message` hold for each; an error writes none.
    """
    moment = now or timezone.now()
    rows = [_row(draft, moment) for draft in drafts]
    files = [[_attachment(file) for file in draft.attachments] for draft in drafts]
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    written = _as_stored(rows)
    new = [
        (message, attached)
        for message, row, attached in zip(written, rows, files, strict=True)
        if message is row
    ]
    for message, attached in new:
        for file in attached:
            file.message = message
    Attachment.objects.bulk_create([file for _message, attached in new for file in attached])
    if any(message.state == MessageState.QUEUED for message, _files in new):
        wake_mail()
    return written


def _as_stored(rows: Sequence[Message]) -> list[Message]:
    """The new rows with their ids, and for a key that existed the row that was there."""
    stored = {
        key: (pk, message_id)
        for key, pk, message_id in Message.objects.filter(
            dedupe_key__in=[row.dedupe_key for row in rows]
        ).values_list("dedupe_key", "id", "message_id")
    }
    new = {row.dedupe_key: row for row in rows if stored[row.dedupe_key][1] == row.message_id}
    for key, row in new.items():
        row.pk, row._state.adding = stored[key][0], False
    old = Message.objects.in_bulk([pk for key, (pk, _id) in stored.items() if key not in new])
    return [new.get(row.dedupe_key) or old[stored[row.dedupe_key][0]] for row in rows]


def _row(draft: MessageDraft, moment: datetime) -> Message:
    if not draft.dedupe_key or len(draft.dedupe_key) > MAX_KEY:
        raise ValueError("dedupe_key must have 1 to 200 characters")
    address = validate_address(draft.recipient)
    name = nfc(draft.recipient_name.strip())
    if not one_line(name):
        raise InvalidInput(fields={"recipient_name": [_("Write the name on one line of text.")]})
    message_id, kind = new_message_id(), MessageKind(draft.kind)
    subject, text, html, headers = draft.subject, draft.text, draft.html, dict(draft.headers)
    if kind == MessageKind.ADVERTISING:
        link = stop_link(message_id)
        subject = marked(subject)
        text, html = dressed(text, html, language=draft.language, link=link)
        headers |= one_click_headers(link)
    return Message(
        dedupe_key=draft.dedupe_key,
        campaign=draft.campaign,
        kind=kind,
        message_id=message_id,
        subject_type=draft.subject_type,
        subject_id=str(draft.subject_id),
        recipient=address,
        recipient_name=name[:200],
        domain=domain_of(address),
        language=draft.language,
        subject=validate_subject(subject),
        text=nfc(text),
        html=nfc(html),
        headers=validate_headers(headers),
        state=MessageState.WAITING if draft.waiting else MessageState.QUEUED,
        next_attempt_at=max(moment, draft.not_before or moment),
        created_at=moment,
    )


def _attachment(file: Attached) -> Attachment:
    if (file.content is None) == (file.document is None):
        raise ValueError("an attachment has either content or a document")
    return Attachment(
        document=file.document,
        content=file.content,
        filename=safe_filename(file.filename),
        content_type=validate_content_type(file.content_type),
    )


@transaction.atomic
def release_message(*, message: Message, attachments: Iterable[Attached] = ()) -> Message:
    """WAITING → QUEUED once the document exists; anything later is left as it is."""
    files = [_attachment(file) for file in attachments]
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if locked.state == MessageState.WAITING:
        for file in files:
            file.message = locked
        Attachment.objects.bulk_create(files)
        locked.state = MessageState.QUEUED
        locked.next_attempt_at = timezone.now()
        locked.save(update_fields=["state", "next_attempt_at"])
        wake_mail()
    return locked
