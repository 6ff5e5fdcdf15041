"""Communes, villages, producers and products; certificates; who acts for whom."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.journeys.chapters.story import Exhibitor, Story, today
from tests.journeys.client import many

DATA = Path(__file__).resolve().parents[3] / "exhibitors" / "data"
COMMUNES = 126
APPLICANTS = 130


def shipped(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_reference(story: Story) -> None:
    """Everything that is shipped can be read, and nothing else is there."""
    assert len(story.city.somebody().all("communes/")) == COMMUNES
    villages = story.city.somebody().all("craft-villages/")
    assert len(villages) == len(shipped("craft_villages.csv"))
    for path, name in (("producers/", "producers.csv"), ("products/", "products.csv")):
        rows = {row["code"]: row for row in story.organiser.all(path)}
        assert rows.keys() == {row["code"] for row in shipped(name)}
        for expected in shipped(name):
            assert rows[expected["code"]]["name"] == expected["name"]
            assert rows[expected["code"]]["verified"] == (expected["verified"] == "yes")
    assert story.city.somebody().all("catalogue/") == []  # candidates: no certificate yet


def add_producers(story: Story) -> None:
    """The organiser adds producers until there are enough; the shipped ones come first."""
    rows = story.organiser.all("producers/", ordering="id")
    for number in range(APPLICANTS - len(rows)):
        body = {
            "name": f"Hợp tác xã trình diễn số {number + 1:03d}",
            "kind": "COOPERATIVE",
            "email": f"htx{number + 1:03d}@example.org",
        }
        rows.append(story.organiser.post("producers/", body, key=f"producer-{number}"))
    story.exhibitors = [
        Exhibitor(row["id"], row["name"], f"chuthe{number:03d}@example.org")
        for number, row in enumerate(rows[:APPLICANTS])
    ]


def invite_members(story: Story) -> None:
    """Each producer gets somebody who acts for it, who joins by the mailed link."""

    def invite(exhibitor: Exhibitor) -> None:
        body = {
            "email": exhibitor.email,
            "full_name": f"Người đại diện {exhibitor.email[6:9]}",
            "role": "OWNER",
        }
        story.organiser.post(f"producers/{exhibitor.producer}/members/", body)

    many(invite, story.exhibitors)
    joined = story.city.newcomers([exhibitor.email for exhibitor in story.exhibitors])
    for exhibitor, api in zip(story.exhibitors, joined, strict=True):
        exhibitor.api = api


def add_products(story: Story) -> None:
    """A producer without a product adds one; each sees its own and no other's."""
    owned: dict[int, list[dict[str, Any]]] = {}
    for row in story.organiser.all("products/"):
        owned.setdefault(row["producer"], []).append(row)

    def complete(numbered: tuple[int, Exhibitor]) -> None:
        number, exhibitor = numbered
        rows = owned.get(exhibitor.producer, [])
        if not rows:
            body = {
                "producer": exhibitor.producer,
                "name": f"Sản phẩm trình diễn {number:03d}",
                "group": (1, 1, 2, 4)[number % 4],
            }
            rows = [exhibitor.api.post("products/", body, key=f"product-{number}")]
        exhibitor.group = rows[0]["group"]
        exhibitor.products = [r["id"] for r in rows if r["group"] == exhibitor.group][:3]
        seen = exhibitor.api.all("products/")
        assert {r["id"] for r in seen} == {r["id"] for r in rows}

    many(complete, list(enumerate(story.exhibitors)))


def add_certificates(story: Story) -> None:
    """The organiser records a decision for every product that will be shown: 36 months."""
    issued = today().replace(day=1) - timedelta(days=200)
    expires = issued.replace(year=issued.year + 3)

    def certify(numbered: tuple[int, Exhibitor]) -> None:
        number, exhibitor = numbered
        for product in exhibitor.products:
            body = {
                "stars": 3 + number % 3,
                "decision_number": f"{1000 + number}/QĐ-UBND",
                "issued_on": issued.isoformat(),
            }
            made = story.organiser.post(
                f"products/{product}/certificates/", body, key=f"certificate-{product}"
            )
            assert made["expires_on"] == expires.isoformat()

    many(certify, list(enumerate(story.exhibitors)))
    listed = story.city.somebody().all("catalogue/")
    assert {row["id"] for row in listed} == {p for e in story.exhibitors for p in e.products}
