"""Tables: wrapped cells, repeated heads, rows that stay whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.pdf import fonts
from common.pdf.colors import TINT
from common.pdf.text import LEADING, fitting_size, wrap

if TYPE_CHECKING:
    from common.pdf.sheet import Sheet


@dataclass(frozen=True)
class Col:
    """A table column: its share of the width and how its cells are set."""

    label: str
    share: float = 1
    align: str = "left"  # left, right or center


class Grid:
    """One table being drawn."""

    PAD = 4
    LEAST = 0.65  # a word shrinks to this share of the size rather than break over two lines

    def __init__(self, sheet: "Sheet", columns: Sequence[Col], size: float) -> None:
        self.sheet, self.columns, self.size = sheet, columns, size
        shares = sum(column.share for column in columns)
        self.widths = [sheet.width * column.share / shares for column in columns]
        self.leading = size * LEADING

    def _wrapped(self, cells: Sequence[object], bold: bool) -> list[list[str]]:
        wrapped = []
        for cell, width in zip(cells, self.widths, strict=True):
            value, room, size = "" if cell is None else cell, width - 2 * self.PAD, self.size
            size = fitting_size(value, room, size, size * self.LEAST, bold)
            wrapped.append(wrap(value, room, size, bold))
        return wrapped

    def head(self) -> None:
        cells = self._wrapped([column.label for column in self.columns], bold=True)
        height, sheet = self._height(cells), self.sheet
        sheet.need(height + 2 * (self.leading + 2 * self.PAD))
        sheet.rect(sheet.left, sheet.y - height, sheet.width, height, fill=TINT, stroke=None)
        self._draw(cells, height, bold=True)

    def height(self, values: Sequence[object], bold: bool = False) -> float:
        """What a row takes when it stays whole, in points."""
        return self._height(self._wrapped(values, bold))

    def keep(self, height: float) -> None:
        """Go to a new page unless that much is left of this one, or a page has no more."""
        sheet = self.sheet
        if sheet.y - height < sheet.bottom and self._fits_on_a_new_page(height):
            sheet.next_page()
            self.head()

    def row(self, values: Sequence[object], bold: bool = False) -> None:
        """A row stays whole unless it is taller than a page."""
        sheet = self.sheet
        cells = self._wrapped(values, bold)
        while True:
            lines, height = max(map(len, cells)), self._height(cells)
            self.keep(height)
            room = max(1, int((sheet.y - sheet.bottom - 2 * self.PAD) / self.leading))
            if lines <= room:
                self._draw(cells, height, bold)
                return
            self._draw([cell[:room] for cell in cells], room * self.leading + 2 * self.PAD, bold)
            cells = [cell[room:] for cell in cells]
            sheet.next_page()
            self.head()

    def _height(self, cells: list[list[str]]) -> float:
        return max(map(len, cells)) * self.leading + 2 * self.PAD

    def _fits_on_a_new_page(self, height: float) -> bool:
        head_height = self.height([column.label for column in self.columns], bold=True)
        at_top = self.sheet.y >= self.sheet.top - head_height - 1
        return not at_top and height <= self.sheet.top - self.sheet.bottom - head_height

    def _draw(self, cells: list[list[str]], height: float, bold: bool) -> None:
        sheet, x = self.sheet, self.sheet.left
        for column, width, lines in zip(self.columns, self.widths, cells, strict=True):
            edge = {
                "left": x + self.PAD,
                "center": x + width / 2,
                "right": x + width - self.PAD,
            }[column.align]
            widest = max(fonts.width(line, 1, bold) for line in lines) if lines else 0
            size = min(self.size, (width - 2 * self.PAD) / widest) if widest else self.size
            for index, line in enumerate(lines):
                base = sheet.y - self.PAD - self.size - index * self.leading
                sheet.line_of_text(edge, base, line, size, bold=bold, align=column.align)
            x += width
        sheet.y -= height
        sheet.rule()
