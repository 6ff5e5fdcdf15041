"""`manage.py load_demo`: the demonstration of Hanoi's programme."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.story import load_story


class Command(BaseCommand):
    help = "Load the demonstration; running it again adds only what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        load_story(now=timezone.now(), say=self.stdout.write)
