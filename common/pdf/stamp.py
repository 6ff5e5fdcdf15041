"""A paper: who issued it when, how its file is laid out, and how one or many are made.

A `Paper` says how one kind is drawn on a `Sheet`; `render` makes a file of one, `render_merged`
one file of many, each with its own page numbers. Facts are dataclasses of the apps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A3, A4, A5, landscape

from common import formats
from common.pdf.colors import INK_2
from common.pdf.letters import Letterhead
from common.pdf.sheet import Meta, Sheet

__all__ = ["A3_WIDE", "A4", "A4_WIDE", "A5_WIDE", "Paper", "Stamp", "render", "render_merged"]

A5_WIDE, A4_WIDE, A3_WIDE = landscape(A5), landscape(A4), landscape(A3)
QR = 72


@dataclass(frozen=True)
class Stamp:
    """What issuing adds to the facts; `demo` marks what shows demonstration data."""

    office: str
    issued_at: datetime
    verify_url: str
    revision: int = 1
    demo: bool = False

    def footer(self, what: str = "") -> str:
        """Which version this is and where to check it."""
        parts = [
            what,
            _("version %(n)d") % {"n": self.revision},
            formats.moment(self.issued_at),
            _("verify at %(url)s") % {"url": self.verify_url},
            _("Demonstration data") if self.demo else "",
        ]
        return " · ".join(filter(None, parts))


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `title` and `draw` are called in the paper's language."""

    title: Callable[[Any], str]
    draw: Callable[[Sheet, Any, Stamp], None]
    page: tuple[float, float] = A4
    margin: float = 56


def render(paper: Paper, facts: Any, stamp: Stamp, language: str) -> bytes:
    """A file with one paper; equal input gives equal bytes."""
    with translation.override(language):
        sheet = _sheet(paper, paper.title(facts), stamp, language)
        paper.draw(sheet, facts, stamp)
        return sheet.finish()


def render_merged(
    paper: Paper,
    papers: Iterable[tuple[Any, Stamp, str]],
    *,
    title: str,
    stamp: Stamp,
    language: str,
) -> bytes:
    """One file of many papers: (facts, stamp, language) each, read one by one."""
    sheet = _sheet(paper, title, stamp, language)
    for facts, own, spoken in papers:
        with translation.override(spoken):
            paper.draw(sheet, facts, own)
        sheet.next_document()
    return sheet.finish()


def _sheet(paper: Paper, title: str, stamp: Stamp, language: str) -> Sheet:
    meta = Meta(title=title, language=language, author=stamp.office, issued_at=stamp.issued_at)
    return Sheet(meta, page=paper.page, margin=paper.margin)


def paper_head(
    sheet: Sheet, stamp: Stamp, title: str, *subtitles: str, what: str = "", note: str = ""
) -> None:
    """The letterhead, then the title beside the code that verifies the paper."""
    sheet.footer = stamp.footer(what)
    sheet.letterhead(Letterhead(office=stamp.office, place_and_date=formats.day(stamp.issued_at)))
    top = sheet.y
    sheet.qr(stamp.verify_url, x=sheet.right - QR, y=top - QR, size=QR)
    sheet.text(title, size=16, bold=True, reserve=QR + 16)
    for subtitle in filter(None, subtitles):
        sheet.text(subtitle, size=12, bold=True, reserve=QR + 16)
    if note:
        sheet.gap(2)
        sheet.text(note, color=INK_2, reserve=QR + 16)
    sheet.y = min(sheet.y, top - QR - 6)
    sheet.gap(4)
