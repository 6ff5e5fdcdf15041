"""Seminars: written, put into a room, published, moved, cancelled, held."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common import formats
from common.errors import DomainError, InvalidInput, StaleVersion
from common.locks import short_lock_timeout
from common.text import nfc
from fairs.models import Fair, Invitation, Registration, Seminar, Speaker
from fairs.queries.seminars import busy_spans, conflicts, seats_taken
from fairs.rules.seminars import LONGEST, Schedule, Span, asks_again, free_spans, held_span
from fairs.rules.states import (
    ACTIVE_REGISTRATIONS,
    HOLDING_ROOM,
    SEMINAR_CHANGES,
    RegistrationState,
    Response,
    SeminarState,
)
from fairs.rules.transitions import check_transition
from fairs.services.seminar_mail import SUBJECT, mail_cancelled, mail_invitation, mail_moved
from fairs.services.seminar_registrations import promote_waiting
from notifications.models import Message
from notifications.rules import MessageState
from notifications.services import cancel_messages
from venues.models import Room

EXCLUSION = "23P01"
FIELDS = frozenset(
    {"name_vi", "name_en", "name_fr", "summary", "kind", "organiser_name", "capacity", "fair"}
)


class RoomTaken(DomainError):
    """Another seminar holds the room at that time."""

    code = "room_taken"
    status = 409


@dataclass(frozen=True)
class SpeakerLine:
    """A speaker as the form gives one."""

    name: str
    organisation: str = ""
    topic: str = ""


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {
        k: nfc(v).strip() if isinstance(v, str) else v for k, v in values.items()
    }
    errors: dict[str, list[object]] = {}
    if unknown := set(clean) - FIELDS:
        raise ValueError(f"not fields of a seminar: {sorted(unknown)}")
    if "name_vi" in clean and not clean["name_vi"]:
        errors["name_vi"] = [_("Give the title in Vietnamese.")]
    if "capacity" in clean and not 1 <= int(clean["capacity"] or 0) <= 100_000:
        errors["capacity"] = [_("Offer at least one seat.")]
    if errors:
        raise InvalidInput(fields=errors)
    return clean


def _locked(seminar: Seminar, version: int | None = None) -> Seminar:
    """The row under lock, with its room, venue and fair. Raises StaleVersion."""
    row = Seminar.objects.select_for_update(of=("self",), no_key=True)
    found = row.select_related("room__venue", "fair").get(pk=seminar.pk)
    if version is not None and found.version != version:
        raise StaleVersion
    return found


@transaction.atomic
def create_seminar(
    *,
    actor: User | None,
    now: datetime,
    fair: Fair | None = None,
    speakers: Sequence[SpeakerLine] = (),
    **values: Any,
) -> Seminar:
    """A draft, without room and time. Raises InvalidInput."""
    seminar = Seminar(
        code=f"s-{secrets.token_hex(5)}",
        created_by=actor,
        created_at=now,
        fair=fair,
        **_checked(values),
    )
    seminar.save()
    _set_speakers(seminar, speakers)
    record_activity(
        actor=actor, verb="seminar.created", obj=seminar, after={"name_vi": seminar.name_vi}
    )
    return seminar


def _set_speakers(seminar: Seminar, speakers: Sequence[SpeakerLine]) -> None:
    Speaker.objects.filter(seminar=seminar).delete()
    Speaker.objects.bulk_create(
        Speaker(
            seminar=seminar,
            name=nfc(line.name)[:150],
            organisation=nfc(line.organisation)[:200],
            topic=nfc(line.topic)[:250],
            position=position,
        )
        for position, line in enumerate(speakers, 1)
    )


@transaction.atomic
def update_seminar(
    *,
    seminar: Seminar,
    version: int,
    actor: User,
    now: datetime,
    speakers: Sequence[SpeakerLine] | None = None,
    **changes: Any,
) -> Seminar:
    """Change the description or the seats; more seats go to the waiting list at once.

    Raises StaleVersion; InvalidInput when fewer seats are offered than are taken or the room has
    fewer.
    """
    clean = _checked(changes)
    found = _locked(seminar, version)
    if found.state in (SeminarState.CANCELLED, SeminarState.HELD):
        raise DomainError(_("This seminar is over; it can no longer be changed."), code="closed")
    changed = {n: v for n, v in clean.items() if getattr(found, n) != v}
    if "capacity" in changed:
        _check_seats(found, changed["capacity"], found.room)
    before = {name: found.serializable_value(name) for name in changed}
    for name, value in changed.items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    if speakers is not None:
        _set_speakers(found, speakers)
    after = {name: found.serializable_value(name) for name in changed}
    record_activity(actor=actor, verb="seminar.updated", obj=found, before=before, after=after)
    if "capacity" in changed:
        promote_waiting(seminar=found, now=now)
    return found


def _check_seats(seminar: Seminar, capacity: int, room: Room | None) -> None:
    taken = seats_taken(seminar.pk)
    if capacity < taken:
        sentence = _("%(taken)d people have a seat already. Offer at least that many.")
        raise InvalidInput(fields={"capacity": [sentence % {"taken": taken}]})
    if room is not None and capacity > room.capacity:
        sentence = _("The room “%(room)s” has %(seats)d seats. Offer fewer or take another room.")
        raise InvalidInput(
            fields={"capacity": [sentence % {"room": room.name, "seats": room.capacity}]}
        )


@transaction.atomic
def schedule_seminar(
    *,
    seminar: Seminar,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    version: int,
    actor: User | None,
    now: datetime,
) -> Seminar:
    """Put a seminar into a room, or move it.

    Locks the room before the seminar, then checks, then writes; the exclusion constraint of the
    database stands behind the check. A published seminar that moves gets the next SEQUENCE, and
    each registered or invited address one message with the new calendar file; after a change of
    day, place or more than 30 minutes they are asked again. Raises RoomTaken (409) naming the
    other seminar and the free times, InvalidInput, StaleVersion, IllegalTransition.
    """
    short_lock_timeout()
    ids = sorted({room.pk, *([seminar.room_id] if seminar.room_id else [])})
    rooms = {
        r.pk: r
        for r in Room.objects.select_for_update(of=("self",), no_key=True)
        .select_related("venue")
        .order_by("pk")
        .filter(pk__in=ids)
    }
    found, place = _locked(seminar, version), rooms[room.pk]
    if found.state not in (*HOLDING_ROOM, SeminarState.DRAFT) or found.state == SeminarState.HELD:
        check_transition(
            SEMINAR_CHANGES, SeminarState, source=found.state, target=SeminarState.SCHEDULED
        )
    _check_times(starts_at, ends_at, now)
    _check_seats(found, found.capacity, place)
    span = held_span(starts_at, ends_at, place.buffer_minutes)
    _check_room(found, place, span)
    before = Schedule(found.room_id, found.starts_at, found.ends_at)
    after = Schedule(place.pk, starts_at, ends_at)
    if before == after and found.state != SeminarState.DRAFT:
        return found
    found.room, found.starts_at, found.ends_at = place, starts_at, ends_at
    found.held_slot = DateTimeTZRange(*span)
    if found.state == SeminarState.DRAFT:
        found.state = SeminarState.SCHEDULED
    published = found.state == SeminarState.PUBLISHED
    found.sequence += 1 if published else 0
    found.version += 1
    _save_in_room(found, place, span)
    record_activity(
        actor=actor,
        verb="seminar.moved" if published else "seminar.scheduled",
        obj=found,
        before={"room": before.room_id, "starts_at": before.starts_at, "ends_at": before.ends_at},
        after={"room": place.pk, "starts_at": starts_at, "ends_at": ends_at},
    )
    if published:
        _tell_moved(found, ask_again=asks_again(before, after), actor=actor, now=now)
    return found


def _check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    errors: dict[str, list[object]] = {}
    if starts_at <= now:
        errors["starts_at"] = [_("Choose a time to come.")]
    if not starts_at < ends_at <= starts_at + LONGEST:
        errors["ends_at"] = [_("The end comes after the start, at most 12 hours later.")]
    if errors:
        raise InvalidInput(fields=errors)


def _taken(seminar: Seminar, other: Seminar | None, room: Room, span: Span) -> RoomTaken:
    day = timezone.localdate(span[0])
    busy = busy_spans(room.pk, day, seminar.pk)
    spans = free_spans(busy, day, room.buffer_minutes)
    free = ", ".join(f"{formats.clock(a)}–{formats.clock(b)}" for a, b in spans) or "–"
    other = other or conflicts(room.pk, span, seminar.pk).first()
    name, hours = "?", ""
    if other is not None and other.starts_at and other.ends_at:
        name = other.name
        hours = f"{formats.moment(other.starts_at)} – {formats.clock(other.ends_at)}"
    sentence = _(
        "“%(name)s” holds “%(room)s” then (%(hours)s). Free on %(day)s, set-up included: %(free)s."
    ) % {
        "name": name,
        "room": room.name,
        "hours": hours,
        "day": formats.day(day),
        "free": free,
    }
    return RoomTaken(sentence, fields={"room": [sentence]})


def _check_room(seminar: Seminar, room: Room, span: Span) -> None:
    other = conflicts(room.pk, span, seminar.pk).first()
    if other is not None:
        raise _taken(seminar, other, room, span)


def _save_in_room(seminar: Seminar, room: Room, span: Span) -> None:
    """Write, and let the exclusion constraint speak now rather than at commit."""
    try:
        with transaction.atomic():
            seminar.save()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS seminar_room_once IMMEDIATE")
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != EXCLUSION:
            raise
        raise _taken(seminar, None, room, span) from error


def _tell_moved(seminar: Seminar, *, ask_again: bool, actor: User | None, now: datetime) -> None:
    """One message to each registered or invited address about the new facts."""
    cancel_messages(
        subject_type=SUBJECT, subject_id=seminar.pk, actor=actor, reason="superseded by a move"
    )
    registrations = Registration.objects.filter(seminar=seminar, state__in=ACTIVE_REGISTRATIONS)
    if ask_again:
        registrations.filter(state=RegistrationState.CONFIRMED).update(reconfirm_since=now)
        Invitation.objects.filter(seminar=seminar, response=Response.ACCEPTED).update(
            response=Response.NONE, responded_at=None, response_channel=""
        )
    by_address = {r.email.lower(): r for r in registrations.order_by("id")}
    invited = Invitation.objects.filter(seminar=seminar, revoked_at=None).exclude(
        response=Response.DECLINED
    )
    for invitation in invited.select_related("message").order_by("id"):
        invitation.seminar = seminar
        registration = by_address.pop(invitation.email.lower(), None)
        message = invitation.message
        if message is not None and message.state == MessageState.CANCELLED and not registration:
            _invite_anew(invitation, message, now)
        else:
            mail_moved(
                seminar=seminar,
                registration=registration,
                invitation=invitation,
                ask_again=ask_again,
                now=now,
            )
    for registration in by_address.values():
        mail_moved(
            seminar=seminar,
            registration=registration,
            invitation=None,
            ask_again=ask_again,
            now=now,
        )


def _invite_anew(invitation: Invitation, message: Message, now: datetime) -> None:
    """The invitation had not left yet: it leaves with the new facts instead."""
    invitation.message = mail_invitation(invitation=invitation, now=now, kind=message.kind)
    invitation.save(update_fields=["message"])


@transaction.atomic
def change_state(
    *, seminar: Seminar, to: str, actor: User | None, now: datetime, version: int | None = None
) -> Seminar:
    """Publish, take back to draft, or record as held. Raises IllegalTransition, StaleVersion.

    Publishing opens the registration. Cancelling is `cancel_seminar`.
    """
    if to == SeminarState.CANCELLED:
        raise ValueError("use cancel_seminar")
    found = _locked(seminar, version)
    source = found.state
    check_transition(SEMINAR_CHANGES, SeminarState, source=source, target=to)
    if to == SeminarState.HELD and found.starts_at is not None and found.starts_at > now:
        raise DomainError(_("It has not begun yet."), code="too_early")
    if to == SeminarState.PUBLISHED and found.starts_at is not None and found.starts_at <= now:
        raise DomainError(_("Its time has passed. Move it first."), code="too_late")
    found.state = to
    found.registration_open = to == SeminarState.PUBLISHED
    if to == SeminarState.PUBLISHED:
        found.published_at = now
    if to == SeminarState.DRAFT:
        found.held_slot = None
    found.version += 1
    found.save()
    record_activity(
        actor=actor,
        verb=f"seminar.{to.lower()}",
        obj=found,
        before={"state": source},
        after={"state": to},
    )
    return found


@transaction.atomic
def set_registration_open(
    *, seminar: Seminar, is_open: bool, actor: User, now: datetime
) -> Seminar:
    """Open or close the public registration of a published seminar."""
    found = _locked(seminar)
    if found.state != SeminarState.PUBLISHED:
        raise DomainError(_("Only a published seminar takes registrations."), code="not_published")
    if found.registration_open != is_open:
        found.registration_open = is_open
        found.version += 1
        found.save(update_fields=["registration_open", "version"])
        record_activity(
            actor=actor, verb="seminar.registration", obj=found, after={"open": is_open}
        )
    return found


@transaction.atomic
def cancel_seminar(*, seminar: Seminar, reason: str, actor: User | None, now: datetime) -> Seminar:
    """Call a seminar off: the room is free, registrations end, everybody gets a CANCEL.

    Unsent messages about it are taken back first. Cancelling again changes nothing. Raises
    InvalidInput without a reason, IllegalTransition when it was held.
    """
    text = nfc(reason).strip()
    if not text:
        raise InvalidInput(fields={"reason": [_("Say why; everybody invited reads it.")]})
    found = _locked(seminar)
    if found.state == SeminarState.CANCELLED:
        return found
    source = found.state
    check_transition(SEMINAR_CHANGES, SeminarState, source=source, target=SeminarState.CANCELLED)
    found.state, found.state_reason = SeminarState.CANCELLED, text[:500]
    found.registration_open = False
    found.held_slot = None
    found.sequence += 1
    found.version += 1
    found.save()
    if source == SeminarState.PUBLISHED:
        cancel_messages(
            subject_type=SUBJECT, subject_id=found.pk, actor=actor, reason="seminar cancelled"
        )
        _tell_cancelled(found, now)
    Registration.objects.filter(seminar=found, state__in=ACTIVE_REGISTRATIONS).update(
        state=RegistrationState.CANCELLED, cancelled_at=now, reconfirm_since=None
    )
    record_activity(
        actor=actor,
        verb="seminar.cancelled",
        obj=found,
        before={"state": source},
        after={"state": found.state},
        reason=text,
    )
    return found


def _tell_cancelled(seminar: Seminar, now: datetime) -> None:
    people: dict[str, Registration | Invitation] = {}
    for registration in Registration.objects.filter(
        seminar=seminar, state__in=ACTIVE_REGISTRATIONS
    ).order_by("id"):
        people.setdefault(registration.email.lower(), registration)
    for invitation in (
        Invitation.objects.filter(seminar=seminar, revoked_at=None)
        .exclude(response=Response.DECLINED)
        .exclude(message__state=MessageState.CANCELLED)
        .order_by("id")
    ):
        people.setdefault(invitation.email.lower(), invitation)
    for person in people.values():
        mail_cancelled(
            seminar=seminar,
            email=person.email,
            name=person.name,
            language=person.language,
            now=now,
        )


def cancel_seminars_of(*, fair: Fair, reason: str, actor: User | None, now: datetime) -> int:
    """Call off what a cancelled fair still had to come; the number called off."""
    rows = Seminar.objects.filter(
        fair=fair,
        state__in=[SeminarState.DRAFT, SeminarState.SCHEDULED, SeminarState.PUBLISHED],
    ).order_by("pk")
    for seminar in rows:
        cancel_seminar(seminar=seminar, reason=reason, actor=actor, now=now)
    return len(rows)
