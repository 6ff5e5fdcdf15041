"""An invitation to a seminar as an official letter."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from common import formats
from common.pdf import INK_2, SIZE, Letterhead, Paper, Sheet, Stamp
from fairs.documents.programme import Session, hours

QR = 64


@dataclass(frozen=True)
class InvitationFacts:
    """`session` is what one is invited to; signer and place come from the settings."""

    guest: str
    organisation: str
    session: Session
    fair: str
    contact: str
    parent: str = ""
    place: str = ""
    signer_title: str = ""
    signer_name: str = ""
    demo: bool = False


def invitation_title(facts: InvitationFacts) -> str:
    return _("Invitation: %(seminar)s – %(guest)s") % {
        "seminar": facts.session.name,
        "guest": facts.guest,
    }


def draw_invitation(sheet: Sheet, facts: InvitationFacts, stamp: Stamp) -> None:
    """The number is written by the office's registry; the code verifies the paper."""
    session = facts.session
    sheet.footer = stamp.footer()
    sheet.letterhead(
        Letterhead(
            office=stamp.office,
            parent=facts.parent,
            national=True,
            number=_("No.: ……………"),
            place_and_date=_dated(facts.place, stamp),
        )
    )
    sheet.gap(10)
    sheet.text(_("INVITATION"), size=18, bold=True, align="center")
    sheet.text(session.name, size=13, bold=True, align="center")
    sheet.gap(12)
    to = ", ".join(filter(None, (facts.guest, facts.organisation)))
    sheet.text(_("To: %(name)s") % {"name": to}, size=12, bold=True)
    sheet.gap(8)
    host = session.organiser or stamp.office
    sentence = (
        _("%(host)s has the honour of inviting you to this seminar, held at %(fair)s.")
        if facts.fair
        else _("%(host)s has the honour of inviting you to this seminar.")
    )
    sheet.text(sentence % {"host": host, "fair": facts.fair}, first=24)
    sheet.gap(8)
    sheet.facts(
        [
            (_("Time"), f"{hours(session)}, {formats.day(session.starts_at)}"),
            (_("Place"), ", ".join(filter(None, (session.room, session.venue)))),
        ]
    )
    if session.talks:
        sheet.gap(4)
        sheet.text(_("Speakers and subjects"), bold=True)
        for talk in session.talks:
            sheet.item(talk.line)
    sheet.gap(8)
    sheet.text(_("Your presence contributes to the success of the seminar."), first=24)
    if facts.contact:
        sheet.text(
            _("Please say whether you will come: %(contact)s.") % {"contact": facts.contact},
            first=24,
        )
    _sign(sheet, facts, stamp)


def _dated(place: str, stamp: Stamp) -> str:
    day = formats.day(timezone.localtime(stamp.issued_at))
    return f"{place}, {day}" if place else day


def _sign(sheet: Sheet, facts: InvitationFacts, stamp: Stamp) -> None:
    """Recipients and the code at the left, the signature at the right, on one page."""
    sheet.need(190)
    top = sheet.y
    left = _("Recipients:") + "\n– " + facts.guest + "\n– " + _("Office file")
    sheet.signature(title=facts.signer_title or stamp.office, name=facts.signer_name, left=left)
    sheet.y = min(sheet.y, top - 120)
    sheet.qr(stamp.verify_url, x=sheet.left, y=sheet.y - QR, size=QR)
    sheet.write(
        _("This code shows whether the letter is valid."),
        x=sheet.left + QR + 8, y=sheet.y - QR / 2 + 8, width=180, size=SIZE - 2, color=INK_2,
    )  # fmt: skip
    sheet.y -= QR


INVITATION = Paper(title=invitation_title, draw=draw_invitation)
