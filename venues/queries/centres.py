"""About where a commune lies, for points whose own position nobody has entered."""

import csv
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from common.text import nfc

FILE = Path(__file__).resolve().parents[1] / "data" / "commune_centres.csv"
APART = 0.004  # degrees, about 400 m
TURN = math.pi * (3 - math.sqrt(5))  # the golden angle: neighbours never lie on each other


@cache
def commune_centres() -> dict[str, tuple[float, float]]:
    """Latitude and longitude (WGS 84, degrees) of each commune's centre by its name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {nfc(r["commune"]): (float(r["latitude"]), float(r["longitude"])) for r in rows}


def placed(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with latitude, longitude and commune_name, each with `exact` (its own position).

    Without a position of its own a row lies around its commune's centre, beside those already
    there; without a known commune it is left out.
    """
    found, crowd = [], dict[str, int]()
    for row in rows:
        exact = row["latitude"] is not None
        centre = commune_centres().get(row["commune_name"] or "")
        if exact:
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
        elif centre is not None:
            n = crowd[row["commune_name"]] = crowd.get(row["commune_name"], -1) + 1
            latitude = centre[0] + APART * math.sqrt(n) * math.sin(TURN * n)
            longitude = centre[1] + APART * math.sqrt(n) * math.cos(TURN * n)
        else:
            continue
        found.append({**row, "latitude": latitude, "longitude": longitude, "exact": exact})
    return found
