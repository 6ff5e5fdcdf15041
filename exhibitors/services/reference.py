"""The project's own reference data: communes, former units, craft villages, producers, products."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from vietnam_provinces import ProvinceCode, Ward

from common.text import nfc
from exhibitors.models import Commune, CraftVillage, FormerUnit, Named, Producer, Product
from exhibitors.rules.product_types import product_type_of

DATA = Path(__file__).resolve().parents[1] / "data"
HANOI = ProvinceCode.P_01
N = TypeVar("N", bound=Named)


def read_data(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the shipped files, in composed form."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: nfc(value) for key, value in row.items()}


def _indexed(rows: list[N]) -> list[N]:
    for row in rows:
        row.index_name()
    return rows


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Add the reference rows that are missing; rows people changed stay as they are.

    Returns how many of each noun were added; a second run adds nothing (five statements).
    """
    return {
        "communes": _load_communes(),
        "former_units": _load_former_units(),
        "villages": _load_villages(),
        "producers": _load_producers(),
        "products": _load_products(),
    }


def _load_communes() -> int:
    known = set(Commune.objects.values_list("code", flat=True))
    wards = [(f"{int(w.code):05d}", nfc(w.name)) for w in Ward.iter_by_province(HANOI)]
    rows = [
        Commune(code=code, name=name, is_ward=name.startswith("Phường"))
        for code, name in wards
        if code not in known
    ]
    return len(Commune.objects.bulk_create(_indexed(rows)))


def _commune_ids() -> dict[str, int]:
    return dict(Commune.objects.values_list("code", "pk"))


def _load_former_units() -> int:
    if FormerUnit.objects.exists():
        return 0
    communes = _commune_ids()
    rows = [
        FormerUnit(
            district=row["district"],
            name=row["name"],
            commune_id=communes[row["commune_code"]],
            split=row["split"],
        )
        for row in read_data("former_units.csv")
    ]
    return len(FormerUnit.objects.bulk_create(rows))


def _load_villages() -> int:
    known = set(CraftVillage.objects.values_list("name", flat=True))
    missing = [row for row in read_data("craft_villages.csv") if row["name"] not in known]
    if not missing:
        return 0
    communes = _commune_ids()
    rows = [
        CraftVillage(
            name=row["name"],
            craft_vi=row["craft_vi"],
            craft_en=row["craft_en"],
            craft_group=row["craft_group"],
            commune_id=communes.get(row["commune_code"]),
            former_commune=row["former_commune"],
            former_district=row["former_district"],
            source=row["source"],
            verified=row["verified"] == "yes",
            note="; ".join(part for part in (row["note"], row["commune_basis"]) if part),
        )
        for row in missing
    ]
    return len(CraftVillage.objects.bulk_create(_indexed(rows)))


def _load_producers() -> int:
    known = set(Producer.objects.values_list("code", flat=True))
    missing = [row for row in read_data("producers.csv") if row["code"] not in known]
    if not missing:
        return 0
    communes = _commune_ids()
    rows = [
        Producer(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            commune_id=communes.get(row["commune_code"]),
            former_district=row["former_district"],
            source=row["source"],
            verified=row["verified"] == "yes",
            note=row["note"],
            is_demo=row["is_demo"] == "yes",
        )
        for row in missing
    ]
    return len(Producer.objects.bulk_create(_indexed(rows)))


def _load_products() -> int:
    known = set(Product.objects.values_list("code", flat=True))
    missing = [row for row in read_data("products.csv") if row["code"] not in known]
    if not missing:
        return 0
    producers = dict(Producer.objects.values_list("code", "pk"))
    rows = [
        Product(
            code=row["code"],
            producer_id=producers[row["producer_code"]],
            name=row["name"],
            group=int(row["group"]),
            product_type=product_type_of(row["name"]),
            assessment=row["assessment"],
            assessment_year=int(row["assessment_year"]) if row["assessment_year"] else None,
            assessment_stars=row["assessment_stars"],
            source=row["source"],
            verified=row["verified"] == "yes",
            note=row["note"],
            is_demo=row["is_demo"] == "yes",
        )
        for row in missing
    ]
    return len(Product.objects.bulk_create(_indexed(rows)))
