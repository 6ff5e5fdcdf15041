"""PDF kit: dataclasses in, bytes out. Documents of the apps draw on a `Sheet`.

Embedded Vietnamese fonts, composed text, wrapped and never cut, tables with repeated heads,
page x of y, vector QR codes, metadata, and the same bytes for the same input.
"""

from common.pdf.colors import INK, INK_2, JADE, LINE, TINT
from common.pdf.fonts import BOLD, REGULAR, width
from common.pdf.letters import Letterhead
from common.pdf.sheet import SIZE, Meta, Sheet
from common.pdf.tables import Col
from common.pdf.text import LEADING, clean, fitting_size, wrap

__all__ = [
    "BOLD",
    "INK",
    "INK_2",
    "JADE",
    "LEADING",
    "LINE",
    "REGULAR",
    "SIZE",
    "TINT",
    "Col",
    "Letterhead",
    "Meta",
    "Sheet",
    "clean",
    "fitting_size",
    "width",
    "wrap",
]
