"""The programme of seminars of a fair (or of one seminar), day by day."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from common import formats
from common.pdf import INK_2, Col, Paper, Sheet, Stamp, paper_head


@dataclass(frozen=True)
class Talk:
    """Who speaks, for whom, about what; any of them may be empty."""

    name: str
    organisation: str
    topic: str

    @property
    def line(self) -> str:
        who = ", ".join(filter(None, (self.name, self.organisation)))
        return f"{who}{formats.colon()} {self.topic}" if who and self.topic else who or self.topic


@dataclass(frozen=True)
class Session:
    """One seminar of the programme."""

    name: str
    starts_at: datetime
    ends_at: datetime
    room: str
    venue: str
    organiser: str = ""
    talks: tuple[Talk, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True)
class ProgrammeFacts:
    """`event` names the fair or the seminar; sessions in order of their beginning."""

    event: str
    sessions: tuple[Session, ...]
    demo: bool = False


def programme_title(facts: ProgrammeFacts) -> str:
    return _("Seminar programme – %(event)s") % {"event": facts.event}


def hours(session: Session) -> str:
    """From and until, in Vietnam's time; a later day is named."""
    end = formats.clock(session.ends_at)
    if timezone.localdate(session.ends_at) != timezone.localdate(session.starts_at):
        end = formats.moment(session.ends_at)
    return f"{formats.clock(session.starts_at)} – {end}"


def draw_programme(sheet: Sheet, facts: ProgrammeFacts, stamp: Stamp) -> None:
    paper_head(
        sheet, stamp, _("Seminar programme"), facts.event, note=_("Times are those of Vietnam.")
    )
    if not facts.sessions:
        sheet.text(_("No seminar has been published yet."), color=INK_2)
    columns = [Col(_("Time"), 1.5), Col(_("Seminar"), 5.5), Col(_("Room"), 2.4)]
    for day, sessions in groupby(facts.sessions, lambda s: timezone.localdate(s.starts_at)):
        weekday = formats.weekday(day)
        sheet.heading(f"{weekday[:1].upper()}{weekday[1:]}, {formats.day(day)}")
        rows = [
            (hours(s), _session(s), "\n".join(filter(None, (s.room, s.venue)))) for s in sessions
        ]
        sheet.table(columns, rows)


def _session(session: Session) -> str:
    lines = [_("CANCELLED") if session.cancelled else "", session.name, session.organiser]
    return "\n".join(filter(None, [*lines, *(f"– {talk.line}" for talk in session.talks)]))


PROGRAMME = Paper(title=programme_title, draw=draw_programme)
