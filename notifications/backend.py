"""Django's mail backend that writes outbox rows: whatever sends mail goes through the outbox."""

from collections.abc import Sequence
from email.message import Message as MimeMessage
from email.utils import parseaddr
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import get_language

from notifications.services import Attached, enqueue_message


class OutboxBackend(BaseEmailBackend):
    """`send_mail` and allauth end here; the rows commit with the caller's transaction."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One row per recipient; the sender of each is the installation's own."""
        with transaction.atomic():
            sent = sum(self._write(mail) for mail in email_messages)
        return sent

    def _write(self, mail: EmailMessage) -> int:
        html = ""
        if isinstance(mail, EmailMultiAlternatives):
            html = next(
                (str(content) for content, kind in mail.alternatives if kind == "text/html"), ""
            )
        files = [self._file(item) for item in mail.attachments]
        headers = dict(mail.extra_headers)
        if mail.reply_to:
            headers["Reply-To"] = ", ".join(mail.reply_to)
        for recipient in mail.recipients():
            name, address = parseaddr(recipient) if "<" in recipient else ("", recipient)
            enqueue_message(
                dedupe_key=f"mail/{uuid4().hex}",
                recipient=address,
                recipient_name=name,
                subject=str(mail.subject),
                text=str(mail.body),
                html=html,
                language=(get_language() or "vi")[:2],
                attachments=files,
                headers=headers,
            )
        return 1 if mail.recipients() else 0

    @staticmethod
    def _file(item: object) -> Attached:
        if isinstance(item, MimeMessage):
            content = item.get_payload(decode=True)
            name, kind = item.get_filename() or "attachment", item.get_content_type()
        else:
            name, content, kind = item  # type: ignore[misc]
        data = content.encode() if isinstance(content, str) else bytes(content or b"")
        return Attached(name or "attachment", kind or "application/octet-stream", content=data)
