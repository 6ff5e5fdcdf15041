"""A mail server for development that keeps every mail as a file and sends nothing on."""

import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Catcher:
    """Writes each mail beside its final name and renames it, so no reader sees half of one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{uuid4().hex[:6]}"
        draft = self.directory / f".{name}.part"
        draft.write_bytes(envelope.original_content or envelope.content)
        os.replace(draft, self.directory / f"{name}.eml")
        return "250 caught"


class Command(BaseCommand):
    help = "Catch outgoing mail in MAIL_CATCHER_DIR (development only); read it at /dev/mail/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.EMAIL_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MAIL_CATCHER_DIR is None:
            raise CommandError("MAIL_CATCHER_DIR is not set: this installation sends real mail.")
        directory = Path(settings.MAIL_CATCHER_DIR)
        directory.mkdir(parents=True, exist_ok=True)
        server = Controller(
            Catcher(directory),
            hostname=options["host"],
            port=options["port"],
            data_size_limit=50_000_000,
        )
        server.start()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_ignored: stop.set())
        self.stdout.write(f"Mail is caught at {options['host']}:{options['port']}.")
        stop.wait()
        server.stop()
