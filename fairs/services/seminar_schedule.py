"""When and in which room a seminar is held; a published one that moves tells its guests."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common import formats
from common.errors import DomainError, InvalidInput
from common.locks import short_lock_timeout
from fairs.models import Invitation, Registration, Seminar
from fairs.queries.seminars import busy_spans, conflicts
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
from fairs.services.seminar_mail import SUBJECT, mail_invitation, mail_moved
from fairs.services.seminar_papers import void_seminar_papers
from fairs.services.seminars import check_seats, lock_seminar
from notifications.models import Message
from notifications.rules import MessageState
from notifications.services import cancel_messages
from venues.models import Room

EXCLUSION = "23P01"


class RoomTaken(DomainError):
    """Another seminar holds the room at that time."""

    code = "room_taken"
    status = 409


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
    found, place = lock_seminar(seminar, version), rooms[room.pk]
    if found.state not in (*HOLDING_ROOM, SeminarState.DRAFT) or found.state == SeminarState.HELD:
        check_transition(
            SEMINAR_CHANGES, SeminarState, source=found.state, target=SeminarState.SCHEDULED
        )
    _check_times(starts_at, ends_at, now)
    check_seats(found, found.capacity, place)
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
    void_seminar_papers(
        seminar=found, reason=str(_("The seminar was moved.")), actor=actor, now=now
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
