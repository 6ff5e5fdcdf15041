"""The pen: lines of text, shapes and codes as drawing operators.

Positions are PDF points from the lower left corner. Text is drawn as it is: nothing in it is
markup, an address or a path.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from common.pdf import fonts, qr
from common.pdf.colors import BLACK, INK, WHITE, fill, stroke
from common.pdf.text import LEADING, fitting_size, wrap
from common.pdf.writer import PageWriter, packed

SIZE = 10.5


# Drawings that many files share (the plan of a hall): the thing, its operators, what they show.
_kept: dict[tuple[int, float], tuple[object, bytes, tuple[set[str], set[str]]]] = {}
MOST_KEPT = 24


class Pen:
    """Draws into `code`, the operators of the page at hand; `shown` is what its texts consist of.

    The first set of `shown` is of the regular face, the second of the bold one.
    """

    page: tuple[float, float]

    def __init__(self) -> None:
        self.code: list[str] = []
        self.shown: tuple[set[str], set[str]] = (set(), set())
        self.writer = PageWriter()
        self._names: dict[tuple[int, float], str] = {}

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
        if align != "left":
            wide = fonts.width(text, size, bold)
            x -= wide if align == "right" else wide / 2
        self.shown[bold].update(text)
        shown = fonts.face(bold).operators(text, f"{size:.5g}")
        self.code.append(f"BT {fill(color)} {x:.2f} {y:.2f} Td {shown} ET")

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

    def fit(
        self,
        text: object,
        *,
        x: float,
        y: float,
        width: float,
        height: float,
        size: float,
        least: float = 6,
        bold: bool = False,
        align: str = "left",
        color: str = INK,
    ) -> float:
        """Wrapped text in a box whose top is `y`: shrunk until all of it fits; the height used.

        Below `least` it shrinks on rather than leave the box or lose a word.
        """
        step, tried = 0.94, size
        while True:
            tried_size = fitting_size(text, width, tried, min(tried, least), bold)
            lines = len(wrap(text, width, tried_size, bold))
            if lines * tried_size * LEADING <= height or tried < 1:
                break
            tried *= step
        return self.write(
            text, x=x, y=y, width=width, size=tried_size, bold=bold, align=align, color=color
        )

    def segment(
        self, start: tuple[float, float], end: tuple[float, float], *, color: str, line: float = 0.7
    ) -> None:
        """A straight line."""
        (x, y), (u, v) = start, end
        self.code.append(f"{stroke(color)} {line:.5g} w {x:.2f} {y:.2f} m {u:.2f} {v:.2f} l S")

    def polyline(
        self, points: Sequence[tuple[float, float]], *, color: str, line: float = 1
    ) -> None:
        """A line through points."""
        path = " ".join(
            f"{x:.2f} {y:.2f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points)
        )
        self.code.append(f"{stroke(color)} {line:.5g} w {path} S")

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
        dash: str = "",
    ) -> None:
        """A rectangle from its lower left corner."""
        self.code.append(_rect(x, y, width, height, fill, stroke, line, dash))

    def qr(self, data: str, *, x: float, y: float, size: float) -> None:
        """A QR code with its quiet zone in the square of side `size` whose lower left is x, y."""
        drawing, side = qr.operators(data)
        scale = f"{size / side:.6f}"
        self.code.append(
            f"{fill(WHITE)} {x:.2f} {y:.2f} {size:.2f} {size:.2f} re f "
            f"q {fill(BLACK)} {scale} 0 0 {scale} {x:.2f} {y:.2f} cm {drawing} Q"
        )

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        """Drawing kept once in the file and placed often; see `place` and `once`."""
        page, self.code = self.code, []
        yield
        self.writer.form(name, packed(self.code), self.page)
        self.code = page

    def once(self, thing: object, scale: float, draw: Callable[[], None]) -> str:
        """The name of the drawing of a thing at a scale; drawn once for many files.

        The thing must never change. It is held, lest another get its id.
        """
        key = (id(thing), scale)
        if key not in _kept:
            page, shown = self.code, self.shown
            self.code, self.shown = [], (set(), set())
            draw()
            while len(_kept) >= MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[key] = (thing, packed(self.code), self.shown)
            self.code, self.shown = page, shown
        _thing, content, used = _kept[key]
        if key not in self._names:
            self._names[key] = f"K{len(self._names)}"
            self.writer.form(self._names[key], content, self.page)
        for mine, theirs in zip(self.shown, used, strict=True):
            mine.update(theirs)
        return self._names[key]

    def place(self, name: str, *, x: float = 0, y: float = 0, scale: float = 1) -> None:
        """Draw a kept form with its origin at x, y."""
        factor = f"{scale:.6g}"
        self.code.append(f"q {factor} 0 0 {factor} {x:.2f} {y:.2f} cm /{name} Do Q")


def _rect(
    x: float,
    y: float,
    width: float,
    height: float,
    filled: str | None,
    stroked: str | None,
    line: float,
    dash: str,
) -> str:
    inside = f"{fill(filled)} " if filled else ""
    edge = f"{stroke(stroked)} {line:.5g} w " if stroked else ""
    end = "B" if filled and stroked else "f" if filled else "S"
    path = f"{inside}{edge}{x:.2f} {y:.2f} {width:.2f} {height:.2f} re {end}"
    return f"q [{dash}] 0 d {path} Q" if dash else path
