"""Monthly reports: one document per point and one for the city, issued again when they change."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from accounts.models import User
from common import formats
from common.locks import name_lock
from notifications.kinds import document_kind
from notifications.models import Document, Job, new_token
from notifications.rules import DocumentState
from notifications.services import issue_document, start_job
from venues.documents import (
    CityMonth,
    CityRow,
    DayRow,
    PointMonthSheet,
    SheetRow,
    render_city_month,
    render_point_month,
)
from venues.models import PointDay, PointMonth, ShowcasePoint
from venues.queries import dashboard, days, sheets
from venues.rules import month_of, today_at

POINT_KIND = document_kind("venues.point_month", gettext_lazy("Monthly report of a point"))
CITY_KIND = document_kind("venues.city_month", gettext_lazy("Monthly report of the city’s points"))
SUBJECT = "venues.showcasepoint.month"
JOB = "venues.monthly_reports"


def subject_id(point_id: int | None, month: date) -> str:
    """`12:2026-11` for a point's month, `city:2026-11` for the city's."""
    return f"{point_id or 'city'}:{month:%Y-%m}"


def start_monthly_reports(*, month: date, languages: Iterable[str], actor: User | None) -> Job:
    """Ask a worker for the reports of a month; while one works on it, that one is returned."""
    chosen = [code for code, _name in settings.LANGUAGES if code in set(languages)] or ["vi"]
    month = month_of(month)
    title = _("Monthly reports, %(month)s") % {"month": formats.month(month)}
    return start_job(
        kind=JOB,
        title=title,
        actor=actor,
        subject_type="venues.month",
        subject_id=f"{month:%Y-%m}",
        dedupe_key=f"{month:%Y-%m}",
        params={"month": month.isoformat(), "languages": chosen},
    )


def renew_point_reports(*, point: ShowcasePoint, month: date, actor: User) -> Job | None:
    """Ask a worker for the next version of a point's and the city's reports issued before.

    None when none was issued. What did not change keeps its version.
    """
    issued = documents_of(point.pk, month).values_list("language", flat=True)
    languages = sorted(set(issued))
    if not languages:
        return None
    title = _("Monthly report %(point)s, %(month)s")
    return start_job(
        kind=JOB,
        title=title % {"point": point.name, "month": formats.month(month)},
        actor=actor,
        subject_type="venues.month",
        subject_id=f"{month:%Y-%m}",
        dedupe_key=f"{month:%Y-%m}:{point.pk}",
        params={"month": month.isoformat(), "languages": languages, "points": [point.pk]},
    )


def start_due_reports(*, now: datetime) -> Job | None:
    """From POINT_MONTHLY_DAY on, the reports of the month before, unless they were started."""
    today = today_at(now)
    month = month_of(month_of(today) - timedelta(days=1))
    if today.day < settings.POINT_MONTHLY_DAY or not points_of_month(month).exists():
        return None
    with transaction.atomic():
        name_lock(f"monthly-reports:{month:%Y-%m}")
        begun = Job.objects.filter(kind=JOB, subject_id=f"{month:%Y-%m}").exists()
        return None if begun else start_monthly_reports(month=month, languages=["vi"], actor=None)


def points_of_month(month: date) -> QuerySet[ShowcasePoint]:
    """The points with figures in a month."""
    return ShowcasePoint.objects.filter(
        pk__in=PointMonth.objects.filter(month=month).values("point_id")
    ).order_by("sort_key", "id")


def documents_of(point_id: int | None, month: date) -> QuerySet[Document]:
    """Issued reports, newest first, without their bytes."""
    return Document.objects.filter(
        subject_type=SUBJECT, subject_id=subject_id(point_id, month)
    ).defer("content")


def documents_of_point(point_id: int) -> QuerySet[Document]:
    """All issued monthly reports of a point, newest month first, without their bytes."""
    return (
        Document.objects.filter(subject_type=SUBJECT, subject_id__startswith=f"{point_id}:")
        .defer("content")
        .order_by("-subject_id", "language", "-revision")
    )


def city_documents() -> QuerySet[Document]:
    """All issued monthly reports of the city, without their bytes."""
    return Document.objects.filter(subject_type=SUBJECT, kind=CITY_KIND).defer("content")


def _digest(data: dict[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(data, default=str)).hexdigest()


def _previous(kind: str, subject: str, language: str) -> Document | None:
    return (
        Document.objects.filter(
            kind=kind, subject_type=SUBJECT, subject_id=subject, language=language
        )
        .defer("content")
        .order_by("-revision")
        .first()
    )


def _unchanged(previous: Document | None, digest: str) -> bool:
    return (
        previous is not None
        and previous.state == DocumentState.VALID
        and previous.facts.get("digest") == digest
    )


def _url(token: str) -> str:
    return settings.SITE_URL + reverse("notifications:verify", args=[token])


def issue_point_month(
    *, point: ShowcasePoint, month: date, language: str, actor: User | None, now: datetime
) -> Document:
    """The report of a point's month; the valid one stays when no figure changed since."""
    token = new_token()
    subject = subject_id(point.pk, month)
    previous = _previous(POINT_KIND, subject, language)
    with override(language):
        report = _point_report(point, month, language, token, now)
        data = asdict(report)
        for name in ("issued_at", "verify_url", "revision", "changes"):
            data.pop(name)
        digest = _digest(data)
        if previous is not None and _unchanged(previous, digest):
            return previous
        facts = _facts(report, digest)
        revision = previous.revision + 1 if previous else 1
        report = PointMonthSheet(
            **{
                **report.__dict__,
                "revision": revision,
                "changes": _changes(previous.facts, facts) if previous else [],
            }
        )
        title = _("Monthly report %(point)s, %(month)s") % {
            "point": point.name,
            "month": formats.month(month),
        }
    return issue_document(
        kind=POINT_KIND,
        subject_type=SUBJECT,
        subject_id=subject,
        title=title,
        filename=f"{point.code}-{month:%Y-%m}-{language}.pdf",
        content=render_point_month(report, language),
        language=language,
        actor=actor,
        facts=facts,
        verify_token=token,
        now=now,
    )


