"""The ground of a generated fair: halls of parallel rows, booths, and zones along them."""

from __future__ import annotations

import math
import random
from typing import Any

HALL_SIZE = 400
AISLE = 3.0


def fairground(rng: random.Random, booths: int, *, run: int) -> tuple[list[Any], list[Any]]:
    """Halls and that many booths in rows; `run` booths stand between two gaps."""
    halls, places = [], []
    count = math.ceil(booths / HALL_SIZE)
    for number in range(count):
        name = chr(ord("A") + number)
        size = booths // count + (number < booths % count)
        outdoor = count > 1 and number == count - 1
        hall = {"id": name, "outdoor": outdoor, "entrances": [[18.0, -6.0]]}
        halls.append(hall)
        places += _hall_booths(rng, hall, size, run)
    _zone_by_stretch(rng, places)
    return halls, places


def _hall_booths(
    rng: random.Random, hall: dict[str, Any], size: int, longest: int
) -> list[dict[str, Any]]:
    runs_per_row = max(2, round(math.sqrt(size / 2) / longest))
    found: list[dict[str, Any]] = []
    row = 0
    while len(found) < size:
        y = row // 2 * 9.5 + row % 2 * 3.0
        row += 1
        x = 0.0
        for _ in range(runs_per_row):
            run = min(longest - (rng.random() < 0.3), size - len(found))
            for place in range(run):
                double = rng.random() < 0.03
                booth = _booth(rng, hall, row, x, y, 2 if double else 1)
                booth["id"] = f"{hall['id']}{row}-{len(found) + 1:03}"
                booth["corner"] = place in (0, run - 1)
                found.append(booth)
                x += booth["w"]
            x += AISLE
    return found


def _booth(
    rng: random.Random, hall: dict[str, Any], row: int, x: float, y: float, modules: int
) -> dict[str, Any]:
    entrance_x, entrance_y = hall["entrances"][0]
    distance = math.hypot(x - entrance_x, y - entrance_y)
    quality = round(95 - 1.9 * distance**0.9 + rng.gauss(0, 7))
    return {
        "id": "",
        "hall": hall["id"],
        "row": f"{hall['id']}{row}",
        "x": x,
        "y": y,
        "w": 3.0 * modules,
        "h": 3.0,
        "modules": modules,
        "type": "raw" if hall["outdoor"] else "standard",
        "zone": None,
        "quality": max(5, min(98, quality)),
        "available": rng.random() > 0.01,
        "corner": False,
        "power": rng.random() < 0.88,
        "water": False,
        "accessible": rng.random() < 0.3,
        "near_entrance": distance < 15,
        "outdoor": hall["outdoor"],
    }


def _zone_by_stretch(rng: random.Random, places: list[dict[str, Any]]) -> None:
    """Zones take neighbouring runs; the last food rows have food stalls with water."""
    shares = [("Z-CRAFT", 20), (None, 10), ("Z-DRINK", 20), ("Z-PAV", 22), ("Z-TOUR", 6)]
    zones: list[str | None] = []
    for name, share in shares:
        zones += [name] * round(share * len(places) / 100)
    zones += ["Z-FOOD"] * (len(places) - len(zones) + 1)
    zone, end = zones[0], None
    for number, booth in enumerate(places):
        if end != (booth["row"], booth["x"]):
            zone = zones[number]
        end = (booth["row"], booth["x"] + booth["w"])
        booth["zone"] = zone
        if zone == "Z-FOOD" and number > 0.86 * len(places) and not booth["outdoor"]:
            booth["type"] = "food"
            booth["water"] = True
