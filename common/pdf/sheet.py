"""A document under the pen: pages, a cursor, and the few things our documents are made of.

`y` is the cursor and goes down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reportlab.lib.pagesizes import A4

from common.pdf import fonts
from common.pdf.colors import INK, INK_2, LINE
from common.pdf.letters import Letterhead, draw_letterhead, draw_signature
from common.pdf.pen import SIZE, Pen
from common.pdf.tables import Col, Grid
from common.pdf.text import LEADING, clean, wrap


@dataclass(frozen=True)
class Meta:
    """What a reader's program shows about the file."""

    title: str
    language: str = "vi"
    author: str = ""
    subject: str = ""
    issued_at: datetime | None = None

    def info(self) -> dict[str, str]:
        """The document's facts; a fixed day without a moment of issue, for equal bytes."""
        at = (self.issued_at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC)
        moment = at.strftime("D:%Y%m%d%H%M%S+00'00'")
        return {
            "Title": clean(self.title),
            "Author": clean(self.author),
            "Subject": clean(self.subject),
            "Creator": "Hội Chợ",
            "CreationDate": moment,
            "ModDate": moment,
        }


class Sheet(Pen):
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
        super().__init__()
        self.meta, self.page, self.margin = meta, page, margin
        self.footer, self.page_numbers = footer, page_numbers
        self._pages: list[list[str]] = []
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
        self._pages.append(self.code)
        self.code = []
        self.y = self.top

    def next_document(self) -> None:
        """End one of several letters in the same file: page numbers start again."""
        self.next_page()
        total = len(self._pages)
        for index, code in enumerate(self._pages, 1):
            self.code = code
            self._foot(index, total)
            self.writer.page(code, self.page)
        self._pages, self.code = [], []

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
        if self._pages or self.code or not self.writer.pages:
            self.next_document()  # a page begun but never touched is not written
        regular, bold = self.shown
        info = self.meta.info()
        return self.writer.finish(
            info=info, language=self.meta.language, regular=regular, bold=bold
        )

    # Text

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

    def rule(self, *, color: str = LINE) -> None:
        """A line across the page at the cursor."""
        self.segment((self.left, self.y), (self.right, self.y), color=color)

    # Tables

    def table(
        self,
        columns: Sequence[Col],
        rows: Sequence[Sequence[object]],
        *,
        total: Sequence[object] | None = None,
        size: float = 9,
    ) -> None:
        """Rows over as many pages as they take; the head is repeated, cells wrap.

        A total stands on the page of the last row.
        """
        grid = Grid(self, columns, size)
        grid.head()
        for row in rows[:-1]:
            grid.row(row)
        for row in rows[-1:]:
            if total is not None:
                grid.keep(grid.height(row) + grid.height(total, bold=True))
            grid.row(row)
        if total is not None:
            grid.row(total, bold=True)
        self.gap(8)