def _facts(report: PointMonthSheet, digest: str) -> dict[str, Any]:
    return {
        "digest": digest,
        "amount": report.amount,
        "visitors": report.visitors,
        "lines": {
            row.name: [f"{v:f}" for v in (row.received, row.sold, row.closing)]
            for row in report.rows
        },
    }


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Sentences naming each figure that differs from the version before."""
    sentence = _("%(what)s: %(after)s (before: %(before)s)")
    found = []
    for key, label, write in (
        ("amount", _("Sales"), formats.money),
        ("visitors", _("Visits"), formats.number),
    ):
        if before.get(key) is not None and before[key] != after[key]:
            found.append(
                sentence % {"what": label, "before": write(before[key]), "after": write(after[key])}
            )
    labels = (pgettext("stock", "Received"), pgettext("stock", "Sold"), _("Closing balance"))
    old, new = before.get("lines", {}), after["lines"]
    for name in sorted({*old, *new}):
        pairs = zip(labels, old.get(name, ["0"] * 3), new.get(name, ["0"] * 3), strict=True)
        for label, was, now in pairs:
            if Decimal(was) != Decimal(now):
                found.append(
                    sentence
                    % {
                        "what": f"{name}, {label.lower()}",
                        "before": formats.number(Decimal(was).normalize() + 0),
                        "after": formats.number(Decimal(now).normalize() + 0),
                    }
                )
    return found


def _point_report(
    point: ShowcasePoint, month: date, language: str, token: str, now: datetime
) -> PointMonthSheet:
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
        verify_url=_url(token),
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


def issue_city_month(*, month: date, language: str, actor: User | None, now: datetime) -> Document:
    """The city's report of a month; the valid one stays when no figure changed since."""
    token = new_token()
    subject = subject_id(None, month)
    previous = _previous(CITY_KIND, subject, language)
    points = points_of_month(month)
    rows = list(dashboard.month_rows(points, month))
    total = dashboard.totals(points, month)
    with override(language):
        report = CityMonth(
            office=settings.ORGANISING_OFFICE,
            month=month,
            issued_at=now,
            revision=previous.revision + 1 if previous else 1,
            verify_url=_url(token),
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
        data = asdict(report)
        for name in ("issued_at", "verify_url", "revision"):
            data.pop(name)
        digest = _digest(data)
        if previous is not None and _unchanged(previous, digest):
            return previous
        title = _("Monthly report of the city's points, %(month)s") % {
            "month": formats.month(month)
        }
    return issue_document(
        kind=CITY_KIND,
        subject_type=SUBJECT,
        subject_id=subject,
        title=title,
        filename=f"diem-ocop-{month:%Y-%m}-{language}.pdf",
        content=render_city_month(report, language),
        language=language,
        actor=actor,
        facts={"digest": digest, "amount": total["amount"], "visitors": total["visitors"]},
        verify_token=token,
        now=now,
    )
