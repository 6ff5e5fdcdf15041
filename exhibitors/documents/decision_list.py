"""The products recognised by one decision."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common import formats
from common.pdf import Col, Paper, Sheet, Stamp, paper_head


@dataclass(frozen=True)
class Recognised:
    product: str
    producer: str
    commune: str
    group: str
    stars: int
    expires_on: date
    revoked_on: date | None = None


@dataclass(frozen=True)
class DecisionFacts:
    number: str
    issued_on: date
    issuer: str
    rows: tuple[Recognised, ...]
    demo: bool = False


def decision_title(facts: DecisionFacts) -> str:
    return _("Products recognised by decision %(number)s") % {"number": facts.number}


def draw_decision(sheet: Sheet, facts: DecisionFacts, stamp: Stamp) -> None:
    paper_head(
        sheet,
        stamp,
        _("Products recognised by decision %(number)s") % {"number": facts.number},
        note=_("A list from the office’s records; the decision itself is authoritative."),
    )
    counts = Counter(row.stars for row in facts.rows)
    sheet.facts(
        [
            (_("Decision number"), facts.number),
            (_("Decision date"), formats.day(facts.issued_on)),
            (_("Issued by"), facts.issuer or "–"),
            (_("Products"), formats.number(len(facts.rows))),
            *(("★" * stars, formats.number(counts[stars])) for stars in sorted(counts)[::-1]),
        ]
    )
    sheet.gap(6)
    columns = [
        Col("#", 0.6, "right"),
        Col(_("Product"), 3.4),
        Col(_("Producer"), 3.2),
        Col(_("Commune or ward"), 1.8),
        Col(_("Product group"), 1.7),
        Col(_("Stars"), 1.4),
        Col(_("Valid until"), 1.8),
    ]
    rows = [
        (
            number,
            row.product,
            row.producer,
            row.commune,
            row.group,
            "★" * row.stars,
            _("withdrawn %(day)s") % {"day": formats.day(row.revoked_on)}
            if row.revoked_on
            else formats.day(row.expires_on),
        )
        for number, row in enumerate(facts.rows, 1)
    ]
    sheet.table(columns, rows, size=8.5)


DECISION_LIST = Paper(title=decision_title, draw=draw_decision, margin=42)
