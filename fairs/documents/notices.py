"""Messages about fairs and applications: facts in, subject and text out, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from common import formats


@dataclass(frozen=True)
class Notice:
    """One message, rendered."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class NoticeFacts:
    """What every message about an application says."""

    fair: str
    opens_on: date
    closes_on: date
    venue: str
    producer: str
    code: str
    link: str
    contact: str
    reason: str = ""
    confirm_by: datetime | None = None
    hours: str = ""


def render_received(facts: NoticeFacts, language: str) -> Notice:
    """The application arrived."""
    with translation.override(language):
        lines = [_("We have received your application. It is being checked.")]
        return _notice(_("Application received: %(fair)s"), facts, lines)


def render_changes_requested(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [
            _("Your application needs a correction before it can be accepted:"),
            facts.reason,
            _("Open it with the link below, change only what is asked, and send it again."),
        ]
        return _notice(_("Please correct your application: %(fair)s"), facts, lines)


def render_accepted(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [
            _("Your application was accepted."),
            _("The booth number follows when the plan is published."),
        ]
        if facts.confirm_by:
            text = _("Then please confirm by %(moment)s (Vietnam time) that you take part.")
            lines.append(text % {"moment": formats.moment(facts.confirm_by)})
        return _notice(_("Accepted: %(fair)s"), facts, lines)


def render_waitlisted(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [
            _("All places are taken for now; your application is on the waiting list."),
            facts.reason,
            _("We will write to you as soon as a place becomes free."),
        ]
        return _notice(_("On the waiting list: %(fair)s"), facts, lines)


def render_rejected(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [_("We could not accept your application. The reason:"), facts.reason]
        return _notice(_("Result of your application: %(fair)s"), facts, lines)


def render_withdrawn(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [
            _("The organiser has withdrawn your application on your behalf. The reason noted:"),
            facts.reason,
            _("Its place, letters and codes are no longer valid. If this is a mistake, please tell "
              "the organiser at once."),
        ]  # fmt: skip
        return _notice(_("Application withdrawn: %(fair)s"), facts, lines)


def render_cancelled(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [
            _("The fair will not take place. The reason:"),
            facts.reason,
            _("Your application has ended; letters and codes sent for it are no longer valid."),
        ]
        return _notice(_("Cancelled: %(fair)s"), facts, lines)


def render_postponed(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [
            _("The fair is postponed. The reason:"),
            facts.reason,
            _("Your application is kept. We will write to you when the new dates are known."),
        ]
        return _notice(_("Postponed: %(fair)s"), facts, lines, dated=False)


def render_resumed(facts: NoticeFacts, language: str) -> Notice:
    with translation.override(language):
        lines = [_("The fair takes place on new dates, given below.")]
        if facts.confirm_by:
            text = _("If you were accepted, please confirm again by %(moment)s (Vietnam time).")
            lines.append(text % {"moment": formats.moment(facts.confirm_by)})
        return _notice(_("New dates: %(fair)s"), facts, lines)


def render_moved(facts: NoticeFacts, language: str) -> Notice:
    """The place or the opening hours changed; the application stays as it is."""
    with translation.override(language):
        lines = [
            _("The place or the opening hours of the fair have changed; the new ones are below."),
            _("Your application is kept as it is. You need not do anything."),
        ]
        return _notice(_("Changed: %(fair)s"), facts, lines, hours=facts.hours)


def _notice(
    subject: str,
    facts: NoticeFacts,
    lines: Sequence[str],
    *,
    dated: bool = True,
    hours: str = "",
) -> Notice:
    dates = [(_("Dates"), formats.days(facts.opens_on, facts.closes_on))] if dated else []
    rows = [
        (_("Fair"), facts.fair),
        *dates,
        *([(_("Opening hours"), hours)] if hours else []),
        (_("Place"), facts.venue),
        (_("Producer"), facts.producer),
        (_("Application"), facts.code),
    ]
    context = {
        "language": translation.get_language(),
        "lines": [line for line in lines if line],
        "rows": rows,
        "producer": facts.producer,
        "link": facts.link,
        "contact": facts.contact,
    }
    return Notice(
        subject=(subject % {"fair": facts.fair})[:300],
        text=render_to_string("fairs/mail/notice.txt", context),
        html=render_to_string("fairs/mail/notice.html", context),
    )
