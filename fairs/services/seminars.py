"""Seminars: written, published, cancelled, held."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput, StaleVersion
from common.text import composed, nfc
from fairs.models import Fair, Invitation, Registration, Seminar, Speaker
from fairs.queries.seminars import seats_taken
from fairs.rules.states import (
    ACTIVE_REGISTRATIONS,
    SEMINAR_CHANGES,
    RegistrationState,
    Response,
    SeminarState,
)
from fairs.rules.transitions import check_transition
from fairs.services.seminar_mail import SUBJECT, mail_cancelled
from fairs.services.seminar_papers import void_seminar_papers
from fairs.services.seminar_registrations import promote_waiting
from notifications.rules import MessageState
from notifications.services import cancel_messages
from venues.models import Room

FIELDS = frozenset(
    {"name_vi", "name_en", "name_fr", "summary", "kind", "organiser_name", "capacity", "fair"}
)


@dataclass(frozen=True)
class SpeakerLine:
    """A speaker as the form gives one."""

    name: str
    organisation: str = ""
    topic: str = ""


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    clean = composed(values)
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


def lock_seminar(seminar: Seminar, version: int | None = None) -> Seminar:
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
    found = lock_seminar(seminar, version)
    if found.state in (SeminarState.CANCELLED, SeminarState.HELD):
        raise DomainError(_("This seminar is over; it can no longer be changed."), code="closed")
    changed = {n: v for n, v in clean.items() if getattr(found, n) != v}
    if "capacity" in changed:
        check_seats(found, changed["capacity"], found.room)
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


def check_seats(seminar: Seminar, capacity: int, room: Room | None) -> None:
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
def change_state(
    *, seminar: Seminar, to: str, actor: User | None, now: datetime, version: int | None = None
) -> Seminar:
    """Publish, take back to draft, or record as held. Raises IllegalTransition, StaleVersion.

    Publishing opens the registration. Cancelling is `cancel_seminar`.
    """
    if to == SeminarState.CANCELLED:
        raise ValueError("use cancel_seminar")
    found = lock_seminar(seminar, version)
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
    found = lock_seminar(seminar)
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
    found = lock_seminar(seminar)
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
    void_seminar_papers(seminar=found, reason=text, actor=actor, now=now)
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
