"""PDF kit: dataclasses in, bytes out. Documents of the apps draw on a `Sheet`.

Embedded Vietnamese fonts, composed text, wrapped and never cut, tables with repeated heads,
page x of y, vector QR codes, metadata, and the same bytes for the same input.
"""

from common.pdf.charts import draw_chart
from common.pdf.colors import INK, INK_2, JADE, JADE_TINT, LINE, TINT, WHITE
from common.pdf.fonts import BOLD, REGULAR, width
from common.pdf.letters import Letterhead
from common.pdf.official import Signer, begin_letter, end_letter
from common.pdf.pen import SIZE
from common.pdf.sheet import Meta, Sheet
from common.pdf.stamp import (
    A3_WIDE,
    A4,
    A4_WIDE,
    A5_WIDE,
    Paper,
    Stamp,
    paper_head,
    render,
    render_merged,
)
from common.pdf.tables import Col
from common.pdf.text import LEADING, clean, fitting_size, wrap

__all__ = [
    "A3_WIDE",
    "A4",
    "A4_WIDE",
    "A5_WIDE",
    "BOLD",
    "INK",
    "INK_2",
    "JADE",
    "JADE_TINT",
    "LEADING",
    "LINE",
    "REGULAR",
    "SIZE",
    "TINT",
    "WHITE",
    "Col",
    "Letterhead",
    "Meta",
    "Paper",
    "Sheet",
    "Signer",
    "Stamp",
    "begin_letter",
    "clean",
    "draw_chart",
    "end_letter",
    "fitting_size",
    "paper_head",
    "render",
    "render_merged",
    "width",
    "wrap",
]
