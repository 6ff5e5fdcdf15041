"""What the papers of seminars say: programme, attendance, invitations, badges of guests."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from common import formats
from fairs.documents.attendance import AttendanceFacts, Guest
from fairs.documents.badges import Badge, BadgeFacts
from fairs.documents.invitation_letter import InvitationFacts
from fairs.documents.programme import ProgrammeFacts, Session, Talk
from fairs.models import Fair, Invitation, Seminar
from fairs.queries.papers import (
    members_by_producer,
    office_people,
    placed,
    seated_guests,
    seminars_of,
)
from fairs.rules.states import SeminarState


def session_of(seminar: Seminar, language: str) -> Session:
    """A seminar with a time, as papers show it."""
    if seminar.starts_at is None or seminar.ends_at is None:
        raise ValueError("no time yet")
    room = seminar.room
    return Session(
        name=seminar.name_in(language),
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        room=room.name if room else "",
        venue=room.venue.name_in(language) if room else "",
        organiser=seminar.organiser_name,
        talks=tuple(Talk(s.name, s.organisation, s.topic) for s in seminar.speakers.all()),
        cancelled=seminar.state == SeminarState.CANCELLED,
    )


def fair_programme(fair: Fair, language: str) -> ProgrammeFacts:
    sessions = tuple(session_of(seminar, language) for seminar in seminars_of(fair))
    return ProgrammeFacts(fair.name_in(language), sessions, fair.is_demo)


def seminar_programme(seminar: Seminar, language: str) -> ProgrammeFacts:
    return ProgrammeFacts(
        seminar.name_in(language), (session_of(seminar, language),), seminar.is_demo
    )


def attendance_facts(seminar: Seminar, language: str) -> AttendanceFacts:
    return AttendanceFacts(
        session=session_of(seminar, language),
        guests=tuple(
            Guest(guest.name, guest.organisation, guest.party_size)
            for guest in seated_guests([seminar])
        ),
        demo=seminar.is_demo,
    )


def invitation_facts(seminar: Seminar, invitation: Invitation, language: str) -> InvitationFacts:
    fair = seminar.fair
    contact = (fair.contact_email, fair.contact_phone) if fair else ()
    return InvitationFacts(
        guest=invitation.name,
        organisation=invitation.organisation,
        session=session_of(seminar, language),
        fair=fair.name_in(language) if fair else "",
        contact=", ".join(filter(None, contact)),
        parent=settings.LETTER_PARENT,
        place=settings.LETTER_PLACE,
        signer_title=settings.LETTER_SIGNER_TITLE,
        signer_name=settings.LETTER_SIGNER_NAME,
        demo=seminar.is_demo,
    )


# Badges


def fair_badges(fair: Fair, role: str, language: str) -> BadgeFacts:
    """The badges of one role at a fair. Exhibitors: the people named, else one to fill in."""
    made = {
        "EXHIBITOR": _exhibitors,
        "VISITOR": lambda f: _visitors(seminars_of(f)),
        "SPEAKER": lambda f: _speakers(seminars_of(f)),
        "STAFF": lambda f: [Badge(name, settings.ORGANISING_OFFICE) for name in office_people()],
    }[role](fair)
    days = formats.days(fair.opens_on, fair.closes_on, language)
    return BadgeFacts(role, fair.name_in(language), days, tuple(made), fair.is_demo)


def seminar_badges(seminar: Seminar, role: str, language: str) -> BadgeFacts:
    """The badges of one seminar's guests or speakers."""
    made = {"VISITOR": _visitors, "SPEAKER": _speakers}[role]([seminar])
    when = formats.day(timezone.localtime(seminar.starts_at), language) if seminar.starts_at else ""
    return BadgeFacts(role, seminar.name_in(language), when, tuple(made), seminar.is_demo)


def _exhibitors(fair: Fair) -> list[Badge]:
    rows = list(placed(fair))
    members = members_by_producer(row.application.producer_id for row in rows)
    badges = []
    for row in rows:
        application = row.application
        named = [application.contact_name, *members.get(application.producer_id, ())]
        booths = ", ".join(place.booth.number for place in row.places.all())
        for name in dict.fromkeys(filter(None, named)) or [""]:
            badges.append(Badge(name, application.producer.name, booths))
    return badges


def _visitors(seminars: Iterable[Seminar]) -> list[Badge]:
    """One badge a person: the one who registered is named, companions write their names."""
    badges: dict[tuple[str, str], int] = {}
    for guest in seated_guests(seminars):
        key = (guest.name, guest.organisation)
        badges[key] = max(badges.get(key, 0), guest.party_size)
    return [
        Badge(name if number == 0 else "", organisation)
        for (name, organisation), people in badges.items()
        for number in range(people)
    ]


def _speakers(seminars: Iterable[Seminar]) -> list[Badge]:
    found = [
        Badge(speaker.name, speaker.organisation)
        for seminar in seminars
        if seminar.state != SeminarState.CANCELLED
        for speaker in seminar.speakers.all()
    ]
    return list(dict.fromkeys(found))
