"""Monthly reports of the city: PDF and workbook, issued again when a figure changed."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from common import formats
from notifications.models import Document
from venues.documents import CityMonth, CityRow, render_city_month
from venues.queries import dashboard
from venues.services import month_kinds
from venues.services.issued import MonthForm, issue_month, subject_of_point, verify_url
from venues.services.month_workbooks import city_workbook

KIND = month_kinds.CITY


def issue_city_month(*, month: date, language: str, actor: User | None, now: datetime) -> Document:
    """The city's report of a month; the valid one stays when no figure changed since."""
    return issue_month(
        FORM,
        subject=subject_of_point(None, month),
        filename=f"diem-ocop-{month:%Y-%m}-{language}",
        language=language,
        build=lambda token: _report(month, token, now),
        actor=actor,
        now=now,
    )


def _report(month: date, token: str, now: datetime) -> CityMonth:
    points = dashboard.points_of_month(month)
    rows = list(dashboard.month_rows(points, month))
    total = dashboard.totals(points, month)
    return CityMonth(
        office=settings.ORGANISING_OFFICE,
        month=month,
        issued_at=now,
        revision=1,
        verify_url=verify_url(token),
        points=total["points"],
        reporting=total["reporting"],
        complete=total["complete"],
        amount=total["amount"],
        visitors=total["visitors"],
        rows=[
            CityRow(
                name=row["name"],
                commune=row["commune_name"] or "",
                complete=dashboard.percents(row)["complete"],
                sold=row["sold"],
                amount=row["amount"],
                visitors=row["visitors"],
                low_lines=row["low_lines"],
            )
            for row in rows
        ],
        best=[
            (row["name"], row["total"], row["unit"], row["earned"])
            for row in dashboard.best_sellers(month, points)
        ],
        is_demo=any(row["is_demo"] or row["demo_figures"] for row in rows),
    )


def _title(report: CityMonth) -> str:
    values = {"month": formats.month(report.month)}
    return _("Monthly report of the city's points, %(month)s") % values


def _facts(report: CityMonth) -> dict[str, Any]:
    return {
        "amount": report.amount,
        "visitors": report.visitors,
        "sums": {row.name: [str(row.amount), str(row.visitors)] for row in report.rows},
    }


FORM = MonthForm(
    kind=KIND,
    title=_title,
    facts=_facts,
    render=render_city_month,
    workbook=city_workbook,
)
