"""Take returned mail: one from a pipe of the mail server, or all of a mailbox file.

The recipient address of the returned mail names the message: see OUTBOX_VERP_DOMAIN.
"""

import mailbox
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.models import Message
from notifications.services.bounces import (
    Report,
    message_of_return_path,
    read_report,
    record_bounce,
)

MAX_BYTES = 1_000_000


class Command(BaseCommand):
    help = (
        "Read a returned mail from standard input, ADDRESS being the one it came back to; or "
        "all mails of a mailbox file (mbox), which may be read again without harm."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?")
        parser.add_argument("--mailbox", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["address"]) == bool(options["mailbox"]):
            raise CommandError("Name either the address it came back to, or --mailbox FILE.")
        if options["mailbox"]:
            self._read_all(options["mailbox"])
            return
        if "bounce+" not in options["address"].lower():
            raise CommandError("This is not a return path of ours.")
        message = message_of_return_path(options["address"])
        if message is None:
            raise CommandError("No message has this return path.")
        self._record(message, read_report(sys.stdin.buffer.read(MAX_BYTES))[0])

    def _read_all(self, path: Path) -> None:
        if not path.is_file():
            raise CommandError(f"{path} is not a file: name the mailbox of returned mail.")
        noted = strange = 0
        for mail in mailbox.mbox(path, create=False):
            report, addresses = read_report(mail.as_bytes()[:MAX_BYTES])
            found = next(filter(None, map(message_of_return_path, addresses)), None)
            if found is None:
                strange += 1
                continue
            self._record(found, report)
            noted += 1
        self.stdout.write(f"{noted} returned messages read, {strange} mails were not ours.")

    def _record(self, message: Message, report: Report) -> None:
        record_bounce(
            message=message,
            reason=f"{report.status} {report.diagnosis}".strip(),
            permanent=report.permanent,
            now=timezone.now(),
        )
