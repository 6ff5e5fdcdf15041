"""The sheet on which the guests of a seminar sign."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import formats
from common.pdf import Col, Paper, Sheet, Stamp, paper_head
from fairs.documents.programme import Session, hours

SPARE = 12  # empty rows for guests who come without registering


@dataclass(frozen=True)
class Guest:
    name: str
    organisation: str
    people: int


@dataclass(frozen=True)
class AttendanceFacts:
    session: Session
    guests: tuple[Guest, ...]
    demo: bool = False


def attendance_title(facts: AttendanceFacts) -> str:
    return _("Attendance – %(seminar)s") % {"seminar": facts.session.name}


def draw_attendance(sheet: Sheet, facts: AttendanceFacts, stamp: Stamp) -> None:
    session = facts.session
    paper_head(sheet, stamp, _("Attendance sheet"), session.name)
    people = sum(guest.people for guest in facts.guests)
    sheet.facts(
        [
            (_("Time"), f"{hours(session)}, {formats.day(session.starts_at)}"),
            (_("Place"), ", ".join(filter(None, (session.room, session.venue)))),
            (_("People registered"), formats.number(people)),
        ]
    )
    sheet.gap(6)
    columns = [
        Col("#", 0.6, "right"),
        Col(_("Full name"), 3.1),
        Col(_("Organisation"), 3.1),
        Col(pgettext("seminar", "People"), 1.2, "right"),
        Col(_("Signature"), 2.2),
    ]
    rows: list[tuple[object, ...]] = [
        (number, guest.name, guest.organisation, guest.people, "\n")
        for number, guest in enumerate(facts.guests, 1)
    ]
    after = len(rows) + 1
    rows += [(number, "\n", "", "", "") for number in range(after, after + SPARE)]
    sheet.table(columns, rows)


ATTENDANCE = Paper(title=attendance_title, draw=draw_attendance)
