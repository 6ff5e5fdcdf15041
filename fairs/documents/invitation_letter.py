"""Invitations as official letters: to a seminar, to a fair."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from common import formats
from common.pdf import INK_2, SIZE, Letterhead, Paper, Sheet, Stamp
from fairs.documents.event import Event
from fairs.documents.programme import Session, hours

QR = 64


@dataclass(frozen=True, kw_only=True)
class Courtesies:
    """To whom a letter goes and who signs it; signer and place come from the settings."""

    guest: str
    organisation: str = ""
    contact: str = ""
    parent: str = ""
    place: str = ""
    signer_title: str = ""
    signer_name: str = ""
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(Courtesies):
    """`session` is the seminar one is invited to, `fair` the name of its fair."""

    session: Session
    fair: str


@dataclass(frozen=True, kw_only=True)
class FairInvitationFacts(Courtesies):
    """`apply_until` is left out once that moment has passed."""

    fair: Event
    apply_until: datetime | None = None


def invitation_title(facts: InvitationFacts) -> str:
    return _("Invitation: %(seminar)s – %(guest)s") % {
        "seminar": facts.session.name,
        "guest": facts.guest,
    }


def fair_invitation_title(facts: FairInvitationFacts) -> str:
    return _("Invitation: %(fair)s – %(guest)s") % {"fair": facts.fair.name, "guest": facts.guest}


def draw_invitation(sheet: Sheet, facts: InvitationFacts, stamp: Stamp) -> None:
    """The number is written by the office's registry; the code verifies the paper."""
    session = facts.session
    _open(sheet, facts, stamp, session.name)
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
    _close(sheet, facts, stamp, _("Your presence contributes to the success of the seminar."))


def draw_fair_invitation(sheet: Sheet, facts: FairInvitationFacts, stamp: Stamp) -> None:
    """As the letter to a seminar; the days, the hours and the place of the fair."""
    _open(sheet, facts, stamp, facts.fair.name)
    sentence = _("%(host)s has the honour of inviting you to this fair.")
    sheet.text(sentence % {"host": stamp.office}, first=24)
    sheet.gap(8)
    pairs = facts.fair.facts()
    if facts.apply_until:
        pairs.append((_("Applications until"), formats.moment(facts.apply_until)))
    sheet.facts(pairs)
    _close(sheet, facts, stamp, _("Your presence contributes to the success of the fair."))


def _open(sheet: Sheet, facts: Courtesies, stamp: Stamp, name: str) -> None:
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
    sheet.text(name, size=13, bold=True, align="center")
    sheet.gap(12)
    to = ", ".join(filter(None, (facts.guest, facts.organisation)))
    sheet.text(_("To: %(name)s") % {"name": to}, size=12, bold=True)
    sheet.gap(8)


def _close(sheet: Sheet, facts: Courtesies, stamp: Stamp, sentence: str) -> None:
    sheet.gap(8)
    sheet.text(sentence, first=24)
    if facts.contact:
        sheet.text(
            _("Please say whether you will come: %(contact)s.") % {"contact": facts.contact},
            first=24,
        )
    _sign(sheet, facts, stamp)


def _dated(place: str, stamp: Stamp) -> str:
    day = formats.letter_day(stamp.issued_at)
    return f"{place}, {day}" if place else day


def _sign(sheet: Sheet, facts: Courtesies, stamp: Stamp) -> None:
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
FAIR_INVITATION = Paper(title=fair_invitation_title, draw=draw_fair_invitation)
