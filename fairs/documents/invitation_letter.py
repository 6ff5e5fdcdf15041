"""Invitations as official letters: to a seminar, to a fair."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from common import formats
from common.pdf import Paper, Sheet, Signer, Stamp, begin_letter, end_letter
from fairs.documents.event import Event
from fairs.documents.programme import Session, hours


@dataclass(frozen=True, kw_only=True)
class Courtesies(Signer):
    """To whom a letter goes and who signs it; signer and place come from the settings."""

    guest: str
    organisation: str = ""
    contact: str = ""
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
    to = ", ".join(filter(None, (facts.guest, facts.organisation)))
    begin_letter(sheet, facts, stamp, title=_("INVITATION"), about=name, to=to)
    sheet.gap(8)


def _close(sheet: Sheet, facts: Courtesies, stamp: Stamp, sentence: str) -> None:
    sheet.gap(8)
    sheet.text(sentence, first=24)
    if facts.contact:
        sheet.text(
            _("Please say whether you will come: %(contact)s.") % {"contact": facts.contact},
            first=24,
        )
    end_letter(sheet, facts, stamp, recipient=facts.guest)


INVITATION = Paper(title=invitation_title, draw=draw_invitation)
FAIR_INVITATION = Paper(title=fair_invitation_title, draw=draw_fair_invitation)
