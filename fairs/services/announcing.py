"""What the world is told of a fair: its facts by language, and its entry for calendars."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from common import formats
from fairs.documents.calendar import DaysFacts, content_type, render_days
from fairs.models import Fair

SUBJECT = "fairs.fair"
CALENDAR = "fair.ics"


def opening(fair: Fair) -> datetime:
    """The first moment of the fair's first day."""
    return datetime.combine(fair.opens_on, time.min, timezone.get_default_timezone())


def ending(fair: Fair) -> datetime:
    """The first moment after the fair's last day."""
    after = fair.closes_on + timedelta(days=1)
    return datetime.combine(after, time.min, timezone.get_default_timezone())


def hours_of(fair: Fair) -> str:
    return f"{fair.daily_from:%H:%M} – {fair.daily_until:%H:%M}"


def shared_facts(fair: Fair, language: str) -> dict[str, str]:
    """Values of the placeholders that everybody invited to a fair shares."""
    with translation.override(language):
        return {
            "event": fair.name_in(language),
            "days": formats.days(fair.opens_on, fair.closes_on),
            "hours": hours_of(fair),
            "place": place_of(fair, language),
            "deadline": formats.day(timezone.localdate(fair.apply_until)),
            "link": settings.SITE_URL + reverse("fairs:fair", args=[fair.pk]),
        }


def place_of(fair: Fair, language: str) -> str:
    return ", ".join(filter(None, (fair.venue.name_in(language), fair.venue.address)))


def calendar_file(fair: Fair, method: str, now: datetime) -> dict[str, tuple[str, bytes]]:
    """The calendar file of a fair, by name: one UID for its life, SEQUENCE rises with each edit."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    facts = DaysFacts(
        uid=f"fair-{fair.pk}@{host}",
        sequence=fair.version,
        title=fair.name_in("vi"),
        place=place_of(fair, "vi"),
        first=fair.opens_on,
        last=fair.closes_on,
        link=settings.SITE_URL + reverse("fairs:fair", args=[fair.pk]),
        stamp=now,
        description=hours_of(fair),
    )
    return {CALENDAR: (content_type(method), render_days(facts, method))}
