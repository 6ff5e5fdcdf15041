"""Monthly reports of producers: one for each with goods at a point, issued again on change."""

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from common import formats
from exhibitors.models import Producer
from notifications.kinds import document_kind
from notifications.models import Document, new_token
from venues.documents import ProducerMonth, ShelfRow, render_producer_month
from venues.queries.producers import producer_sheet
from venues.services.issued import (
    SUBJECT,
    MonthPaper,
    changes,
    digest_of,
    issue_paper,
    previous_of,
    unchanged,
    verify_url,
)
from venues.services.month_workbooks import producer_workbook

KIND = document_kind(
    "venues.producer_month", gettext_lazy("Monthly report of a producer at the points")
)


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
    subject, token = subject_of(producer.pk, month), new_token()
    previous = previous_of(KIND, subject, language)
    with override(language):
        report = _report(producer, month, token, now)
        digest = digest_of(asdict(report))
        if previous is not None and unchanged(previous, digest):
            return previous
        facts = _facts(report, digest)
        report = replace(
            report,
            revision=previous.revision + 1 if previous else 1,
            changes=changes(previous.facts, facts) if previous else [],
        )
        title = _("Monthly report %(producer)s, %(month)s") % {
            "producer": producer.name,
            "month": formats.month(month),
        }
        workbook = producer_workbook(report)
    paper = MonthPaper(
        kind=KIND,
        subject=subject,
        title=title,
        filename=f"{producer.code}-{month:%Y-%m}-{language}",
        pdf=render_producer_month(report, language),
        workbook=workbook,
        language=language,
        facts=facts,
        token=token,
    )
    return issue_paper(paper, actor=actor, now=now)


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


def _facts(report: ProducerMonth, digest: str) -> dict[str, Any]:
    return {
        "digest": digest,
        "amount": report.amount,
        "lines": {
            f"{row.point}, {row.product}": [f"{v:f}" for v in (row.received, row.sold, row.closing)]
            for row in report.rows
        },
    }
