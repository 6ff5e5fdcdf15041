"""What makes a letter of a sheet: who writes at the head, who signs at the foot."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.pdf.colors import INK, JADE
from common.pdf.text import LEADING, wrap

if TYPE_CHECKING:
    from common.pdf.sheet import Sheet


@dataclass(frozen=True)
class Letterhead:
    """Who writes. `national` adds the heading Vietnamese official letters carry."""

    office: str
    parent: str = ""
    national: bool = False
    number: str = ""
    place_and_date: str = ""


def draw_letterhead(sheet: "Sheet", head: Letterhead) -> None:
    """The heading of a letter: office left; national heading or date right."""
    column = sheet.width * (0.44 if head.national else 0.72)
    other = sheet.width - column - 12
    start = sheet.y
    used = 0.0
    if head.parent:
        used += sheet.write(
            head.parent, x=sheet.left, y=start, width=column, size=9.5, align="center"
        )
    used += sheet.write(
        head.office,
        x=sheet.left,
        y=start - used,
        width=column,
        bold=True,
        align="center" if head.national else "left",
        color=INK if head.national else JADE,
    )
    if head.national:
        _short_rule(sheet, sheet.left + column / 2, start - used - 2, column * 0.35)
    right = sheet.right - other
    down = 0.0
    if head.national:
        for line, size in (
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 9.5),
            ("Độc lập - Tự do - Hạnh phúc", 10.5),
        ):
            down += sheet.write(
                line, x=right, y=start - down, width=other, size=size, bold=True, align="center"
            )
        _short_rule(sheet, right + other / 2, start - down - 2, other * 0.55)
        used, down = max(used, down) + 10, max(used, down) + 10
        if head.number:
            used += sheet.write(
                head.number, x=sheet.left, y=start - used, width=column, align="center"
            )
    elif head.number:
        used += sheet.write(head.number, x=sheet.left, y=start - used, width=column, size=9.5)
    if head.place_and_date:
        align = "center" if head.national else "right"
        down += sheet.write(head.place_and_date, x=right, y=start - down, width=other, align=align)
    sheet.y = start - max(used, down) - 8
    if not head.national:
        sheet.rule(color=JADE)
        sheet.gap(8)


def _short_rule(sheet: "Sheet", middle: float, y: float, width: float) -> None:
    """A line around a middle, under the headings of official letters."""
    sheet.segment((middle - width / 2, y), (middle + width / 2, y), color=INK)


def draw_signature(sheet: "Sheet", *, title: object, name: object = "", left: object = "") -> None:
    """Signature block on the right, an optional note (recipients) on the left; kept whole."""
    half = sheet.width / 2 - 8
    notes = wrap(left, half, 9) if left else []
    sheet.need(max(110, len(notes) * 9 * LEADING + 16))
    sheet.gap(16)
    start = sheet.y
    used = sheet.write(
        title, x=sheet.left + half + 16, y=start, width=half, bold=True, align="center"
    )
    used += 56
    if name:
        used += sheet.write(
            name, x=sheet.left + half + 16, y=start - used, width=half, bold=True, align="center"
        )
    if notes:
        sheet.write(left, x=sheet.left, y=start, width=half, size=9)
    sheet.y = start - max(used, len(notes) * 9 * LEADING)
