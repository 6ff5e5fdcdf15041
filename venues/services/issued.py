"""What the monthly reports share: their subject, their digest, and what changed since."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import orjson
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from accounts.models import User
from common.locks import name_lock
from notifications.models import Document, new_token
from notifications.rules import DocumentState
from notifications.services import issue_document
from venues.documents import Change, CityMonth, PointMonthSheet, ProducerMonth
from venues.services.month_workbooks import issue_workbook

SUBJECT = "venues.showcasepoint.month"
# What differs between two issues of the same figures.
OUTSIDE = ("issued_at", "verify_url", "revision", "changes")


R = TypeVar("R", CityMonth, PointMonthSheet, ProducerMonth)


@dataclass(frozen=True, kw_only=True)
class MonthForm(Generic[R]):
    """A kind of monthly report: its name, what is compared with the next version, its forms."""

    kind: str
    title: Callable[[R], str]
    facts: Callable[[R], dict[str, Any]]
    render: Callable[[R, str], bytes]
    workbook: Callable[[R], bytes]


@dataclass(frozen=True, kw_only=True)
class MonthPaper:
    """A report ready to be kept: its two forms, and what they say."""

    kind: str
    subject: str
    language: str
    title: str
    filename: str  # without its ending
    pdf: bytes
    workbook: bytes
    facts: dict[str, Any]  # with its digest
    token: str  # of the verification page


def subject_of_point(point_id: int | None, month: date) -> str:
    """`12:2026-11` for a point's month, `city:2026-11` for the city's."""
    return f"{point_id or 'city'}:{month:%Y-%m}"


def digest_of(report: dict[str, Any]) -> str:
    """The digest of a report's figures, whenever and as whichever version it is issued."""
    data = {name: value for name, value in report.items() if name not in OUTSIDE}
    return hashlib.sha256(orjson.dumps(data, default=str)).hexdigest()


def previous_of(kind: str, subject: str, language: str) -> Document | None:
    """The version issued last, without its bytes."""
    same = Document.objects.filter(
        kind=kind, subject_type=SUBJECT, subject_id=subject, language=language
    )
    return same.defer("content").order_by("-revision").first()


def unchanged(previous: Document | None, digest: str) -> bool:
    """Whether the valid version says the same."""
    return (
        previous is not None
        and previous.state == DocumentState.VALID
        and previous.facts.get("digest") == digest
    )


def issue_month(
    form: MonthForm[R],
    *,
    subject: str,
    filename: str,
    language: str,
    build: Callable[[str], R],
    actor: User | None,
    now: datetime,
) -> Document:
    """Issue what `build` makes of the token of its verification page, as PDF and as workbook.

    The valid version stays when it says the same; else the new one lists what it changed.
    `filename` has no ending.
    """
    token = new_token()
    previous = previous_of(form.kind, subject, language)
    with override(language):
        report = build(token)
        digest = digest_of(asdict(report))
        if previous is not None and unchanged(previous, digest):
            return previous
        facts = {"digest": digest, **form.facts(report)}
        report = replace(
            report,
            revision=previous.revision + 1 if previous else 1,
            changes=changes(previous.facts, facts) if previous else [],
        )
        paper = MonthPaper(
            kind=form.kind,
            subject=subject,
            title=form.title(report),
            filename=filename,
            pdf=form.render(report, language),
            workbook=form.workbook(report),
            language=language,
            facts=facts,
            token=token,
        )
    return issue_paper(paper, actor=actor, now=now)


@transaction.atomic
def issue_paper(paper: MonthPaper, *, actor: User | None, now: datetime) -> Document:
    """Keep both forms of a report, or neither: a worker killed between them leaves no half.

    A valid version with the same figures, issued by somebody else meanwhile, stays.
    """
    name_lock("month-report:" + "/".join((paper.kind, paper.subject, paper.language)))
    previous = previous_of(paper.kind, paper.subject, paper.language)
    if previous is not None and unchanged(previous, paper.facts["digest"]):
        return previous
    made = issue_document(
        kind=paper.kind,
        subject_type=SUBJECT,
        subject_id=paper.subject,
        title=paper.title,
        filename=paper.filename + ".pdf",
        content=paper.pdf,
        language=paper.language,
        actor=actor,
        facts=paper.facts,
        verify_token=paper.token,
        now=now,
    )
    issue_workbook(of=made, content=paper.workbook, actor=actor, now=now)
    return made


def verify_url(token: str) -> str:
    """Where the code on the paper leads."""
    return settings.SITE_URL + reverse("notifications:verify", args=[token])


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Each figure that differs from the version before.

    `lines` maps a name to received, sold and closing balance, `sums` a name to sales and visits.
    """
    found = [
        Change(label, Decimal(before[key]), Decimal(after[key]), money)
        for key, label, money in (("amount", _("Sales"), True), ("visitors", _("Visits"), False))
        if before.get(key) is not None and before[key] != after.get(key)
    ]
    quantities = (pgettext("stock", "Received"), pgettext("stock", "Sold"), _("Closing balance"))
    for part, labels in (("lines", quantities), ("sums", (_("Sales (₫)"), _("Visits")))):
        found += _differing(before.get(part, {}), after.get(part, {}), labels)
    return found


def _differing(old: Any, new: Any, labels: tuple[str, ...]) -> list[Change]:
    none = ["0"] * len(labels)
    return [
        Change(f"{name}, {label.lower()}", Decimal(was), Decimal(now))
        for name in sorted({*old, *new})
        for label, was, now in zip(labels, old.get(name, none), new.get(name, none), strict=True)
        if Decimal(was) != Decimal(now)
    ]
