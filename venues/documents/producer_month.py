"""A producer's month at the showcase points: what stood where, what sold, what is owed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from common import formats
from common.pdf import Col, Letterhead, Meta, Sheet
from venues.documents.changes import Change, draw_changes
from venues.documents.point_month import QR, WIDE, written


@dataclass(frozen=True)
class ShelfRow:
    """A product at a point; `kept` is the point's share of the sales, in đồng."""

    point: str
    product: str
    unit: str
    opening: Decimal
    received: Decimal
    sold: Decimal
    returned: Decimal
    closing: Decimal
    amount: int
    kept: int


@dataclass(frozen=True)
class ProducerMonth:
    """Everything the report shows; quantities in the product's unit, amounts in đồng."""

    office: str
    producer: str
    code: str
    month: date
    issued_at: datetime
    revision: int
    verify_url: str
    points: int
    amount: int
    kept: int
    rows: list[ShelfRow]
    changes: list[Change] = field(default_factory=list)
    is_demo: bool = False


def render_producer_month(report: ProducerMonth, language: str) -> bytes:
    """The report as PDF bytes in one of vi, en, fr; the same report gives the same bytes."""
    with override(language):
        return _render(report, language)


def _render(report: ProducerMonth, language: str) -> bytes:
    title = _("Monthly report of a producer at the showcase points")
    month = formats.month(report.month)
    footer = f"{report.code} · {month} · " + _("version %(n)d") % {"n": report.revision}
    if report.is_demo:
        footer += " · " + _("Demonstration data")
    meta = Meta(
        title=f"{title} – {report.producer}, {month}",
        language=language,
        author=report.office,
        subject=report.code,
        issued_at=report.issued_at,
    )
    sheet = Sheet(meta, page=WIDE, margin=42, footer=footer)
    sheet.letterhead(
        Letterhead(office=report.office, place_and_date=formats.moment(report.issued_at))
    )
    top = sheet.y
    sheet.qr(report.verify_url, x=sheet.right - QR, y=top - QR, size=QR)
    sheet.text(title, size=16, bold=True, reserve=QR + 16)
    sheet.text(f"{report.producer} · {month}", size=12, bold=True, reserve=QR + 16)
    sheet.y = min(sheet.y, top - QR - 6)
    sheet.facts(
        [
            (_("Points"), formats.number(report.points, language)),
            (_("Sales"), formats.money(report.amount, language)),
            (_("Kept by the points"), formats.money(report.kept, language)),
            (_("Owed to the producer"), formats.money(report.amount - report.kept, language)),
        ],
        label_width=190,
    )
    draw_changes(sheet, report.changes, report.revision)
    sheet.heading(_("Stock in, out and balance"))
    sheet.table(_columns(), [_cells(row, language) for row in report.rows], size=8)
    return sheet.finish()


def _columns() -> list[Col]:
    quantities = (
        _("Opening balance"),
        pgettext("stock", "Received"),
        pgettext("stock", "Sold"),
        _("Returned or damaged"),
        _("Closing balance"),
    )
    return [
        Col(_("Point"), 2.6),
        Col(_("Product"), 3),
        Col(_("Unit"), 0.8),
        *(Col(label, 1, "right") for label in quantities),
        Col(_("Sales (₫)"), 1.3, "right"),
        Col(_("Owed to the producer (₫)"), 1.3, "right"),
    ]


def _cells(row: ShelfRow, language: str) -> list[str]:
    quantities = (row.opening, row.received, row.sold, row.returned)
    return [
        row.point,
        row.product,
        row.unit,
        *(written(value, language) for value in quantities),
        formats.number(row.closing.normalize() + 0, language),
        written(row.amount, language),
        written(row.amount - row.kept, language),
    ]
