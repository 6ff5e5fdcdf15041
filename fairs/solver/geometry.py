"""Which booths stand side by side, and the chains they form.

Neighbours share hall and row and touch (gap or overlap of at most 5 cm) along a wall of at least
one metre. Every chain must be a simple path: a ring or a booth with three neighbours is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from fairs.solver.model import Booth, InstanceError

TOLERANCE = 0.05
SHARED_WALL = 1.0


class FloorPlanError(InstanceError):
    """Side-by-side booths do not form simple chains; `booths` are the ones at fault."""

    def __init__(self, booths: tuple[str, ...], message: str) -> None:
        super().__init__("instance.booths", message)
        self.booths = booths


def side_by_side(a: Booth, b: Booth) -> bool:
    if a.hall != b.hall or a.row != b.row:
        return False
    shared_x = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
    shared_y = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
    return (abs(shared_x) <= TOLERANCE and shared_y >= SHARED_WALL) or (
        abs(shared_y) <= TOLERANCE and shared_x >= SHARED_WALL
    )


def neighbours(booths: Sequence[Booth]) -> dict[str, list[str]]:
    """Side neighbours of each booth, in the order of the booths."""
    found: dict[str, list[str]] = {booth.id: [] for booth in booths}
    rows: dict[tuple[str, str], list[Booth]] = {}
    for booth in booths:
        rows.setdefault((booth.hall, booth.row), []).append(booth)
    for row in rows.values():
        for a, b in _touching_pairs(row):
            found[a.id].append(b.id)
            found[b.id].append(a.id)
    return found


def _touching_pairs(row: list[Booth]) -> list[tuple[Booth, Booth]]:
    spread_x = max(b.x for b in row) - min(b.x for b in row)
    spread_y = max(b.y for b in row) - min(b.y for b in row)
    along_x = spread_x >= spread_y
    row = sorted(row, key=lambda b: b.x if along_x else b.y)
    pairs = []
    for i, a in enumerate(row):
        reach = (a.x + a.w if along_x else a.y + a.h) + 2 * TOLERANCE
        for b in row[i + 1 :]:
            if (b.x if along_x else b.y) > reach:
                break
            if side_by_side(a, b):
                pairs.append((a, b))
    return pairs


def chains(booths: Sequence[Booth]) -> tuple[tuple[Booth, ...], ...]:
    """The simple paths of side-by-side booths, each from its end that comes first in the input."""
    by_id = {booth.id: booth for booth in booths}
    adjacent = neighbours(booths)
    for booth in booths:
        if len(adjacent[booth.id]) > 2:
            around = (booth.id, *sorted(adjacent[booth.id]))
            raise FloorPlanError(
                around, f"booth {booth.id} has {len(around) - 1} side neighbours: {around[1:]}"
            )
    seen: set[str] = set()
    found = []
    for booth in booths:
        if booth.id not in seen and len(adjacent[booth.id]) < 2:
            path = _walk(booth.id, adjacent)
            seen.update(path)
            found.append(tuple(by_id[i] for i in path))
    ring = tuple(booth.id for booth in booths if booth.id not in seen)
    if ring:
        raise FloorPlanError(ring, f"booths form a ring: {', '.join(ring[:20])}")
    return tuple(found)


def _walk(start: str, adjacent: dict[str, list[str]]) -> list[str]:
    path, previous = [start], None
    while True:
        onward = [n for n in adjacent[path[-1]] if n != previous]
        if not onward:
            return path
        previous = path[-1]
        path.append(onward[0])
