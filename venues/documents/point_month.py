"""A point's monthly report: in, out and balance of each line; reports and visits of each day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from common import formats
from common.charts import PAPER
from common.pdf import INK_2, Col, Letterhead, Meta, Sheet, draw_chart
from venues.documents.changes import Change, draw_changes
from venues.documents.charts import point_charts

WIDE = (841.89, 595.28)
QR = 72


@dataclass(frozen=True)
class SheetRow:
    name: str
    unit: str
    opening: Decimal
    received: Decimal
    sold: Decimal
    returned: Decimal
    damaged: Decimal
    adjusted: Decimal
    closing: Decimal
    amount: int
    out_days: int


@dataclass(frozen=True)
class DayRow:
    day: date
    stock: str
    visitors_report: str
    amount: int
    visitors: int


@dataclass(frozen=True)
class PointMonthSheet:
    """Everything the report shows; quantities in the product's unit, amounts in đồng."""

    office: str
    point: str
    code: str
    address: str
    operator: str
    month: date
    issued_at: datetime
    revision: int
    verify_url: str
    expected_days: int
    stock_days: int
    visitor_days: int
    late_days: int
    amount: int
    visitors: int
    rows: list[SheetRow]
    days: list[DayRow]
    changes: list[Change] = field(default_factory=list)
    is_demo: bool = False


def written(value: Decimal | int, language: str) -> str:
    """A quantity without needless zeros; nothing for zero, so that figures stand out."""
    if not value:
        return ""
    return formats.number(Decimal(value).normalize() + 0, language)


def render_point_month(report: PointMonthSheet, language: str) -> bytes:
    """The report as PDF bytes in one of vi, en, fr; the same report gives the same bytes."""
    with override(language):
        return _render(report, language)


def _render(report: PointMonthSheet, language: str) -> bytes:
    title = _("Monthly report of a showcase point")
    footer = f"{report.code} · {formats.month(report.month)} · " + _("version %(n)d") % {
        "n": report.revision
    }
    if report.is_demo:
        footer += " · " + _("Demonstration data")
    sheet = Sheet(
        Meta(
            title=f"{title} – {report.point}, {formats.month(report.month)}",
            language=language,
            author=report.office,
            subject=report.code,
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
    sheet.text(
        f"{report.point} · {formats.month(report.month)}", size=12, bold=True, reserve=QR + 16
    )
    sheet.gap(4)
    where = ", ".join(part for part in (report.address, report.operator) if part)
    if where:
        sheet.text(where, color=INK_2, reserve=QR + 16)
    sheet.y = min(sheet.y, top - QR - 6)
    _figures(sheet, report, language)
    draw_changes(sheet, report.changes, report.revision)
    for chart in point_charts([(row.name, row.amount) for row in report.rows], PAPER):
        draw_chart(sheet, chart)
    sheet.heading(_("Stock in, out and balance"))
    _stock(sheet, report, language)
    sheet.heading(_("Days"))
    _days(sheet, report, language)
    return sheet.finish()


def _figures(sheet: Sheet, report: PointMonthSheet, language: str) -> None:
    sheet.facts(
        [
            (_("Sales"), formats.money(report.amount, language)),
            (_("Visits"), formats.number(report.visitors, language)),
            (_("Stock reports"), _of_days(report.stock_days, report.expected_days)),
            (_("Visitor reports"), _of_days(report.visitor_days, report.expected_days)),
            (_("Arrived after the day's deadline"), formats.number(report.late_days, language)),
        ],
        label_width=190,
    )


def _of_days(done: int, expected: int) -> str:
    text = ngettext("%(done)d of %(all)d day", "%(done)d of %(all)d days", expected)
    return text % {"done": done, "all": expected}


def _stock(sheet: Sheet, report: PointMonthSheet, language: str) -> None:
    columns = [
        Col(_("Product"), 3.4),
        Col(_("Unit"), 0.8),
        *(
            Col(label, 1, "right")
            for label in (
                _("Opening balance"),
                pgettext("stock", "Received"),
                pgettext("stock", "Sold"),
                pgettext("stock", "Returned"),
                _("Damaged"),
                _("Adjusted"),
                _("Closing balance"),
            )
        ),
        Col(_("Sales (₫)"), 1.4, "right"),
        Col(_("Days out of stock"), 1, "right"),
    ]
    rows = [
        [
            row.name,
            row.unit,
            *(
                written(value, language)
                for value in (
                    row.opening,
                    row.received,
                    row.sold,
                    row.returned,
                    row.damaged,
                    row.adjusted,
                )
            ),
            formats.number(row.closing.normalize() + 0, language),
            written(row.amount, language),
            written(row.out_days, language),
        ]
        for row in report.rows
    ]
    if not rows:
        sheet.text(_("No stock and no movement in this month."), color=INK_2)
        return
    total = [_("Total"), "", "", "", "", "", "", "", "", written(report.amount, language), ""]
    sheet.table(columns, rows, total=total, size=8)


def _days(sheet: Sheet, report: PointMonthSheet, language: str) -> None:
    columns = [
        Col(pgettext("calendar", "Day"), 1.2),
        Col(_("Stock report"), 1.6),
        Col(_("Visitor report"), 1.6),
        Col(_("Sales (₫)"), 1.2, "right"),
        Col(_("Visits"), 1, "right"),
    ]
    rows = [
        [
            formats.day(row.day, language),
            row.stock,
            row.visitors_report,
            written(row.amount, language),
            written(row.visitors, language),
        ]
        for row in report.days
    ]
    sheet.table(columns, rows, size=8)
