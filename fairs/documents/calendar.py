"""iCalendar files of seminars (RFC 5545/5546): stable UID, SEQUENCE, time zone included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


@dataclass(frozen=True)
class CalendarFacts:
    """What a calendar needs of a seminar; `attendee` is empty in the public file."""

    uid: str
    sequence: int
    title: str
    description: str
    place: str
    starts_at: datetime
    ends_at: datetime
    link: str
    organiser_name: str
    organiser_address: str
    stamp: datetime
    attendee: str = ""
    attendee_name: str = ""
    accepted: bool = False


def content_type(method: str) -> str:
    """The media type mail readers expect of an attached calendar."""
    return f"text/calendar; method={method}; charset=utf-8"


def render_calendar(facts: CalendarFacts, method: str = REQUEST) -> bytes:
    """One event as a calendar file: REQUEST to invite or move, CANCEL to take it back."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hoi Cho//Seminars//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", facts.stamp)
    event.add("dtstart", facts.starts_at.astimezone(ZONE))
    event.add("dtend", facts.ends_at.astimezone(ZONE))
    event.add("summary", facts.title)
    event.add("location", facts.place)
    event.add("description", facts.description)
    event.add("url", facts.link)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    organiser = vCalAddress(f"MAILTO:{parseaddr(facts.organiser_address)[1]}")
    organiser.params["CN"] = vText(facts.organiser_name)
    event["organizer"] = organiser
    if facts.attendee:
        attendee = vCalAddress(f"MAILTO:{facts.attendee}")
        attendee.params["CN"] = vText(facts.attendee_name or facts.attendee)
        attendee.params["PARTSTAT"] = vText("ACCEPTED" if facts.accepted else "NEEDS-ACTION")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(_vietnam())
    calendar.add_component(event)
    return calendar.to_ical()


@dataclass(frozen=True)
class DaysFacts:
    """What a calendar needs of an event that lasts whole days."""

    uid: str
    sequence: int
    title: str
    place: str
    first: date
    last: date
    link: str
    stamp: datetime
    description: str = ""


def render_days(facts: DaysFacts, method: str = PUBLISH) -> bytes:
    """One event of whole days for anybody's calendar, the last day included; CANCEL removes it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hoi Cho//Fairs//VI")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", facts.stamp)
    event.add("dtstart", facts.first)
    event.add("dtend", facts.last + timedelta(days=1))
    event.add("summary", facts.title)
    event.add("location", facts.place)
    event.add("description", facts.description)
    event.add("url", facts.link)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    calendar.add_component(event)
    return calendar.to_ical()


def _vietnam() -> Timezone:
    """The description of the zone: UTC+7 without summer time since 1975.

    Written down because deriving it from the zone's rules takes longer than all the rest.
    """
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - local time by definition
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add_component(standard)
    return zone
