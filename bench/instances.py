"""Seeded, realistic instances of `booth-assign/1`: python bench/instances.py 300 --seed 7 > x.json

Halls of parallel rows cut by an aisle, zones by group of product, corners, power and water where
the fairground has them, some double booths; applicants of craft villages and communes, wishes
crowding on the few good booths, priorities of the published rule, a few rivals and locks.
`second_round` publishes a plan made beforehand and changes a share of the applications.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.halls import fairground

WEIGHTS: dict[str, Any] = {
    "place_base": 100_000,
    "place_priority": 20_000,
    "pref_booth": [4000, 3000, 2200, 1600, 1200],
    "pref_zone": [3000, 2000, 1200],
    "pref_type": [1200, 600],
    "want": 800,
    "quality": 2000,
    "fairness": 3000,
    "star_pct": {"3": 100, "4": 115, "5": 130},
    "cluster_pair": 4000,
    "competitor_pair": 3000,
    "move": 6000,
    "drop": 500_000,
}
PRODUCTS = {
    "food": ["rice", "noodles", "honey", "dried-meat", "fish-sauce", "fruit", "cake", "tofu"],
    "beverages": ["coffee", "tea", "juice", "rice-wine"],
    "herbal": ["soap", "tonic", "ointment"],
    "handicrafts": ["embroidery", "bamboo", "pottery", "silk", "wood", "lacquer", "conical-hat"],
    "ornamental": ["fish", "orchid", "bonsai"],
    "tourism": ["village-tour", "eco-tour", "homestay"],
}
ZONES = [
    ("Z-FOOD", "Food", ["food", "beverages"]),
    ("Z-DRINK", "Drinks & herbal", ["beverages", "herbal", "food"]),
    ("Z-CRAFT", "Handicrafts", ["handicrafts", "ornamental"]),
    ("Z-TOUR", "Ornamental & rural tourism", ["ornamental", "tourism", "handicrafts"]),
    ("Z-PAV", "District/commune pavilion", []),
]
GROUP_SHARE = {
    "food": 34,
    "handicrafts": 24,
    "beverages": 14,
    "tourism": 11,
    "herbal": 9,
    "ornamental": 8,
}
MODULES = {1: 66, 2: 21, 3: 8, 4: 5}
HOME = {
    "food": {"Z-FOOD": 50, "Z-DRINK": 25, "Z-PAV": 15, None: 10},
    "beverages": {"Z-DRINK": 45, "Z-FOOD": 35, "Z-PAV": 15, None: 5},
    "herbal": {"Z-DRINK": 70, "Z-PAV": 30},
    "handicrafts": {"Z-CRAFT": 65, "Z-PAV": 25, "Z-TOUR": 10},
    "ornamental": {"Z-CRAFT": 40, "Z-TOUR": 35, "Z-PAV": 25},
    "tourism": {"Z-TOUR": 45, "Z-PAV": 55},
}


@dataclass(frozen=True)
class Shape:
    """How a kind of fair differs from the usual one."""

    run: int = 6
    demand: float = 1.2
    locked: float = 0.02
    clustered: float = 0.65


def instance(booths: int, *, seed: int, shape: Shape | None = None) -> dict[str, Any]:
    """An instance with that many booths; equal arguments give equal instances."""
    shape = shape or Shape()
    rng = random.Random(f"{booths}/{seed}/{shape}")
    halls, places = fairground(rng, booths, run=shape.run)
    applications = _applications(rng, places, shape)
    data = {
        "format": "booth-assign/1",
        "name": f"fair-{booths}-{seed}",
        "seed": seed,
        "unit": "centipoint",
        "weights": WEIGHTS,
        "halls": halls,
        "zones": [{"id": i, "name": n, "allowed_groups": g} for i, n, g in ZONES],
        "booths": places,
        "applications": applications,
        "separate": _rivals(rng, applications),
        "announced": {},
    }
    _lock_some(rng, data, shape)
    return data


def _applications(
    rng: random.Random, places: list[dict[str, Any]], shape: Shape
) -> list[dict[str, Any]]:
    capacity = sum(b["modules"] for b in places if b["available"])
    asked = 0
    found: list[dict[str, Any]] = []
    villages = shape.clustered / (shape.clustered + 4.5 * (1 - shape.clustered))
    while asked < shape.demand * capacity:
        village: str | None = None
        members = 1
        group = _pick(rng, GROUP_SHARE)
        if rng.random() < villages:
            village = f"C{len(found):04}"
            members = rng.randint(2, 7)
        product = rng.choice(PRODUCTS[group])
        home = _pick(rng, HOME[group])
        commune = village is not None and rng.random() < 0.4
        for _ in range(members):
            if commune:
                group, home = _pick(rng, GROUP_SHARE), "Z-PAV"
            if commune or rng.random() < 0.2:
                product = rng.choice(PRODUCTS[group])
            application = _application(rng, places, group, product, village, home)
            found.append(application)
            asked += application["modules"]
    ranks = list(range(len(found)))
    rng.shuffle(ranks)
    for number, application in enumerate(found):
        application["id"] = f"X{number + 1:04}"
        application["submitted"] = ranks[number]
    return found


def _application(
    rng: random.Random,
    places: list[dict[str, Any]],
    group: str,
    product: str,
    village: str | None,
    home: str | None,
) -> dict[str, Any]:
    zones = [z for z, _, groups in ZONES if not groups or group in groups]
    rng.shuffle(zones)
    if home is not None:
        zones = [home] + [zone for zone in zones if zone != home]
    types = ["standard"]
    if rng.random() < 0.35 and group in ("food", "beverages"):
        types.append("food")
    if rng.random() < 0.3:
        types.append("raw")
    return {
        "id": "",
        "modules": _pick(rng, MODULES),
        "group": group,
        "product_type": product,
        "stars": rng.choices([3, 4, 5], [60, 33, 7])[0],
        "cluster": village,
        "allowed_types": types,
        "needs": ["power"] if rng.random() < 0.5 else [],
        "wants": [f for f, p in (("corner", 0.25), ("near_entrance", 0.2)) if rng.random() < p],
        "pref_booths": _wished_booths(rng, places, home, set(zones), set(types)),
        "pref_zones": zones[: _pick(rng, {1: 50, 2: 42, 3: 8})] if home is not None else [],
        "pref_types": types[: rng.randint(0, 2)],
        "priority": max(0, min(15, round(rng.gauss(4.8, 3.8)))),
        "credit": rng.choice([0, 0, 0, 0, 20, 35, 50, 70, 85, 100]),
        "submitted": 0,
        "lock": None,
    }


def _wished_booths(
    rng: random.Random,
    places: list[dict[str, Any]],
    home: str | None,
    zones: set[str],
    types: set[str],
) -> list[str]:
    """Up to five wishes, crowding on the best booths of the home zone."""
    fitting = [
        b for b in places if b["type"] in types and (b["zone"] in zones or b["zone"] is None)
    ]
    wishes = rng.choices([0, 1, 2, 3, 4, 5], [32, 16, 24, 18, 6, 4])[0]
    chosen: dict[str, None] = {}
    for _ in range(wishes if fitting else 0):
        near = [b for b in fitting if b["zone"] == home]
        pool = near if near and rng.random() < 0.85 else fitting
        field = rng.sample(pool, min(6, len(pool)))
        chosen[max(field, key=lambda b: b["quality"] + 12 * b["corner"])["id"]] = None
    return list(chosen)


def _rivals(rng: random.Random, applications: list[dict[str, Any]]) -> list[list[str]]:
    by_product: dict[str, list[str]] = {}
    for application in applications:
        by_product.setdefault(application["product_type"], []).append(application["id"])
    pairs = set()
    for ids in by_product.values():
        for _ in range(len(ids) // 12):
            pairs.add(tuple(sorted(rng.sample(ids, 2))))
    return [list(pair) for pair in sorted(pairs)]


def _lock_some(rng: random.Random, data: dict[str, Any], shape: Shape) -> None:
    """Locks of one module on fitting booths, apart from another so that they always stand."""
    taken: set[str] = set()
    zones = {zone["id"]: zone["allowed_groups"] for zone in data["zones"]}
    for application in data["applications"]:
        if application["modules"] != 1 or rng.random() > shape.locked * 1.5:
            continue
        fitting = [
            b["id"]
            for b in data["booths"]
            if b["available"]
            and b["modules"] == 1
            and b["id"] not in taken
            and b["type"] in application["allowed_types"]
            and all(b[need] for need in application["needs"])
            and (not zones.get(b["zone"]) or application["group"] in zones[b["zone"]])
        ]
        if fitting:
            booth = rng.choice(fitting)
            taken.add(booth)
            application["lock"] = [booth]
    locked = {a["id"] for a in data["applications"] if a["lock"]}
    data["separate"] = [p for p in data["separate"] if not locked.issuperset(p)]


def second_round(
    data: dict[str, Any], assignment: dict[str, list[str]], *, seed: int, share: float = 0.05
) -> dict[str, Any]:
    """The instance after its plan was announced and a share of the applicants changed.

    Half of the changes leave (their announced place falls free), half are new applicants.
    """
    rng = random.Random(f"{data['name']}/{seed}/{share}")
    count = max(1, round(share * len(data["applications"]) / 2))
    placed = sorted(assignment)
    leaving = set(rng.sample(placed, count))
    stay = [a for a in data["applications"] if a["id"] not in leaving]
    joined = _applications(rng, data["booths"], Shape(demand=1.0))[:count]
    last = max(a["submitted"] for a in data["applications"])
    for number, application in enumerate(joined, 1):
        application["id"] = f"N{number:04}"
        application["submitted"] = last + number
        application["cluster"] = None
    return data | {
        "name": f"{data['name']}-again-{seed}",
        "applications": stay + joined,
        "separate": [p for p in data["separate"] if not leaving.intersection(p)],
        "announced": {k: v for k, v in sorted(assignment.items()) if k not in leaving},
    }


def _pick(rng: random.Random, shares: dict[Any, int]) -> Any:
    return rng.choices(list(shares), list(shares.values()))[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("booths", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--run", type=int, default=6, help="booths in a chain")
    parser.add_argument("--demand", type=float, default=1.2, help="modules asked per module")
    arguments = parser.parse_args()
    shape = Shape(run=arguments.run, demand=arguments.demand)
    json.dump(instance(arguments.booths, seed=arguments.seed, shape=shape), sys.stdout, indent=0)


if __name__ == "__main__":
    main()
