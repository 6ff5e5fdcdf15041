"""The floor plan generator: a hall and a few numbers in, booths with exact geometry out.

Pure and deterministic. Lengths are whole centimetres, so walls that touch touch exactly; the
origin is the hall's top left corner. Every row is one straight run parallel to the hall's width.
Inside a row the booths touch; a cross aisle splits the row in two runs. Two rows standing back to
back have two labels, so that only booths of one row count as side by side.

Quality (0–100) of a booth:
    30
  + 20 when it stands at an end of a run (two open sides)
  + 20 when it lies on a main aisle: beside a cross aisle, or facing the side of the entrance
  + 30 × (1 − distance from its middle to the nearest entrance ÷ the hall's diagonal)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from string import ascii_uppercase

from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput

MAX_ROWS = 52
MAX_PER_ROW = 99
MAX_BOOTHS = 1500
NEAR_ENTRANCE_CM = 1200
STEP_FREE_AISLE_CM = 200
MODULE_CM2 = 300 * 300
MAX_MODULES = 4

Point = tuple[int, int]


class Side(StrEnum):
    """Where the hall's entrance is; the middle of that wall."""

    TOP = "TOP"
    BOTTOM = "BOTTOM"
    LEFT = "LEFT"
    RIGHT = "RIGHT"


@dataclass(frozen=True)
class Size:
    """A booth type as the generator sees it; `width` runs along the row. Centimetres."""

    code: str
    width: int = 300
    depth: int = 300

    @property
    def modules(self) -> int:
        """Whole modules of 3 m × 3 m, at least one, at most four."""
        return max(1, min(MAX_MODULES, round(self.width * self.depth / MODULE_CM2)))


@dataclass(frozen=True)
class Band:
    """Neighbouring rows of one zone."""

    zone: str
    rows: int


@dataclass(frozen=True)
class LayoutParameters:
    """What the organiser chooses. Lengths in centimetres.

    `cross_aisles` cuts every row in equal runs; `power_every`/`water_every` n gives the supply to
    every n-th booth of a row (1 all, 0 none), so supplied booths form columns across the hall.
    """

    width: int
    depth: int
    rows: int
    booths_per_row: int
    aisle: int = 300
    margin: int = 200
    back_to_back: bool = True
    cross_aisles: int = 0
    booth: Size = Size("standard")
    row_end: Size | None = None
    bands: tuple[Band, ...] = ()
    power_every: int = 1
    water_every: int = 0
    entrance: Side = Side.BOTTOM
    outdoor: bool = False
    first_row: int = 0


@dataclass(frozen=True)
class PlacedBooth:
    """One generated booth. Centimetres; `zone` is a band's code or empty."""

    number: str
    row: str
    type: str
    modules: int
    zone: str
    x: int
    y: int
    width: int
    depth: int
    quality: int
    corner: bool
    power: bool
    water: bool
    near_entrance: bool
    accessible: bool
    outdoor: bool


def row_label(index: int) -> str:
    """A … Z, then AA … ZZ."""
    letter = ascii_uppercase[index % 26]
    return letter if index < 26 else f"{ascii_uppercase[index // 26 - 1]}{letter}"


def entrance_point(parameters: LayoutParameters) -> Point:
    """The middle of the entrance's wall."""
    half_width, half_depth = parameters.width // 2, parameters.depth // 2
    return {
        Side.TOP: (half_width, 0),
        Side.BOTTOM: (half_width, parameters.depth),
        Side.LEFT: (0, half_depth),
        Side.RIGHT: (parameters.width, half_depth),
    }[parameters.entrance]


def row_width(parameters: LayoutParameters) -> int:
    """Length of one row with its cross aisles."""
    ends = 2 if parameters.row_end and parameters.booths_per_row > 1 else 0
    end_width = parameters.row_end.width if parameters.row_end else 0
    middle = parameters.booths_per_row - ends
    return (
        ends * end_width
        + middle * parameters.booth.width
        + parameters.cross_aisles * parameters.aisle
    )


def row_depth(parameters: LayoutParameters) -> int:
    end = parameters.row_end.depth if parameters.row_end else 0
    return max(parameters.booth.depth, end)


def blocks(parameters: LayoutParameters) -> list[int]:
    """How many rows each block between two aisles holds (2 back to back, else 1)."""
    if not parameters.back_to_back:
        return [1] * parameters.rows
    pairs, single = divmod(parameters.rows, 2)
    return [2] * pairs + [1] * single


def needed(parameters: LayoutParameters) -> tuple[int, int]:
    """Width and depth the whole plan takes, margins included."""
    groups = blocks(parameters)
    depth = parameters.rows * row_depth(parameters) + (len(groups) - 1) * parameters.aisle
    return row_width(parameters) + 2 * parameters.margin, depth + 2 * parameters.margin


def validate_parameters(parameters: LayoutParameters) -> None:
    """Raise InvalidInput naming each parameter that cannot be drawn, with the figure that fits."""
    wrong: dict[str, list[object]] = {}
    _check_counts(parameters, wrong)
    if not wrong:
        width, depth = needed(parameters)
        text = _("The plan needs %(needed)s m but the hall has %(there)s m.")
        if width > parameters.width:
            wrong["booths_per_row"] = [
                text % {"needed": _metres(width), "there": _metres(parameters.width)}
            ]
        if depth > parameters.depth:
            wrong["rows"] = [text % {"needed": _metres(depth), "there": _metres(parameters.depth)}]
    if wrong:
        raise InvalidInput(fields=wrong)


