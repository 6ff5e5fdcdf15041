"""A document under the pen: pages, a cursor, and the few things our documents are made of.

Positions are PDF points from the lower left corner; `y` is the cursor and goes down. Text is
drawn as it is: nothing in it is markup, an address or a path.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from common.pdf import fonts, qr
from common.pdf.colors import BLACK, INK, INK_2, LINE, WHITE, paint
from common.pdf.letters import Letterhead, draw_letterhead, draw_signature
from common.pdf.tables import Col, Grid
from common.pdf.text import LEADING, clean, fitting_size, wrap

SIZE = 10.5


@dataclass(frozen=True)
class Meta:
    """What a reader's program shows about the file."""

    title: str
    language: str = "vi"
    author: str = ""
    subject: str = ""
    issued_at: datetime | None = None


class Sheet:
    """Pages in the making; `finish()` gives the bytes, the same for the same calls."""

    def __init__(
        self,
        meta: Meta,
        *,
        page: tuple[float, float] = A4,
        margin: float = 56,
        footer: str = "",
        page_numbers: bool = True,
    ) -> None:
        fonts.ready()
        self.meta, self.page, self.margin = meta, page, margin
        self.footer, self.page_numbers = footer, page_numbers
        self._buffer = BytesIO()
        make: Any = Canvas  # its type stubs are incomplete
        self.canvas = make(
            self._buffer,
            pagesize=page,
            pageCompression=1,
            invariant=1,
            lang=meta.language,
            initialFontName=fonts.REGULAR,
            initialFontSize=SIZE,
        )
        self.canvas.setTitle(clean(meta.title))
        self.canvas.setAuthor(clean(meta.author))
        self.canvas.setSubject(clean(meta.subject))
        self.canvas.setCreator("Hội Chợ")
        if meta.issued_at is not None:  # else a fixed day, so that equal input gives equal bytes
            stamp = meta.issued_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
            self.canvas.setDateFormatter(lambda *_: stamp)
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._pages: list[dict[str, Any]] = []
        self._on_new_page: Callable[[Sheet], None] | None = None
        self.y = self.top

    # Room on the page

    @property
    def left(self) -> float:
        return self.margin

    @property
    def right(self) -> float:
        return self.page[0] - self.margin

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def top(self) -> float:
        return self.page[1] - self.margin

    @property
    def bottom(self) -> float:
        return self.margin + (16 if self.footer or self.page_numbers else 0)

    def gap(self, points: float = 8) -> None:
        self.y -= points

    def need(self, height: float) -> bool:
        """Start a new page when less than `height` is left; whether it did."""
        if self.y - height >= self.bottom or self.y >= self.top:
            return False
        self.next_page()
        return True

    def next_page(self) -> None:
        self._pages.append(dict(self.canvas.__dict__))
        self.canvas._startPage()
        self.y = self.top
        if self._on_new_page is not None:
            self._on_new_page(self)

    def next_document(self) -> None:
        """End one of several letters in the same file: page numbers start again."""
        self._flush()
        self.y = self.top

    def _flush(self) -> None:
        self._pages.append(dict(self.canvas.__dict__))
        total = len(self._pages)
        number = self.canvas._pageNumber - total
        for index, state in enumerate(self._pages, 1):
            self.canvas.__dict__.update(state)
            self.canvas._pageNumber = number + index
            self._foot(index, total)
            self.canvas.showPage()
        self._pages.clear()

    def _foot(self, index: int, total: int) -> None:
        y = self.margin - 8
        if self.page_numbers and (total > 1 or self.footer):
            label = f"{index}/{total}"
            self.line_of_text(self.right, y, label, 8, align="right", color=INK_2)
            room = self.width - fonts.width(label, 8) - 16
        else:
            room = self.width
        for offset, line in enumerate(wrap(self.footer, room, 8) if self.footer else []):
            self.line_of_text(self.left, y - offset * 8 * LEADING, line, 8, color=INK_2)

    def finish(self) -> bytes:
        if self._pages or self.canvas._code or self.canvas.getPageNumber() == 1:
            self._flush()
        self.canvas.save()  # the page begun but never touched is not written
        return self._buffer.getvalue()

    # Text

    def line_of_text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = SIZE,
        *,
        bold: bool = False,
        align: str = "left",
        color: str = INK,
    ) -> None:
        """One line, already cleaned and short enough; `x` is the edge `align` names."""
        canvas = self.canvas
        canvas.setFillColor(paint(color))
        canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
        draw = {
            "left": canvas.drawString,
            "right": canvas.drawRightString,
            "center": canvas.drawCentredString,
        }
        draw[align](x, y, text)

    def write(
        self,
        text: object,
        *,
        x: float,
        y: float,
        width: float,
        size: float = SIZE,
        bold: bool = False,
        align: str = "left",
        color: str = INK,
        least: float | None = None,
    ) -> float:
        """Wrapped text from `y` down, at a fixed place (badges, plans); the height used.

        With `least` the size shrinks down to it before a word is broken.
        """
        if least is not None:
            size = fitting_size(text, width, size, least, bold)
        edge = {"left": x, "center": x + width / 2, "right": x + width}[align]
        lines = wrap(text, width, size, bold)
        for index, line in enumerate(lines):
            base = y - size - index * size * LEADING
            self.line_of_text(edge, base, line, size, bold=bold, align=align, color=color)
        return len(lines) * size * LEADING

    def text(
        self,
        text: object,
        *,
        size: float = SIZE,
        bold: bool = False,
        align: str = "left",
        color: str = INK,
        indent: float = 0,
        first: float = 0,
        reserve: float = 0,
    ) -> None:
        """A paragraph at the cursor, over as many pages as it takes.

        `reserve` keeps that many points at the right free for what stands there already.
        """
        room = self.width - indent - reserve
        edge = {
            "left": self.left + indent,
            "center": self.left + indent + room / 2,
            "right": self.right - reserve,
        }[align]
        lines = wrap("\u00a0" * round(first / 3) + clean(text), room, size, bold)
        for line in lines:
            self.need(size * LEADING)
            self.line_of_text(edge, self.y - size, line, size, bold=bold, align=align, color=color)
            self.y -= size * LEADING

    def heading(self, text: object, *, size: float = 13, align: str = "left") -> None:
        """A heading, kept with some lines of what follows, or a table's head and first rows."""
        lines = wrap(text, self.width, size, bold=True)
        self.need(9 + len(lines) * size * LEADING + 6 * SIZE * LEADING)
        self.gap(6)
        self.text(text, size=size, bold=True, align=align, color=INK)
        self.gap(3)

    def item(self, text: object, *, marker: str = "–") -> None:
        """A list item."""
        self.need(SIZE * LEADING)
        self.line_of_text(self.left + 6, self.y - SIZE, marker)
        self.text(text, indent=20)

    def facts(self, pairs: Sequence[tuple[object, object]], *, label_width: float = 150) -> None:
        """Names and values side by side."""
        for label, value in pairs:
            names = wrap(label, label_width - 8, SIZE)
            values = wrap(value, self.width - label_width, SIZE, bold=True)
            for index in range(max(len(names), len(values))):
                self.need(SIZE * LEADING)
                base = self.y - SIZE
                if index < len(names):
                    self.line_of_text(self.left, base, names[index], color=INK_2)
                if index < len(values):
                    self.line_of_text(self.left + label_width, base, values[index], bold=True)
                self.y -= SIZE * LEADING
            self.gap(2)

    # Letters

    def letterhead(self, head: Letterhead) -> None:
        """The heading of a letter: office left; national heading or date right."""
        draw_letterhead(self, head)

    def signature(self, *, title: object, name: object = "", left: object = "") -> None:
        """Signature block on the right, an optional note (recipients) on the left; kept whole."""
        draw_signature(self, title=title, name=name, left=left)

    # Shapes

    def rule(self, *, color: str = LINE) -> None:
        """A line across the page at the cursor."""
        self.canvas.setStrokeColor(paint(color))
        self.canvas.setLineWidth(0.7)
        self.canvas.line(self.left, self.y, self.right, self.y)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        stroke: str | None = INK,
        line: float = 0.6,
    ) -> None:
        """A rectangle from its lower left corner."""
        if fill:
            self.canvas.setFillColor(paint(fill))
        if stroke:
            self.canvas.setStrokeColor(paint(stroke))
            self.canvas.setLineWidth(line)
        self.canvas.rect(x, y, width, height, stroke=bool(stroke), fill=bool(fill))

    def qr(self, data: str, *, x: float, y: float, size: float) -> None:
        """A QR code with its quiet zone in the square of side `size` whose lower left is x, y."""
        drawing, side = qr.operators(data)
        scale = size / side
        self.canvas.saveState()
        self.rect(x, y, size, size, fill=WHITE, stroke=None)
        self.canvas.setFillColor(paint(BLACK))
        self.canvas.transform(scale, 0, 0, scale, x, y)
        self.canvas._code.append(drawing)
        self.canvas.restoreState()

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        """Drawing kept once in the file and placed often (a floor plan); see `place`."""
        self.canvas.beginForm(name, 0, 0, *self.page)
        yield
        self.canvas.endForm()

    def place(self, name: str, *, x: float = 0, y: float = 0, scale: float = 1) -> None:
        """Draw a kept form with its origin at x, y."""
        self.canvas.saveState()
        self.canvas.transform(scale, 0, 0, scale, x, y)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    # Tables

    def table(
        self,
        columns: Sequence[Col],
        rows: Sequence[Sequence[object]],
        *,
        total: Sequence[object] | None = None,
        size: float = 9,
    ) -> None:
        """Rows over as many pages as they take; the head is repeated, cells wrap."""
        grid = Grid(self, columns, size)
        grid.head()
        for row in rows:
            grid.row(row)
        if total is not None:
            grid.row(total, bold=True)
        self.gap(8)
