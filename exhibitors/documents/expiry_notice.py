"""The notice to a producer whose certificates end soon."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from common import formats
from common.pdf import Col, Letterhead, Paper, Sheet, Stamp

QR = 64


@dataclass(frozen=True)
class Ending:
    product: str
    stars: int
    decision_number: str
    expires_on: date


@dataclass(frozen=True)
class NoticeFacts:
    """`rows` end within `within` days of the day of writing."""

    producer: str
    address: str
    within: int
    rows: tuple[Ending, ...]
    contact: str = ""
    place: str = ""
    parent: str = ""
    signer_title: str = ""
    signer_name: str = ""
    demo: bool = False


def notice_title(facts: NoticeFacts) -> str:
    return _("Certificates that end soon – %(producer)s") % {"producer": facts.producer}


def draw_notice(sheet: Sheet, facts: NoticeFacts, stamp: Stamp) -> None:
    sheet.footer = stamp.footer()
    day = formats.day(timezone.localtime(stamp.issued_at))
    sheet.letterhead(
        Letterhead(
            office=stamp.office,
            parent=facts.parent,
            national=True,
            number=_("No.: ……………"),
            place_and_date=f"{facts.place}, {day}" if facts.place else day,
        )
    )
    sheet.gap(10)
    sheet.text(_("NOTICE"), size=18, bold=True, align="center")
    sheet.text(_("OCOP certificates that end soon"), size=13, bold=True, align="center")
    sheet.gap(12)
    sheet.text(_("To: %(name)s") % {"name": facts.producer}, size=12, bold=True)
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
    sheet.need(190)
    top = sheet.y
    left = _("Recipients:") + "\n– " + facts.producer + "\n– " + _("Office file")
    sheet.signature(title=facts.signer_title or stamp.office, name=facts.signer_name, left=left)
    sheet.y = min(sheet.y, top - 120)
    sheet.qr(stamp.verify_url, x=sheet.left, y=sheet.y - QR, size=QR)
    sheet.y -= QR


EXPIRY_NOTICE = Paper(title=notice_title, draw=draw_notice)
