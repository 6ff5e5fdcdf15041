"""Demonstration places, marked `is_demo` wherever they are shown."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from exhibitors.models import Commune, Product
from venues.models import Hall, Line, LineNow, Room, ShowcasePoint, Venue
from venues.rules import PointKind

HALLS = [("Nhà A", 72, 48, False), ("Nhà B", 54, 36, False), ("Sân ngoài trời", 90, 60, True)]
ROOMS = [("Phòng hội thảo 1", 120), ("Phòng hội thảo 2", 60), ("Phòng kết nối giao thương", 40)]
PRICES = (25_000, 35_000, 45_000, 60_000, 80_000, 120_000, 180_000, 250_000, 420_000)


@transaction.atomic
def load_demo_places() -> dict[str, int]:
    """Halls and rooms with invented dimensions for every venue that has none."""
    halls, rooms = [], []
    for venue in Venue.objects.filter(halls=None).order_by("pk"):
        halls += [
            Hall(
                venue=venue,
                name=f"{name} (trình diễn)",
                width_m=width,
                depth_m=depth,
                is_outdoor=outdoor,
                is_demo=True,
            )
            for name, width, depth, outdoor in HALLS
        ]
    for venue in Venue.objects.filter(rooms=None).order_by("pk"):
        rooms += [
            Room(venue=venue, name=f"{name} (trình diễn)", capacity=seats, is_demo=True)
            for name, seats in ROOMS
        ]
    Hall.objects.bulk_create(halls)
    Room.objects.bulk_create(rooms)
    return {"halls": len(halls), "rooms": len(rooms)}


@transaction.atomic
def load_demo_points(
    *, count: int, first_day: date, seed: int = 1, lines: tuple[int, int] = (12, 24)
) -> list[ShowcasePoint]:
    """Demo points up to `count` in all, and lines of the registry's products for every point.

    A demo point is named after a commune and says that it is one. Returns all points by code.
    """
    rng = random.Random(seed)  # noqa: S311 - demonstration, not secrecy
    missing = count - ShowcasePoint.objects.count()
    communes = list(Commune.objects.order_by("code"))
    rng.shuffle(communes)
    kinds = [kind for kind in PointKind if kind != PointKind.DESIGN_CENTRE]
    made = []
    start = ShowcasePoint.objects.filter(is_demo=True).count() + 1
    for index in range(missing):
        commune = communes[index % len(communes)] if communes else None
        number = start + index
        point = ShowcasePoint(
            code=f"D{number:03d}",
            name=f"Điểm trình diễn {number:02d}" + (f" – {commune.name}" if commune else ""),
            kind=rng.choice(kinds),
            commune=commune,
            is_demo=True,
            note="Điểm giả định để trình diễn phần mềm; không có thật.",
        )
        point.index_name()
        made.append(point)
    ShowcasePoint.objects.bulk_create(made)
    points = list(ShowcasePoint.objects.order_by("code"))
    _give_lines(points, first_day, rng, lines)
    return points


def _give_lines(
    points: Sequence[ShowcasePoint], first_day: date, rng: random.Random, lines: tuple[int, int]
) -> None:
    products = list(Product.objects.filter(withdrawn_on=None).order_by("code"))
    without = set(ShowcasePoint.objects.filter(lines=None).values_list("pk", flat=True))
    rows, now = [], []
    for point in points:
        if point.pk not in without or not products:
            continue
        for product in rng.sample(products, min(rng.randint(*lines), len(products))):
            level = Decimal(rng.choice((3, 5, 8)))
            rows.append(
                Line(
                    point=point,
                    product=product,
                    listed=DateRange(first_day, None),
                    price=rng.choice(PRICES),
                    reorder_level=level,
                )
            )
            now.append(LineNow(point=point, product=product, reorder_level=level))
    Line.objects.bulk_create(rows)
    LineNow.objects.bulk_create(now)
