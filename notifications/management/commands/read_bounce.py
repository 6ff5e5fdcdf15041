"""Take a returned mail from the mail server (a pipe) and note which message bounced.

The recipient address of the returned mail names the message: see OUTBOX_VERP_DOMAIN.
"""

import re
import sys
from email import message_from_bytes, policy
from email.message import Message as MimeMessage
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.models import Message
from notifications.services import record_bounce

_ADDRESS = re.compile(r"bounce\+([0-9a-z.-]{1,80})@", re.IGNORECASE)
MAX_BYTES = 1_000_000


def _status(mail: MimeMessage) -> tuple[str, str]:
    """Status and diagnosis of a delivery report (RFC 3464), else of an unknown failure."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in part.get_payload():
                if isinstance(group, MimeMessage) and group.get("Status"):
                    return str(group["Status"]), str(group.get("Diagnostic-Code", ""))
    return "", str(mail.get("Subject", ""))


class Command(BaseCommand):
    help = "Read a returned mail from standard input; ADDRESS is the one it came back to."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        mark = _ADDRESS.match(options["address"])
        if mark is None:
            raise CommandError("This is not a return path of ours.")
        message = Message.objects.filter(message_id__startswith=f"<{mark.group(1)}@").first()
        if message is None:
            raise CommandError("No message has this return path.")
        mail = message_from_bytes(sys.stdin.buffer.read(MAX_BYTES), policy=policy.default)
        status, diagnosis = _status(mail)
        record_bounce(
            message=message,
            reason=f"{status} {diagnosis}".strip(),
            permanent=status.startswith("5"),
            now=timezone.now(),
        )
