"""The same monthly reports as Excel workbooks: one sheet each, issued beside the PDF."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from common import excel
from notifications.models import Document
from notifications.services import issue_document
from venues.documents import CityMonth, PointMonthSheet, ProducerMonth, changes_heading
from venues.services.month_kinds import SUFFIX


def issue_workbook(*, of: Document, content: bytes, actor: User | None, now: datetime) -> Document:
    """The workbook of a report just issued, under the same name and with the same facts."""
    return issue_document(
        kind=of.kind + SUFFIX,
        subject_type=of.subject_type,
        subject_id=of.subject_id,
        title=of.title,
        filename=of.filename.removesuffix(".pdf") + ".xlsx",
        content=content,
        content_type=excel.CONTENT_TYPE,
        language=of.language,
        actor=actor,
        facts=of.facts,
        now=now,
    )


def _changed(report: PointMonthSheet | CityMonth | ProducerMonth) -> list[excel.SheetRows]:
    """The sheet of what differs from the version before, where something does."""
    if not report.changes:
        return []
    header = [pgettext("report", "Figure"), pgettext("report", "Before"), pgettext("report", "Now")]
    rows = ([change.what, change.before, change.after] for change in report.changes)
    return [excel.SheetRows(changes_heading(report.revision), header, rows)]


def point_workbook(report: PointMonthSheet) -> bytes:
    """The sheet of a point's month in the active language."""
    names = ("opening", "received", "sold", "returned", "damaged", "adjusted", "closing")
    return excel.workbook_bytes(
        title=f"{report.code} {report.month:%Y-%m}",
        header=[
            _("Product"),
            _("Unit"),
            _("Opening balance"),
            pgettext("stock", "Received"),
            pgettext("stock", "Sold"),
            pgettext("stock", "Returned"),
            _("Damaged"),
            _("Adjusted"),
            _("Closing balance"),
            _("Sales (₫)"),
            _("Days out of stock"),
        ],
        rows=(
            [r.name, r.unit, *(getattr(r, n) for n in names), r.amount, r.out_days]
            for r in report.rows
        ),
        more=_changed(report),
    )


def city_workbook(report: CityMonth) -> bytes:
    """The table of all points in the active language."""
    return excel.workbook_bytes(
        title=f"{report.month:%Y-%m}",
        header=[
            _("Point"),
            _("Commune or ward"),
            _("Reports received (%)"),
            _("Sold (units)"),
            _("Sales (₫)"),
            _("Visits"),
            _("Low lines"),
        ],
        rows=(
            [r.name, r.commune, r.complete, r.sold, r.amount, r.visitors, r.low_lines]
            for r in report.rows
        ),
        more=_changed(report),
    )


def producer_workbook(report: ProducerMonth) -> bytes:
    """The shelves of a producer in the active language."""
    names = ("opening", "received", "sold", "returned", "closing", "amount")
    return excel.workbook_bytes(
        title=f"{report.code} {report.month:%Y-%m}",
        header=[
            _("Point"),
            _("Product"),
            _("Unit"),
            _("Opening balance"),
            pgettext("stock", "Received"),
            pgettext("stock", "Sold"),
            _("Returned or damaged"),
            _("Closing balance"),
            _("Sales (₫)"),
            _("Owed to the producer (₫)"),
        ],
        rows=(
            [r.point, r.product, r.unit, *(getattr(r, n) for n in names), r.amount - r.kept]
            for r in report.rows
        ),
        more=_changed(report),
    )
