"""Messages about seminars: facts in, subject, text and HTML out, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import formats


@dataclass(frozen=True)
class SeminarFacts:
    """What every message about a seminar says."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    organiser: str
    recipient: str
    party_size: int
    link: str
    page: str
    reason: str = ""


@dataclass(frozen=True)
class SeminarMail:
    subject: str
    text: str
    html: str


def when(starts_at: datetime, ends_at: datetime) -> str:
    """08:30–11:00, Tuesday 24 November 2026 (Vietnam time); an end on another day is dated."""
    first, last = timezone.localdate(starts_at), timezone.localdate(ends_at)
    end = formats.clock(ends_at)
    if last != first:
        end = f"{end} {formats.day(last)}"
    return _("%(start)s–%(end)s, %(weekday)s %(day)s (Vietnam time)") % {
        "start": formats.clock(starts_at),
        "end": end,
        "weekday": formats.weekday(first),
        "day": formats.day(first),
    }


def render_invitation(facts: SeminarFacts, language: str) -> SeminarMail:
    """The invitation; what advertising needs besides is put on when it is queued."""
    with translation.override(language):
        lines = [
            _("You are invited to the seminar below."),
            facts.reason,
            _("Please tell us whether you will come; the link is for you personally."),
        ]
        return _mail(_("Invitation: %(title)s"), facts, lines, _("Answer the invitation"))


def render_confirmed(facts: SeminarFacts, language: str) -> SeminarMail:
    with translation.override(language):
        lines = [
            _("You are registered for the seminar below."),
            _("The attached file adds it to your calendar."),
            _("If you cannot come, please give your seat back with the link."),
        ]
        return _mail(_("Registered: %(title)s"), facts, lines, _("See or cancel my registration"))


def render_waitlisted(facts: SeminarFacts, language: str) -> SeminarMail:
    with translation.override(language):
        lines = [
            _("All seats are taken for now; you are on the waiting list."),
            _("We will write to you as soon as a seat becomes free. You need not do anything."),
        ]
        return _mail(_("Waiting list: %(title)s"), facts, lines, _("See or cancel my registration"))


def render_promoted(facts: SeminarFacts, language: str) -> SeminarMail:
    with translation.override(language):
        lines = [
            _("A seat became free and is now yours."),
            _("If you cannot come, please give your seat back with the link."),
        ]
        return _mail(
            _("You have a seat: %(title)s"), facts, lines, _("See or cancel my registration")
        )


def render_moved(facts: SeminarFacts, language: str, *, ask_again: bool) -> SeminarMail:
    """Time or place changed; `ask_again` when the change is a real one."""
    with translation.override(language):
        lines = [_("The time or the place of this seminar has changed; the new ones are below.")]
        label = _("Open my registration")
        if ask_again:
            lines.append(_("Please tell us with the link whether you can still come."))
            label = _("Answer again")
        return _mail(_("Changed: %(title)s"), facts, lines, label)


def render_cancelled(facts: SeminarFacts, language: str) -> SeminarMail:
    with translation.override(language):
        lines = [_("This seminar will not take place. The reason:"), facts.reason]
        return _mail(_("Cancelled seminar: %(title)s"), facts, lines, "")


def render_registration_ended(facts: SeminarFacts, language: str) -> SeminarMail:
    """The guest gave the seat back, or the organiser took the registration off the list."""
    with translation.override(language):
        lines = [_("Your registration was cancelled and the seat is free again."), facts.reason]
        return _mail(_("Registration cancelled: %(title)s"), facts, lines, "")


def _mail(subject: str, facts: SeminarFacts, lines: Sequence[str], label: str) -> SeminarMail:
    rows = [
        (_("Seminar"), facts.title),
        (_("Time"), when(facts.starts_at, facts.ends_at)),
        (_("Place"), facts.place),
    ]
    if facts.party_size:
        rows.append((_("Number of people"), str(facts.party_size)))
    if facts.organiser:
        rows.append((_("Organised by"), facts.organiser))
    context = {
        "language": translation.get_language(),
        "recipient": facts.recipient,
        "lines": [line for line in lines if line],
        "rows": rows,
        "link": facts.link if label else "",
        "label": label,
        "page": facts.page,
    }
    return SeminarMail(
        subject=(subject % {"title": facts.title})[:300],
        text=render_to_string("fairs/mail/seminar.txt", context),
        html=render_to_string("fairs/mail/seminar.html", context),
    )
