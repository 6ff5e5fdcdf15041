"""The city's monthly report: every point in one table, and what sold best."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from common import formats
from common.charts import PAPER
from common.pdf import INK_2, Col, Letterhead, Meta, Sheet, draw_chart
from venues.documents.changes import Change, draw_changes
from venues.documents.charts import city_charts
from venues.documents.point_month import QR, WIDE, written


@dataclass(frozen=True)
class CityRow:
    name: str
    commune: str
    complete: int | None
    sold: Decimal
    amount: int
    visitors: int
    low_lines: int


@dataclass(frozen=True)
class CityMonth:
    """Everything the report shows; amounts in đồng."""

    office: str
    month: date
    issued_at: datetime
    revision: int
    verify_url: str
    points: int
    reporting: int
    complete: int | None
    amount: int
    visitors: int
    rows: list[CityRow]
    best: list[tuple[str, Decimal, str, int]]
    is_demo: bool = False
    changes: list[Change] = field(default_factory=list)


def render_city_month(report: CityMonth, language: str) -> bytes:
    """The report as PDF bytes in one of vi, en, fr."""
    with override(language):
        return _render(report, language)


def share(value: int | None, language: str) -> str:
    """What of the expected reports came; a dash where none was expected."""
    return "–" if value is None else formats.percent(value, language)


def _render(report: CityMonth, language: str) -> bytes:
    title = _("Monthly report of the showcase points")
    footer = f"{formats.month(report.month)} · " + _("version %(n)d") % {"n": report.revision}
    if report.is_demo:
        footer += " · " + _("Demonstration data")
    sheet = Sheet(
        Meta(
            title=f"{title}, {formats.month(report.month)}",
            language=language,
            author=report.office,
            issued_at=report.issued_at,
        ),
        page=WIDE,
        margin=42,
        footer=footer,
    )
    sheet.letterhead(
        Letterhead(office=report.office, place_and_date=formats.moment(report.issued_at))
    )
    top = sheet.y
    sheet.qr(report.verify_url, x=sheet.right - QR, y=top - QR, size=QR)
    sheet.text(title, size=16, bold=True, reserve=QR + 16)
    sheet.text(formats.month(report.month), size=12, bold=True, reserve=QR + 16)
    sheet.y = min(sheet.y, top - QR - 6)
    sheet.facts(
        [
            (_("Points"), formats.number(report.points, language)),
            (_("Points that reported"), formats.number(report.reporting, language)),
            (_("Reports received"), share(report.complete, language)),
            (_("Sales"), formats.money(report.amount, language)),
            (_("Visits"), formats.number(report.visitors, language)),
        ],
        label_width=190,
    )
    draw_changes(sheet, report.changes, report.revision)
    sales = [(row.name, row.amount) for row in report.rows]
    for chart in city_charts(report.best, sales, PAPER):
        draw_chart(sheet, chart)
    if report.best:
        sheet.heading(_("Best-selling products"))
        sheet.table(
            [
                Col(_("Product"), 4),
                Col(pgettext("stock", "Sold"), 1, "right"),
                Col(_("Unit"), 1),
                Col(_("Sales (₫)"), 1.4, "right"),
            ],
            [
                [name, written(sold, language), unit, written(earned, language)]
                for name, sold, unit, earned in report.best
            ],
            size=8,
        )
    sheet.heading(_("Points"))
    if not report.rows:
        sheet.text(_("No point reports yet."), color=INK_2)
        return sheet.finish()
    columns = [
        Col(_("Point"), 3.4),
        Col(_("Commune or ward"), 2),
        Col(_("Reports received"), 1.1, "right"),
        Col(_("Sold (units)"), 1.1, "right"),
        Col(_("Sales (₫)"), 1.5, "right"),
        Col(_("Visits"), 1, "right"),
        Col(_("Low lines"), 0.9, "right"),
    ]
    rows = [
        [
            row.name,
            row.commune,
            share(row.complete, language),
            written(row.sold, language),
            written(row.amount, language),
            written(row.visitors, language),
            written(row.low_lines, language),
        ]
        for row in report.rows
    ]
    total = [
        _("Total"),
        "",
        share(report.complete, language),
        written(sum((row.sold for row in report.rows), Decimal(0)), language),
        written(report.amount, language),
        written(report.visitors, language),
        "",
    ]
    sheet.table(columns, rows, total=total, size=8)
    return sheet.finish()
