"""The floor plan as shapes: one geometry for the page's drawing and for print.

Shapes are in metres, origin top left. `scaled` turns them into any unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

Number = Decimal | float | int


@dataclass(frozen=True)
class Rect:
    """A rectangle with its label."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""

    def scaled(self, factor: float) -> "Rect":
        return replace(
            self,
            x=round(self.x * factor, 3),
            y=round(self.y * factor, 3),
            width=round(self.width * factor, 3),
            height=round(self.height * factor, 3),
        )

    @property
    def middle(self) -> tuple[float, float]:
        return (round(self.x + self.width / 2, 3), round(self.y + self.height / 2, 3))


@dataclass(frozen=True)
class BoothSpot:
    """What the drawing needs of one booth; metres."""

    id: int
    number: str
    row: str
    zone: int | None
    x: Number
    y: Number
    width: Number
    depth: Number
    blocked: bool = False
    mine: bool = False
    holder: str = ""


@dataclass(frozen=True)
class BoothShape:
    """A booth on the drawing; `tint` is the zone's place in the legend, 0 without a zone."""

    spot: BoothSpot
    rect: Rect
    tint: int


@dataclass(frozen=True)
class HallDrawing:
    """A hall to scale: outline, booths, entrances, one label per row at its left end."""

    name: str
    width: float
    height: float
    booths: tuple[BoothShape, ...]
    entrances: tuple[Rect, ...]
    row_labels: tuple[tuple[str, float, float], ...]
    scale_bar: float

    def scaled(self, factor: float) -> "HallDrawing":
        """The same drawing in another unit (for example points per metre)."""
        return replace(
            self,
            width=round(self.width * factor, 3),
            height=round(self.height * factor, 3),
            booths=tuple(replace(b, rect=b.rect.scaled(factor)) for b in self.booths),
            entrances=tuple(e.scaled(factor) for e in self.entrances),
            row_labels=tuple(
                (text, round(x * factor, 3), round(y * factor, 3)) for text, x, y in self.row_labels
            ),
            scale_bar=self.scale_bar * factor,
        )


ENTRANCE_M = 4.0
TINTS = 8


def draw_hall(
    *,
    name: str,
    width: Number,
    depth: Number,
    entrances: Sequence[Sequence[Number]],
    booths: Sequence[BoothSpot],
    zones: Sequence[int],
) -> HallDrawing:
    """The shapes of one hall. `zones` gives the legend's order of zone ids (tints repeat)."""
    tints = {zone: 1 + i % TINTS for i, zone in enumerate(zones)}
    shapes = tuple(
        BoothShape(
            spot=spot,
            rect=Rect(
                float(spot.x), float(spot.y), float(spot.width), float(spot.depth), spot.number
            ),
            tint=tints.get(spot.zone, 0) if spot.zone is not None else 0,
        )
        for spot in booths
    )
    hall_width, hall_depth = float(width), float(depth)
    return HallDrawing(
        name=name,
        width=hall_width,
        height=hall_depth,
        booths=shapes,
        entrances=tuple(
            _entrance(float(e[0]), float(e[1]), hall_width, hall_depth) for e in entrances
        ),
        row_labels=_row_labels(shapes),
        scale_bar=10.0 if hall_width >= 40 else 5.0,
    )


def _entrance(x: float, y: float, width: float, depth: float) -> Rect:
    """A gap in the wall around the entrance's point, kept inside the hall."""
    thick = 0.5
    if y <= 0 or y >= depth:
        left = min(max(0.0, x - ENTRANCE_M / 2), max(0.0, width - ENTRANCE_M))
        return Rect(left, 0.0 if y <= 0 else depth - thick, min(ENTRANCE_M, width), thick)
    top = min(max(0.0, y - ENTRANCE_M / 2), max(0.0, depth - ENTRANCE_M))
    return Rect(0.0 if x <= 0 else width - thick, top, thick, min(ENTRANCE_M, depth))


def _row_labels(shapes: Sequence[BoothShape]) -> tuple[tuple[str, float, float], ...]:
    first: dict[str, Rect] = {}
    for shape in shapes:
        known = first.get(shape.spot.row)
        if known is None or (shape.rect.x, shape.rect.y) < (known.x, known.y):
            first[shape.spot.row] = shape.rect
    return tuple(
        (row, round(rect.x - 0.8, 3), round(rect.y + rect.height / 2, 3))
        for row, rect in first.items()
    )
