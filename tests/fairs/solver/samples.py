"""Small instances for the solver's tests: the format's samples and random halls."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "assignment"
FLAGS = ("corner", "power", "water", "accessible", "near_entrance", "outdoor")


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def booth(name: str, x: float, **more: Any) -> dict[str, Any]:
    flags = dict.fromkeys(FLAGS, False)
    base = {"id": name, "hall": "A", "row": "A1", "x": x, "y": 0.0, "w": 3.0, "h": 3.0}
    rest = {"modules": 1, "type": "standard", "zone": None, "quality": 50, "available": True}
    return base | rest | flags | more


def application(name: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": name,
        "modules": 1,
        "group": "food",
        "product_type": f"product of {name}",
        "stars": 3,
        "cluster": None,
        "allowed_types": ["standard"],
        "needs": [],
        "wants": [],
        "pref_booths": [],
        "pref_zones": [],
        "pref_types": [],
        "priority": 1,
        "credit": 0,
        "submitted": 0,
        "lock": None,
    }
    return plain | more


def hall(booths: list[Any], applications: list[Any], **more: Any) -> dict[str, Any]:
    base = {key: sample("tiny-a")[key] for key in ("format", "unit", "weights", "halls", "zones")}
    rest = {"name": "hall", "seed": 0, "separate": [], "announced": {}}
    return base | rest | {"booths": booths, "applications": applications} | more


def random_hall(seed: int, *, booths: int, applicants: int) -> dict[str, Any]:
    """A tiny hall full of conflicts: gaps, double and unavailable booths, rivals, announced."""
    rng = random.Random(seed)
    places, x = [], 0.0
    for number in range(booths):
        modules = rng.choice([1, 1, 1, 2])
        flags = {flag: rng.random() < 0.5 for flag in FLAGS}
        places.append(
            booth(
                f"B{number}",
                x,
                modules=modules,
                w=3.0 * modules,
                quality=rng.randint(0, 100),
                zone=rng.choice([None, None, "Z-FOOD", "Z-CRAFT"]) if rng.random() < 0.3 else None,
                type=rng.choice(["standard"] * 5 + ["raw"]),
                available=rng.random() < 0.93,
                **flags,
            )
        )
        x += 3.0 * modules + (2.0 if rng.random() < 0.25 else 0.0)
    asking = [_random_application(rng, number, places) for number in range(applicants)]
    names = [a["id"] for a in asking]
    announced = {name: [rng.choice(places)["id"]] for name in names if rng.random() < 0.2}
    pairs = [sorted(rng.sample(names, 2))] if applicants > 1 and rng.random() < 0.7 else []
    return hall(places, asking, separate=pairs, announced=announced)


def _random_application(
    rng: random.Random, number: int, places: list[dict[str, Any]]
) -> dict[str, Any]:
    return application(
        f"P{number}",
        modules=rng.choice([1, 1, 1, 2, 2, 3]),
        group=rng.choice(["food", "handicrafts"]),
        product_type=rng.choice(["tea", "honey", "silk"]),
        stars=rng.choice([3, 4, 5]),
        cluster=rng.choice([None, "V", "W"]),
        allowed_types=rng.choice([["standard"], ["standard", "raw"]]),
        needs=rng.choice([[], [], ["power"], ["water"]]),
        wants=rng.choice([[], ["corner"], ["corner", "near_entrance"]]),
        pref_booths=[b["id"] for b in rng.sample(places, min(2, len(places)))],
        pref_zones=rng.choice([[], ["Z-FOOD"]]),
        priority=rng.randint(0, 3),
        credit=rng.choice([0, 50, 100]),
        submitted=number,
        lock=[rng.choice(places)["id"]] if rng.random() < 0.1 else None,
    )
