"""`manage.py check_activity`: whether the audit trail is as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.services.seals import check_activity

WORDS = {
    "altered": "its facts or its place in the chain were changed",
    "reworded": "its words were changed and no erasure accounts for it",
    "missing": "lines before it are gone",
    "late": "it has no seal although it is older than a day",
    "cut": "the noted end is not in the chain: the end was cut off or written anew",
}


class Command(BaseCommand):
    help = (
        "Walk along the chain of the audit trail and name every line that was changed. Note the "
        "end it prints somewhere else, and give it next time with --expect."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", metavar="POSITION:DIGEST", help="an end noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_activity(now=timezone.now(), expected=_noted(options["expect"]))
        self.stdout.write(
            f"{found.lines} lines in the chain, {found.erased} with erased words, "
            f"{found.unsealed} not sealed yet."
        )
        self.stdout.write(f"End: {found.position}:{found.digest}")
        for number, code in found.faults:
            self.stderr.write(f"line {number}: {WORDS[code]}" if number else WORDS[code])
        if found.faults:
            raise CommandError(f"{len(found.faults)} faults in the audit trail.")


def _noted(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    position, _colon, digest = text.partition(":")
    if not position.isdecimal() or not digest:
        raise CommandError("--expect is written POSITION:DIGEST, as an earlier check printed it.")
    return int(position), digest
