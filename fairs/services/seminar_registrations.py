"""Seats at a seminar: taken, waited for, given back, passed on."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.services import record_activity
from common.addresses import WRONG, plain_address
from common.errors import DomainError, InvalidInput
from common.locks import short_lock_timeout
from common.text import nfc
from fairs.models import Invitation, Registration, Seminar
from fairs.queries.seminars import seats_taken
from fairs.rules.seminars import MAX_PARTY, takes_registrations, to_promote
from fairs.rules.states import (
    ACTIVE_REGISTRATIONS,
    RegistrationState,
    Response,
    SeminarState,
)
from fairs.services.seminar_mail import mail_registration


class SeminarFull(DomainError):
    """Not enough seats; the waiting list is offered. `left` seats remain."""

    code = "seminar_full"
    status = 409

    def __init__(self, left: int) -> None:
        sentence: object
        if left:
            sentence = ngettext_lazy(
                "Only %(left)d seat is left. Come with fewer people, or join the waiting list.",
                "Only %(left)d seats are left. Come with fewer people, or join the waiting list.",
                left,
            ) % {"left": left}
        else:
            sentence = _("The last seat has just been taken. You can join the waiting list.")
        super().__init__(sentence, fields={"waitlist": [sentence]})
        self.left = left


class RegistrationClosed(DomainError):
    code = "registration_closed"
    message = _("This seminar takes no registrations at the moment.")


def new_token() -> str:
    """The guest's personal token of 192 bits."""
    return secrets.token_urlsafe(24)


def locked_seminar(pk: int) -> Seminar:
    """The seminar under lock, so that seats are counted and given by one at a time."""
    short_lock_timeout()
    rows = Seminar.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("room__venue", "fair").get(pk=pk)


def checked_guest(name: str, email: str, party_size: int) -> tuple[str, str]:
    """Name and address in composed form. Raises InvalidInput naming each wrong field."""
    full_name, address = nfc(name).strip(), plain_address(email)
    errors: dict[str, list[object]] = {}
    if not full_name or len(full_name) > 150 or "\n" in full_name:
        errors["name"] = [_("Give your name.")]
    if address is None:
        errors["email"] = [WRONG]
    if not 1 <= party_size <= MAX_PARTY:
        errors["party_size"] = [_("From 1 to 20 people.")]
    if errors or address is None:
        raise InvalidInput(fields=errors)
    return full_name, address


@transaction.atomic
def register(
    *,
    seminar: Seminar,
    name: str,
    email: str,
    party_size: int,
    language: str,
    now: datetime,
    organisation: str = "",
    phone: str = "",
    waitlist: bool = False,
    actor: User | None = None,
    by_invitation: bool = False,
) -> Registration:
    """Take seats for a guest; the last one goes to exactly one.

    Locks the seminar, then: registered already? (the first registration is returned unchanged,
    so a double press or a stranger typing the address changes nothing), then counts, then
    writes and queues the confirmation with the calendar file. Without enough seats SeminarFull
    offers the waiting list; `waitlist` accepts that offer. An invited guest (`by_invitation`) or
    an organiser (`actor`) may register although the public registration is closed. Raises
    InvalidInput, RegistrationClosed, SeminarFull, Busy.
    """
    full_name, address = checked_guest(name, email, party_size)
    found = locked_seminar(seminar.pk)
    existing = Registration.objects.filter(
        seminar=found, email__iexact=address, state__in=ACTIVE_REGISTRATIONS
    ).first()
    if existing is not None:
        existing.seminar = found
        return existing
    open_now = takes_registrations(
        state=found.state,
        registration_open=found.registration_open or by_invitation or actor is not None,
        starts_at=found.starts_at,
        now=now,
    )
    if not open_now:
        raise RegistrationClosed
    left = found.capacity - seats_taken(found.pk)
    seated = party_size <= left
    if not seated and not waitlist:
        raise SeminarFull(max(left, 0))
    made = Registration.objects.create(
        seminar=found,
        name=full_name,
        organisation=nfc(organisation).strip()[:200],
        email=address,
        phone=nfc(phone).strip()[:30],
        party_size=party_size,
        language=language,
        state=RegistrationState.CONFIRMED if seated else RegistrationState.WAITLISTED,
        token=new_token(),
        created_at=now,
    )
    mail_registration(registration=made, occasion="confirmed" if seated else "waitlisted", now=now)
    if actor is not None:
        record_activity(
            actor=actor, verb="seminar.registered", obj=found, after={"registration": made.pk}
        )
    return made


def promote_waiting(*, seminar: Seminar, now: datetime) -> list[Registration]:
    """Give free seats to those who wait, in order, and tell them. The caller holds the lock.

    A party that does not fit is passed over and keeps its place. Nothing happens once the
    seminar has begun or is no longer published.
    """
    if seminar.state != SeminarState.PUBLISHED:
        return []
    if seminar.starts_at is None or seminar.starts_at <= now:
        return []
    free = seminar.capacity - seats_taken(seminar.pk)
    waiting = Registration.objects.filter(
        seminar=seminar, state=RegistrationState.WAITLISTED
    ).order_by("id")
    chosen = to_promote(list(waiting.values_list("id", "party_size")), free)
    promoted = list(waiting.filter(pk__in=chosen))
    for registration in promoted:
        registration.seminar = seminar
        registration.state = RegistrationState.CONFIRMED
        registration.save(update_fields=["state"])
        mail_registration(registration=registration, occasion="promoted", now=now)
    return promoted


@transaction.atomic
def cancel_registration(
    *, registration: Registration, now: datetime, actor: User | None = None, reason: str = ""
) -> Registration:
    """Give the seats back and pass them on; cancelling again changes nothing.

    The guest cancels by the personal link (`actor` None) or the organiser takes the registration
    off the list. An invitation answered with it becomes declined. Raises DomainError after the
    seminar.
    """
    seminar = locked_seminar(registration.seminar_id)
    found = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    found.seminar = seminar
    if found.state == RegistrationState.CANCELLED:
        return found
    if found.state not in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED):
        raise DomainError(_("The seminar is over."), code="over")
    was_seated = found.state == RegistrationState.CONFIRMED
    found.state, found.cancelled_at, found.reconfirm_since = RegistrationState.CANCELLED, now, None
    found.save(update_fields=["state", "cancelled_at", "reconfirm_since"])
    Invitation.objects.filter(registration=found).update(
        response=Response.DECLINED, responded_at=now, registration=None
    )
    mail_registration(registration=found, occasion="ended", now=now, reason=reason)
    record_activity(
        actor=actor,
        verb="seminar.registration_cancelled",
        obj=seminar,
        after={"registration": found.pk},
        reason=reason,
        by_link=actor is None,
    )
    if was_seated:
        promote_waiting(seminar=seminar, now=now)
    return found


@transaction.atomic
def confirm_again(*, registration: Registration, now: datetime) -> Registration:
    """After a move the guest says yes again; saying it twice changes nothing."""
    seminar = locked_seminar(registration.seminar_id)
    found = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    found.seminar = seminar
    if found.reconfirm_since is not None and found.state == RegistrationState.CONFIRMED:
        found.reconfirm_since = None
        found.save(update_fields=["reconfirm_since"])
        Invitation.objects.filter(registration=found, response=Response.NONE).update(
            response=Response.ACCEPTED, responded_at=now, response_channel="LINK"
        )
    return found
