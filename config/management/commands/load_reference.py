"""`manage.py load_reference`: communes, villages, producers, products and what other apps ship."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from exhibitors.services import reference as exhibitors_reference
from fairs.services import reference as fairs_reference
from venues.services import reference as venues_reference

# In the order of the apps: later ones refer to rows of earlier ones.
LOADERS: list[Callable[[], dict[str, int]]] = [
    exhibitors_reference.load_reference,
    venues_reference.load_reference,
    fairs_reference.load_reference,
]


class Command(BaseCommand):
    help = "Add the reference data that is missing; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for load in LOADERS:
            for noun, added in load().items():
                self.stdout.write(f"{noun}: {added} added")
