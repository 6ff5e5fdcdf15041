"""`manage.py after_restore`: to be run once after a backup was restored, before anything else."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.services.outbox import hold_after_restore


class Command(BaseCommand):
    help = (
        "Pause the outbox and mark messages that were being handed over as uncertain, so that an "
        "old backup sends nothing a second time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = hold_after_restore(now=timezone.now())
        self.stdout.write(
            f"The outbox is paused; {count} messages are uncertain. Look at them, then resume."
        )
