"""Monthly reports of producers: one for each with goods at a point, issued again on change."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common import formats
from exhibitors.models import Producer
from notifications.models import Document
from venues.documents import ProducerMonth, ShelfRow, render_producer_month
from venues.queries.producers import producer_sheet
from venues.services import month_kinds
from venues.services.issued import SUBJECT, MonthForm, issue_month, verify_url
from venues.services.month_workbooks import producer_workbook

KIND = month_kinds.PRODUCER


def subject_of(producer_id: int, month: date) -> str:
    """`producer-12:2026-11`."""
    return f"producer-{producer_id}:{month:%Y-%m}"


def documents_of_producers(producers: QuerySet[Producer]) -> QuerySet[Document]:
    """The reports of these producers, newest month first, without their bytes."""
    prefixes = [f"producer-{pk}" for pk in producers.values_list("pk", flat=True)]
    months = Document.objects.filter(subject_type=SUBJECT, kind__startswith=KIND)
    return (
        months.filter(subject_id__regex=rf"^({'|'.join(prefixes) or '-'}):")
        .defer("content")
        .order_by("-subject_id", "language", "kind", "-revision")
    )


def issue_producer_month(
    *, producer: Producer, month: date, language: str, actor: User | None, now: datetime
) -> Document:
    """The report of a producer's month and its workbook; the valid ones stay without a change."""
    return issue_month(
        FORM,
        subject=subject_of(producer.pk, month),
        filename=f"{producer.code}-{month:%Y-%m}-{language}",
        language=language,
        build=lambda token: _report(producer, month, token, now),
        actor=actor,
        now=now,
    )


def _report(producer: Producer, month: date, token: str, now: datetime) -> ProducerMonth:
    sheet = producer_sheet(producer.pk, month)
    rows = [
        ShelfRow(
            point=row["point_name"],
            product=row["name"],
            unit=row["unit"],
            opening=row["opening"],
            received=row["received"],
            sold=row["sold"],
            returned=row["returned"] + row["damaged"],
            closing=row["closing"],
            amount=row["amount"],
            kept=_share(row["amount"], row["commission"]),
        )
        for row in sheet
    ]
    return ProducerMonth(
        office=settings.ORGANISING_OFFICE,
        producer=producer.name,
        code=producer.code,
        month=month,
        issued_at=now,
        revision=1,
        verify_url=verify_url(token),
        points=len({row["point_id"] for row in sheet}),
        amount=sum(row.amount for row in rows),
        kept=sum(row.kept for row in rows),
        rows=rows,
        is_demo=producer.is_demo or any(row["made_up"] for row in sheet),
    )


def _share(amount: int, percent: Any) -> int:
    share = Decimal(amount) * Decimal(str(percent)) / 100
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _title(report: ProducerMonth) -> str:
    values = {"producer": report.producer, "month": formats.month(report.month)}
    return _("Monthly report %(producer)s, %(month)s") % values


def _facts(report: ProducerMonth) -> dict[str, Any]:
    return {
        "amount": report.amount,
        "lines": {
            f"{row.point}, {row.product}": [f"{v:f}" for v in (row.received, row.sold, row.closing)]
            for row in report.rows
        },
    }


FORM = MonthForm(
    kind=KIND,
    title=_title,
    facts=_facts,
    render=render_producer_month,
    workbook=producer_workbook,
)
