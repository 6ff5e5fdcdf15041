"""Monthly reports of the city: PDF and workbook, issued again when a figure changed."""

from dataclasses import asdict, replace
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from common import formats
from notifications.kinds import document_kind
from notifications.models import Document, new_token
from venues.documents import CityMonth, CityRow, render_city_month
from venues.queries import dashboard
from venues.services.issued import (
    MonthPaper,
    changes,
    digest_of,
    issue_paper,
    previous_of,
    subject_of_point,
    unchanged,
    verify_url,
)
from venues.services.month_workbooks import city_workbook

KIND = document_kind("venues.city_month", gettext_lazy("Monthly report of the city’s points"))


def issue_city_month(*, month: date, language: str, actor: User | None, now: datetime) -> Document:
    """The city's report of a month; the valid one stays when no figure changed since."""
    token = new_token()
    subject = subject_of_point(None, month)
    previous = previous_of(KIND, subject, language)
    points = dashboard.points_of_month(month)
    rows = list(dashboard.month_rows(points, month))
    total = dashboard.totals(points, month)
    with override(language):
        report = CityMonth(
            office=settings.ORGANISING_OFFICE,
            month=month,
            issued_at=now,
            revision=previous.revision + 1 if previous else 1,
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
        digest = digest_of(asdict(report))
        if previous is not None and unchanged(previous, digest):
            return previous
        facts = {
            "digest": digest,
            "amount": total["amount"],
            "visitors": total["visitors"],
            "sums": {r["name"]: [str(r["amount"]), str(r["visitors"])] for r in rows},
        }
        report = replace(report, changes=changes(previous.facts, facts) if previous else [])
        workbook = city_workbook(report)
        title = _("Monthly report of the city's points, %(month)s") % {
            "month": formats.month(month)
        }
    paper = MonthPaper(
        kind=KIND,
        subject=subject,
        title=title,
        filename=f"diem-ocop-{month:%Y-%m}-{language}",
        pdf=render_city_month(report, language),
        workbook=workbook,
        language=language,
        facts=facts,
        token=token,
    )
    return issue_paper(paper, actor=actor, now=now)
