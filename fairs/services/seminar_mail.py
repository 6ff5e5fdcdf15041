"""Queueing the messages of a seminar: one outbox row each, in the caller's transaction."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from fairs.documents import seminar_mail as mails
from fairs.documents.calendar import CANCEL, REQUEST, CalendarFacts, content_type, render_calendar
from fairs.models import Invitation, Registration, Seminar
from fairs.rules.states import RegistrationState
from notifications.models import Message
from notifications.rules import MessageKind
from notifications.services import Attached, enqueue_message

SUBJECT = "fairs.seminar"


class Renderer(Protocol):
    def __call__(self, facts: mails.SeminarFacts, language: str) -> mails.SeminarMail: ...


def invitation_token(seminar: Seminar, email: str) -> str:
    """The guest's personal token: signed, the same each time, of 192 bits.

    Only its digest is stored (`token_digest`); it opens this guest's answer and nothing else.
    """
    mac = salted_hmac("fairs.invitation", f"{seminar.uid}:{email.lower()}", algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest()[:24]).decode()


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def place_of(seminar: Seminar, language: str | None = None) -> str:
    """Room, venue and address on one line, in the active language by default."""
    room = seminar.room
    if room is None:
        return ""
    venue = room.venue.name_in(language or get_language() or "vi")
    return ", ".join(filter(None, (room.name, venue, room.venue.address)))


def page_of(seminar: Seminar) -> str:
    return settings.SITE_URL + reverse("fairs:seminar", args=[seminar.pk])


def answer_link(invitation: Invitation) -> str:
    token = invitation_token(invitation.seminar, invitation.email)
    return settings.SITE_URL + reverse("fairs:seminar_answer", args=[token])


def registration_link(registration: Registration) -> str:
    return settings.SITE_URL + reverse("fairs:seminar_registration", args=[registration.token])


def calendar_facts(
    seminar: Seminar, *, now: datetime, language: str, email: str = "", name: str = "",
    accepted: bool = False,
) -> CalendarFacts:  # fmt: skip
    """What the calendar file says of a scheduled seminar (its room and times are set)."""
    if seminar.starts_at is None or seminar.ends_at is None:
        raise ValueError("a seminar without times has no calendar file")
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return CalendarFacts(
        uid=f"{seminar.uid}@{host}",
        sequence=seminar.sequence,
        title=seminar.name_in(language),
        description=seminar.summary,
        place=place_of(seminar, language),
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        link=page_of(seminar),
        organiser_name=seminar.organiser_name or settings.ORGANISING_OFFICE or "Hội Chợ",
        organiser_address=settings.DEFAULT_FROM_EMAIL,
        stamp=now,
        attendee=email,
        attendee_name=name,
        accepted=accepted,
    )


def queue_mail(
    *,
    seminar: Seminar,
    render: Renderer,
    key: str,
    email: str,
    name: str,
    language: str,
    now: datetime,
    link: str = "",
    party_size: int = 0,
    reason: str = "",
    method: str = "",
    accepted: bool = False,
    kind: str = MessageKind.SERVICE,
) -> Message:
    """Queue one message; the same seminar, occasion and address never queue twice.

    With `method` the calendar file travels along. Needs `seminar.room.venue`.
    """
    if seminar.starts_at is None or seminar.ends_at is None:
        raise ValueError("a seminar without times is not announced")
    facts = mails.SeminarFacts(
        title=seminar.name_in(language),
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        place=place_of(seminar, language),
        organiser=seminar.organiser_name,
        recipient=name,
        party_size=party_size,
        link=link,
        page=page_of(seminar),
        reason=reason,
    )
    made = render(facts, language)
    files: Sequence[Attached] = ()
    if method:
        calendar = calendar_facts(
            seminar, now=now, language=language, email=email, name=name, accepted=accepted
        )
        files = [Attached("seminar.ics", content_type(method), render_calendar(calendar, method))]
    return enqueue_message(
        dedupe_key=f"seminar:{seminar.pk}:{key}:{token_digest(email.lower())[:24]}",
        recipient=email,
        recipient_name=name,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        kind=kind,
        subject_type=SUBJECT,
        subject_id=str(seminar.pk),
        attachments=files,
        now=now,
    )


_REGISTRATION_MAIL: dict[str, tuple[Renderer, str]] = {
    "confirmed": (mails.render_confirmed, REQUEST),
    "waitlisted": (mails.render_waitlisted, ""),
    "promoted": (mails.render_promoted, REQUEST),
    "ended": (mails.render_registration_ended, CANCEL),
}


def mail_registration(
    *, registration: Registration, occasion: str, now: datetime, reason: str = ""
) -> Message:
    """Tell a guest what became of the registration: confirmed, waitlisted, promoted or ended."""
    seminar = registration.seminar
    render, method = _REGISTRATION_MAIL[occasion]
    return queue_mail(
        seminar=seminar,
        render=render,
        key=f"{occasion}:{registration.pk}",
        email=registration.email,
        name=registration.name,
        language=registration.language,
        now=now,
        link=registration_link(registration),
        party_size=registration.party_size,
        reason=reason,
        method=method,
        accepted=True,
    )


def mail_invitation(*, invitation: Invitation, now: datetime, kind: str, text: str = "") -> Message:
    """The invitation itself, once per seminar, address and edition of the facts."""
    seminar = invitation.seminar
    return queue_mail(
        seminar=seminar,
        render=mails.render_invitation,
        key=f"invitation:{seminar.sequence}",
        email=invitation.email,
        name=invitation.name,
        language=invitation.language,
        now=now,
        link=answer_link(invitation),
        reason=text,
        method=REQUEST,
        kind=kind,
    )


def mail_moved(
    *, seminar: Seminar, registration: Registration | None, invitation: Invitation | None,
    ask_again: bool, now: datetime,
) -> Message:  # fmt: skip
    """One message to one address about the new time or place; the guest may be both."""
    person = invitation or registration
    if person is None:
        raise ValueError("nobody to tell")
    seated = registration is not None and registration.state == RegistrationState.CONFIRMED
    link = registration_link(registration) if registration else ""
    if invitation is not None:
        link = answer_link(invitation)
    asked = ask_again and (seated or invitation is not None)
    return queue_mail(
        seminar=seminar,
        render=partial(mails.render_moved, ask_again=asked),
        key=f"moved:{seminar.sequence}",
        email=person.email,
        name=person.name,
        language=person.language,
        now=now,
        link=link,
        party_size=registration.party_size if registration else 0,
        method=REQUEST if seated or invitation is not None else "",
        accepted=seated and not ask_again,
    )


def mail_cancelled(
    *, seminar: Seminar, email: str, name: str, language: str, now: datetime
) -> Message:
    """The seminar will not take place; the calendar entry goes with it."""
    return queue_mail(
        seminar=seminar,
        render=mails.render_cancelled,
        key="cancelled",
        email=email,
        name=name,
        language=language,
        now=now,
        reason=seminar.state_reason,
        method=CANCEL,
    )
