"""Monthly reports of points: PDF and workbook, issued again when a figure changed."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from common import formats
from notifications.models import Document
from venues.documents import DayRow, PointMonthSheet, SheetRow, render_point_month
from venues.models import PointDay, PointMonth, ShowcasePoint
from venues.queries import days, sheets
from venues.services import month_kinds
from venues.services.issued import MonthForm, issue_month, subject_of_point, verify_url
from venues.services.month_workbooks import point_workbook

KIND = month_kinds.POINT


def issue_point_month(
    *, point: ShowcasePoint, month: date, language: str, actor: User | None, now: datetime
) -> Document:
    """The report of a point's month; the valid one stays when no figure changed since."""
    return issue_month(
        FORM,
        subject=subject_of_point(point.pk, month),
        filename=f"{point.code}-{month:%Y-%m}-{language}",
        language=language,
        build=lambda token: _point_report(point, month, token, now),
        actor=actor,
        now=now,
    )


def _point_report(point: ShowcasePoint, month: date, token: str, now: datetime) -> PointMonthSheet:
    counts = PointMonth.objects.get(point_id=point.pk, month=month)
    rows = [
        SheetRow(**{k: v for k, v in row.items() if k != "product_id"})
        for row in sheets.stock_sheet(point.pk, month)
    ]
    return PointMonthSheet(
        office=settings.ORGANISING_OFFICE,
        point=point.name,
        code=point.code,
        address=", ".join(
            part for part in (point.address, point.commune.name if point.commune else "") if part
        ),
        operator=point.operator,
        month=month,
        issued_at=now,
        revision=1,
        verify_url=verify_url(token),
        expected_days=counts.expected_days,
        stock_days=counts.stock_days,
        visitor_days=counts.visitor_days,
        late_days=counts.stock_late + counts.visitor_late,
        amount=counts.amount,
        visitors=counts.visitors,
        rows=rows,
        days=[_day(row) for row in days.days_of(point.pk, month)],
        is_demo=point.is_demo or point.demo_figures,
    )


def _title(report: PointMonthSheet) -> str:
    values = {"point": report.point, "month": formats.month(report.month)}
    return _("Monthly report %(point)s, %(month)s") % values


def _facts(report: PointMonthSheet) -> dict[str, Any]:
    return {
        "amount": report.amount,
        "visitors": report.visitors,
        "lines": {
            row.name: [f"{v:f}" for v in (row.received, row.sold, row.closing)]
            for row in report.rows
        },
    }


FORM = MonthForm(
    kind=KIND,
    title=_title,
    facts=_facts,
    render=render_point_month,
    workbook=point_workbook,
)


def _day(row: PointDay) -> DayRow:
    return DayRow(
        day=row.day,
        stock=arrival(row.expected, row.stock_at, row.stock_late),
        visitors_report=arrival(row.expected, row.visitors_at, row.visitors_late),
        amount=row.amount,
        visitors=row.visitors,
    )


def arrival(expected: bool, at: datetime | None, late: bool) -> str:
    """How a report of a day stands, in a word or two."""
    if at is not None:
        if not expected:
            return _("open despite closure")
        return _("arrived later") if late else _("on time")
    return _("not arrived") if expected else _("closed")