def _check_counts(p: LayoutParameters, wrong: dict[str, list[object]]) -> None:
    def between(name: str, value: int, least: int, most: int) -> None:
        if not least <= value <= most:
            text = _("Choose a value from %(least)s to %(most)s.")
            wrong[name] = [text % {"least": least, "most": most}]

    between("rows", p.rows, 1, MAX_ROWS - p.first_row)
    between("booths_per_row", p.booths_per_row, 1, MAX_PER_ROW)
    between("cross_aisles", p.cross_aisles, 0, min(5, max(0, p.booths_per_row - 1)))
    between("power_every", p.power_every, 0, MAX_PER_ROW)
    between("water_every", p.water_every, 0, MAX_PER_ROW)
    for size in filter(None, (p.booth, p.row_end)):
        if not (150 <= size.width <= 1200 and 150 <= size.depth <= 1200):
            wrong["booth"] = [_("A booth measures from 1.5 m to 12 m on each side.")]
    if p.aisle < 120 or p.margin < 0:
        wrong["aisle"] = [_("An aisle is at least 1.2 m wide.")]
    if p.rows * p.booths_per_row > MAX_BOOTHS:
        wrong.setdefault("rows", []).append(
            _("One hall holds at most %(most)s booths.") % {"most": MAX_BOOTHS}
        )
    if sum(band.rows for band in p.bands) > p.rows or any(b.rows < 1 for b in p.bands):
        wrong["zones"] = [_("The zones ask for more rows than the plan has.")]


def _metres(centimetres: int) -> str:
    return f"{centimetres / 100:g}"


def generate(parameters: LayoutParameters) -> list[PlacedBooth]:
    """The booths of one hall, row by row from the top left.

    Raises InvalidInput (see `validate_parameters`). Booths lie inside the hall, never overlap,
    touch inside a run and never across rows that share a label.
    """
    validate_parameters(parameters)
    width, depth = needed(parameters)
    left = parameters.margin + (parameters.width - width) // 2
    top = parameters.margin + (parameters.depth - depth) // 2
    zones = [band.zone for band in parameters.bands for _row in range(band.rows)]
    zones += [""] * (parameters.rows - len(zones))
    found: list[PlacedBooth] = []
    index = 0
    for block in blocks(parameters):
        for second in range(block):
            # The upper row of a block opens upwards, the lower one downwards; a single row is
            # always open below. Backs meet at `back`.
            faces_down = block == 1 or second == 1
            back = top if block == 1 else top + row_depth(parameters)
            found += _row(parameters, index, zones[index], left, back, faces_down)
            index += 1
        top += block * row_depth(parameters) + parameters.aisle
    return found


def _row(
    p: LayoutParameters, index: int, zone: str, left: int, back: int, faces_down: bool
) -> Iterator[PlacedBooth]:
    label = row_label(p.first_row + index)
    sizes = [p.booth] * p.booths_per_row
    if p.row_end and p.booths_per_row > 1:
        sizes[0] = sizes[-1] = p.row_end
    cuts = _cuts(p.booths_per_row, p.cross_aisles)
    outer = (index == 0 and p.entrance == Side.TOP and not faces_down) or (
        index == p.rows - 1 and p.entrance == Side.BOTTOM and faces_down
    )
    entrance = entrance_point(p)
    x = left
    for place, size in enumerate(sizes):
        if place in cuts:
            x += p.aisle
        y = back if faces_down else back - size.depth
        beside_cross = place in cuts or place + 1 in cuts
        side_end = (place == 0 and p.entrance == Side.LEFT) or (
            place == len(sizes) - 1 and p.entrance == Side.RIGHT
        )
        corner = place == 0 or place == len(sizes) - 1 or beside_cross
        away = hypot(x + size.width / 2 - entrance[0], y + size.depth / 2 - entrance[1])
        yield PlacedBooth(
            number=f"{label}{place + 1:02d}",
            row=label,
            type=size.code,
            modules=size.modules,
            zone=zone,
            x=x,
            y=y,
            width=size.width,
            depth=size.depth,
            quality=quality(
                corner=corner,
                main_aisle=outer or beside_cross or side_end,
                nearness=1 - away / hypot(p.width, p.depth),
            ),
            corner=corner,
            power=_supplied(place, p.power_every),
            water=_supplied(place, p.water_every),
            near_entrance=away <= NEAR_ENTRANCE_CM,
            accessible=p.aisle >= STEP_FREE_AISLE_CM,
            outdoor=p.outdoor,
        )
        x += size.width


def _cuts(booths: int, cross_aisles: int) -> frozenset[int]:
    """Places before which a cross aisle runs, as even as whole booths allow."""
    runs = cross_aisles + 1
    return frozenset(booths * i // runs for i in range(1, runs))


def _supplied(place: int, every: int) -> bool:
    return every > 0 and place % every == 0


def quality(*, corner: bool, main_aisle: bool, nearness: float) -> int:
    """0–100 by the formula in this module's docstring; `nearness` from 0 (far) to 1."""
    return round(30 + 20 * corner + 20 * main_aisle + 30 * max(0.0, min(1.0, nearness)))


def share_rows(rows: int, zones: Sequence[str]) -> tuple[Band, ...]:
    """Rows dealt to zones as evenly as possible, in the order given.

    Raises InvalidInput when there are more zones than rows.
    """
    if len(zones) > rows:
        raise InvalidInput(fields={"zones": [_("There are more zones than rows.")]})
    if not zones:
        return ()
    each, extra = divmod(rows, len(zones))
    return tuple(Band(zone, each + (i < extra)) for i, zone in enumerate(zones))
