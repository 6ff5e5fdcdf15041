"""`manage.py fingerprint`: rows and checksums of every table, and of the files."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.fingerprint import differences, dumped, fingerprint


class Command(BaseCommand):
    help = (
        "Print what the database and the files hold. Keep it beside the backup; after a restore, "
        "--compare FILE names every table that is not as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compare", type=Path, metavar="FILE", help="printed at the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        found = fingerprint()
        if options["compare"] is None:
            self.stdout.write(dumped(found))
            return
        try:
            before = json.loads(options["compare"].read_text())
            changed = differences(before, found)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{options['compare']} cannot be read: {error}") from error
        for sentence in changed:
            self.stderr.write(sentence)
        if changed:
            raise CommandError(f"{len(changed)} differences from the backup.")
        rows = sum(number for number, _sum in found["tables"].values())
        self.stdout.write(f"Everything is there: {len(found['tables'])} tables, {rows} rows.")
