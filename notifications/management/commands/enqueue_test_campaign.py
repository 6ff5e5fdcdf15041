"""Fill the outbox with one message to each of many addresses that nobody has."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications.services.trial import enqueue_trial

MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Write COUNT messages to as many addresses through the ordinary outbox and list the "
        "addresses, one a line, so that what arrives can be compared (not in production)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, required=True)
        parser.add_argument("--expected-file", type=Path, required=True)
        parser.add_argument("--domain", default="trial.example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or settings.TRIAL_CAMPAIGNS):
            raise CommandError(
                "This installation sends real mail: a test campaign is only written in "
                "development (DEBUG) and in tests."
            )
        count = options["count"]
        if not 0 < count <= MOST:
            raise CommandError("--count must be between 1 and 1,000,000.")
        expected: Path = options["expected_file"]
        try:
            file = expected.open("w", encoding="utf-8")
        except OSError as error:
            raise CommandError(
                f"{expected} cannot be written ({error.strerror}): choose another --expected-file."
            ) from error
        with file:
            addresses = enqueue_trial(count=count, domain=options["domain"], now=timezone.now())
            file.writelines(f"{address}\n" for address in addresses)
        self.stdout.write(f"{count} messages are queued; their addresses are in {expected}.")
