"""The project's own reference data: venues and showcase points seen in published sources."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from common.text import nfc
from exhibitors.models import Commune
from venues.models import ShowcasePoint, Venue

DATA = Path(__file__).resolve().parents[1] / "data"


def read_data(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the shipped files, in composed form."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: nfc(value) for key, value in row.items()}


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Add the venues and points that are missing; rows people changed stay as they are.

    Communes are found by name, so the registry's reference is loaded before. Returns how many
    of each noun were added; a second run adds nothing.
    """
    communes = dict(Commune.objects.values_list("name", "pk"))
    return {"venues": _load_venues(communes), "points": _load_points(communes)}


def _load_venues(communes: dict[str, int]) -> int:
    known = set(Venue.objects.values_list("code", flat=True))
    rows = [
        Venue(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            kind=row["kind"],
            commune_id=communes.get(row["commune"]),
            commune_note=row["commune_note"],
            capacity_seen=row["capacity_seen"],
            source=row["source"],
            verified=row["verified"] == "yes",
            note=row["note"],
        )
        for row in read_data("venues.csv")
        if row["code"] not in known
    ]
    for venue in rows:
        venue.index_name()
    return len(Venue.objects.bulk_create(rows))


def _load_points(communes: dict[str, int]) -> int:
    known = set(ShowcasePoint.objects.values_list("code", flat=True))
    rows = [
        ShowcasePoint(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            operator=row["operator"],
            address=row["address"],
            commune_id=communes.get(row["commune"]),
            former_district=row["former_district"],
            opened=row["opened"],
            source=row["source"],
            verified=row["verified"] == "yes",
            note=row["note"],
        )
        for row in read_data("showcase_points.csv")
        if row["code"] not in known
    ]
    for point in rows:
        point.index_name()
    return len(ShowcasePoint.objects.bulk_create(rows))
