"""Charts as shapes: one geometry, drawn by a template on pages and by the PDF kit on paper.

Units are those of the drawing, origin top left. Bars begin at zero; the value stands beside each,
so no axis and no legend is needed.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 360.0  # about a phone's, so that its text is not made small there
PAPER = 480.0  # across a page of A4
LABEL, BAR, GAP = 17.0, 15.0, 10.0
SIZE = 13.0
VALUE_ROOM = 104.0
LINE_CHARS = 46
LEAST = 1.5  # a bar of something is never invisible


@dataclass(frozen=True)
class Line:
    """A line of text; `x` is its left edge, `y` its baseline."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar with its label above and its written value at the end."""

    x: float
    y: float
    width: float
    height: float
    label: tuple[Line, ...]
    value: Line


@dataclass(frozen=True)
class Chart:
    """Bars one below the other. `description` says in words what the picture shows."""

    title: str
    description: str
    width: float
    height: float
    bars: tuple[Bar, ...]


def bar_chart(
    title: str, rows: Sequence[tuple[str, Decimal | float | int, str]], *, width: float = WIDTH
) -> Chart:
    """Bars for (label, value, value as written); values below zero count as zero.

    A long label takes several lines; nothing is cut.
    """
    most = max((float(value) for _label, value, _written in rows), default=0.0)
    room, y, bars = width - VALUE_ROOM, 0.0, []
    for label, value, written in rows:
        lines = textwrap.wrap(label, max(12, int(LINE_CHARS * width / WIDTH))) or [""]
        texts = tuple(Line(0, y + SIZE + n * LABEL, text) for n, text in enumerate(lines))
        y += LABEL * len(lines)
        share = max(0.0, float(value)) / most if most > 0 else 0.0
        long = max(room * share, LEAST) if share else 0.0
        bars.append(Bar(0, y, round(long, 2), BAR, texts, Line(long + 6, y + SIZE, written)))
        y += BAR + GAP
    told = "; ".join(f"{label}: {written}" for label, _value, written in rows)
    return Chart(title, told, width, max(y - GAP, 1.0), tuple(bars))
