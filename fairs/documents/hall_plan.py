"""The plan of every hall with its legend: A3 landscape, one page a hall."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common import formats
from common.pdf import A3_WIDE, INK, INK_2, JADE, Paper, Sheet, Stamp, fitting_size, wrap
from fairs.documents.event import Event
from fairs.documents.plan_geometry import BoothShape, HallDrawing
from fairs.documents.plan_print import BLOCKED, DOOR, FREE, LINE, TEXT

TINT_COLORS = (
    FREE, "#cfe6da", "#d5e4f5", "#fae6b8", "#f6d5d2", "#e3d9f2", "#d3ecef", "#efe3d3", "#e1e8c8",
)  # fmt: skip
LEGEND, QR, SMALLEST = 230, 84, 3.2


@dataclass(frozen=True)
class LegendEntry:
    """A zone: its tint on the plan, its name and how many booths it has; "" for none."""

    tint: int
    name: str
    booths: int


@dataclass(frozen=True)
class HallFacts:
    drawing: HallDrawing
    legend: tuple[LegendEntry, ...]


@dataclass(frozen=True)
class PlanFacts:
    event: Event
    halls: tuple[HallFacts, ...]


def plan_title(facts: PlanFacts) -> str:
    return _("Plan of the halls – %(fair)s") % {"fair": facts.event.name}


def draw_plan(sheet: Sheet, facts: PlanFacts, stamp: Stamp) -> None:
    sheet.footer = stamp.footer()
    for index, hall in enumerate(facts.halls):
        if index:
            sheet.next_page()
        _head(sheet, facts.event, hall.drawing, stamp)
        top = sheet.y
        _hall(sheet, hall.drawing)
        _legend(sheet, hall, stamp, top)


def _head(sheet: Sheet, event: Event, hall: HallDrawing, stamp: Stamp) -> None:
    half = sheet.width / 2 - 12
    used = sheet.write(stamp.office, x=sheet.left, y=sheet.y, width=half, bold=True, color=JADE)
    when = sheet.write(
        f"{event.days} · {event.venue}", x=sheet.right - half, y=sheet.y, width=half,
        align="right", color=INK_2,
    )  # fmt: skip
    sheet.gap(max(used, when) + 4)
    title = _("Plan: %(hall)s") % {"hall": hall.name}
    sheet.y -= sheet.fit(
        f"{event.name} – {title}", x=sheet.left, y=sheet.y, width=sheet.width, height=58, size=20,
        bold=True,
    )  # fmt: skip
    sheet.gap(8)


def _hall(sheet: Sheet, hall: HallDrawing) -> None:
    """The hall to scale in the room left of the legend."""
    factor = min(
        (sheet.width - LEGEND - 20) / hall.width, (sheet.y - sheet.bottom - 4) / hall.height
    )
    drawing = hall.scaled(factor)
    left, top = sheet.left, sheet.y
    sheet.rect(left, top - drawing.height, drawing.width, drawing.height, stroke=TEXT, line=1.2)
    for door in drawing.entrances:
        sheet.rect(
            left + door.x, top - door.y - door.height, door.width, door.height, fill=DOOR,
            stroke=None,
        )  # fmt: skip
    for booth in drawing.booths:
        _booth(sheet, booth, left, top)


def _booth(sheet: Sheet, booth: BoothShape, left: float, top: float) -> None:
    """A booth in its zone's tint: the number, and below it the exhibitor where there is room."""
    rect, spot = booth.rect, booth.spot
    x, y = left + rect.x, top - rect.y
    tint = BLOCKED if spot.blocked else TINT_COLORS[booth.tint]
    sheet.rect(x, y - rect.height, rect.width, rect.height, fill=tint, stroke=LINE, line=0.4)
    pad = 1.5
    room, tall = rect.width - 2 * pad, rect.height - 2 * pad
    number = min(9.0, fitting_size(spot.number, room, 9, 1.5, bold=True), tall / 1.45)
    sheet.write(
        spot.number, x=x + pad, y=y - pad, width=room + 0.1, size=number, bold=True,
        align="center", color=TEXT if spot.blocked else INK,
    )  # fmt: skip
    size = _holder_size(spot.holder, room, tall - number * 1.45)
    if size:
        sheet.write(
            spot.holder, x=x + pad, y=y - pad - number * 1.45, width=room, size=size, align="center"
        )


def _holder_size(name: str, room: float, height: float) -> float:
    """The largest size at which a whole name fits below the number; 0 when none is legible."""
    size = 7.0
    while name and size >= SMALLEST:
        whole = fitting_size(name, room, size, size) == size
        fits = fitting_size(name, room, size, 0) >= size
        if whole and fits and len(wrap(name, room, size)) * size * 1.45 <= height:
            return size
        size -= 0.4
    return 0.0


def _legend(sheet: Sheet, hall: HallFacts, stamp: Stamp, top: float) -> None:
    x, wide = sheet.right - LEGEND, LEGEND
    y = top - sheet.write(_("Legend"), x=x, y=top, width=wide, size=13, bold=True) - 4
    rows = [
        (
            TINT_COLORS[entry.tint],
            (entry.name or _("Without a zone"))
            + " · "
            + _("booths: %(count)s") % {"count": formats.number(entry.booths)},
        )
        for entry in hall.legend
    ]
    if any(booth.spot.blocked for booth in hall.drawing.booths):
        rows.append((BLOCKED, _("Not in use")))
    rows.append((DOOR, _("Entrance")))
    for color, label in rows:
        sheet.rect(x, y - 13, 18, 12, fill=color, stroke=LINE, line=0.4)
        y -= max(16.0, sheet.write(label, x=x + 26, y=y, width=wide - 26, size=10)) + 3
    y -= 6
    y -= sheet.write(
        _("Drawn to scale; the hall measures %(width)s × %(depth)s.")
        % {
            "width": formats.number(hall.drawing.width),
            "depth": f"{formats.number(hall.drawing.height)}\u00a0m",
        },
        x=x, y=y, width=wide, size=9, color=INK_2,
    )  # fmt: skip
    sheet.qr(stamp.verify_url, x=x, y=sheet.bottom, size=QR)
    sheet.y = sheet.bottom


HALL_PLAN = Paper(title=plan_title, draw=draw_plan, page=A3_WIDE, margin=36)
