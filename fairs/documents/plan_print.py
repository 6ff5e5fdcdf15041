"""A hall drawn on paper, with some booths marked."""

from collections.abc import Collection

from common.pdf import Sheet, width
from fairs.documents.plan_geometry import HallDrawing, Rect

OWN, BLOCKED, FREE = "#0a5c43", "#dfe5e2", "#ffffff"
LINE, TEXT, DOOR = "#7c8a84", "#4a5852", "#7a4b00"
LEAST = 2.0  # smaller numbers are left out, unless the booth is marked


def paint_hall(
    sheet: Sheet, hall: HallDrawing, *, marked: Collection[str], max_height: float
) -> None:
    """Draw the hall to scale at the cursor, across the page; the cursor ends below it.

    What all letters share is kept once in the file; only the marked booths are drawn each time.
    """
    factor = min(sheet.width / hall.width, max_height / hall.height)
    width, height = hall.width * factor, hall.height * factor
    left, bottom = sheet.left + (sheet.width - width) / 2, sheet.y - height
    name = sheet.once(hall, factor, lambda: _paint_static(sheet, hall, factor))
    sheet.place(name, x=left, y=bottom)
    wanted = set(marked)
    for booth in hall.booths:
        if booth.spot.number in wanted:
            rect = booth.rect.scaled(factor)
            _rect(sheet, rect, left, sheet.y, fill=OWN, stroke=LINE)
            _number(sheet, rect, left, sheet.y, own=True)
    sheet.y = bottom


def _paint_static(sheet: Sheet, hall: HallDrawing, factor: float) -> None:
    """Walls, entrances and every booth, from the lower left corner."""
    drawing = hall.scaled(factor)
    sheet.rect(0, 0, drawing.width, drawing.height, stroke=TEXT, line=1)
    for door in drawing.entrances:
        _rect(sheet, door, 0, drawing.height, fill=DOOR, stroke=None)
    for booth in drawing.booths:
        fill = BLOCKED if booth.spot.blocked else FREE
        _rect(sheet, booth.rect, 0, drawing.height, fill=fill, stroke=LINE)
        _number(sheet, booth.rect, 0, drawing.height, own=False)


def _rect(
    sheet: Sheet, rect: Rect, left: float, top: float, *, fill: str, stroke: str | None
) -> None:
    sheet.rect(
        left + rect.x,
        top - rect.y - rect.height,
        rect.width,
        rect.height,
        fill=fill,
        stroke=stroke,
        line=0.4,
    )


def _number(sheet: Sheet, rect: Rect, left: float, top: float, own: bool) -> None:
    natural = max(width(rect.label, 1, own), 0.1)
    size = min(9.0, rect.height * 0.6, rect.width * 0.86 / natural)
    if size < LEAST and not own:
        return
    x, y = rect.middle
    sheet.line_of_text(
        left + x,
        top - y - size * 0.36,
        rect.label,
        size,
        bold=own,
        align="center",
        color=FREE if own else TEXT,
    )
