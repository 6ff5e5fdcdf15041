"""The notice to a producer whose certificates end soon."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common import formats
from common.pdf import Col, Paper, Sheet, Signer, Stamp, begin_letter, end_letter


@dataclass(frozen=True)
class Ending:
    product: str
    stars: int
    decision_number: str
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class NoticeFacts(Signer):
    """`rows` end within `within` days of the day of writing."""

    producer: str
    address: str
    within: int
    rows: tuple[Ending, ...]
    contact: str = ""
    demo: bool = False


def notice_title(facts: NoticeFacts) -> str:
    return _("Certificates that end soon – %(producer)s") % {"producer": facts.producer}


def draw_notice(sheet: Sheet, facts: NoticeFacts, stamp: Stamp) -> None:
    begin_letter(
        sheet,
        facts,
        stamp,
        title=_("NOTICE"),
        about=_("OCOP certificates that end soon"),
        to=facts.producer,
    )
    if facts.address:
        sheet.text(facts.address)
    sheet.gap(8)
    sheet.text(
        _("The certificates below end within %(days)s days of this notice.")
        % {"days": formats.number(facts.within)}
    )
    sheet.gap(6)
    columns = [
        Col("#", 0.5),
        Col(_("Product"), 4.6),
        Col(_("Stars"), 1.3),
        Col(_("Decision number"), 2.2),
        Col(_("Expires on"), 1.9),
    ]
    rows = [
        (n, row.product, "★" * row.stars, row.decision_number, formats.day(row.expires_on))
        for n, row in enumerate(facts.rows, 1)
    ]
    sheet.table(columns, rows)
    sheet.text(
        _(
            "To keep the recognition, prepare the dossier for re-assessment in good time. After "
            "its last day a certificate no longer counts, also not for taking part in fairs."
        )
    )
    if facts.contact:
        sheet.text(_("Questions: %(contact)s") % {"contact": facts.contact})
    end_letter(sheet, facts, stamp, recipient=facts.producer)


EXPIRY_NOTICE = Paper(title=notice_title, draw=draw_notice)
