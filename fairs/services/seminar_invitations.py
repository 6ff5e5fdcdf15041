"""Invitations to a seminar and the answers to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.addresses import plain_address
from common.errors import DomainError, InvalidInput
from common.text import hostile, nfc
from exhibitors.models import Producer
from exhibitors.queries import addresses_in_programme
from fairs.models import Invitation, Registration, Seminar
from fairs.rules.states import ACTIVE_REGISTRATIONS, Response, SeminarState
from fairs.services.seminar_mail import invitation_token, mail_invitation, token_digest
from fairs.services.seminar_registrations import (
    cancel_registration,
    confirm_again,
    locked_seminar,
    register,
)
from notifications.rules import ConsentChannel, MessageKind, address_hash
from notifications.services.consent import (
    Granted,
    consenting,
    record_grants,
    withdraw_consent,
)

MAX_GUESTS = 2_000


@dataclass(frozen=True)
class Guest:
    """Somebody to invite; the address tells whether it is somebody of the programme."""

    email: str
    name: str
    organisation: str = ""
    language: str = "vi"


def read_guests(text: str) -> list[Guest]:
    """One guest a line: `address`, `Name <address>` or `Name; organisation; address`.

    Raises InvalidInput naming every line that cannot be read.
    """
    guests: list[Guest] = []
    wrong: list[object] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = nfc(raw).strip()
        if not line:
            continue
        guest = _guest_of(line)
        if guest is None:
            wrong.append(
                _("Line %(number)d: “%(text)s” has no valid e-mail address.")
                % {"number": number, "text": line[:80]}
            )
        else:
            guests.append(guest)
    if wrong:
        raise InvalidInput(fields={"addresses": wrong})
    return guests


def _guest_of(line: str) -> Guest | None:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) == 1 and line.endswith(">") and "<" in line:
        name, _sep, inside = line[:-1].rpartition("<")
        parts = [name.strip(' "'), inside.strip()]
    address = plain_address(parts[-1])
    if address is None or hostile(line):
        return None
    name = parts[0] if len(parts) > 1 else ""
    return Guest(address, name[:150], parts[1][:200] if len(parts) > 2 else "")


def guests_of_producers(producers: Sequence[Producer]) -> list[Guest]:
    """The contacts of producers; those without an address are left out."""
    return [Guest(p.email, p.name[:150], "", p.language) for p in producers if p.email]


def new_guests(*, seminar: Seminar, guests: Sequence[Guest]) -> tuple[list[Guest], int]:
    """Who would get an invitation now, and how many of the list were invited before."""
    unique: dict[str, Guest] = {}
    for guest in guests:
        unique.setdefault(guest.email.lower(), guest)
    known = {
        email.lower()
        for email in Invitation.objects.filter(seminar=seminar).values_list("email", flat=True)
    }
    fresh = [guest for address, guest in unique.items() if address not in known]
    return fresh, len(unique) - len(fresh)


def strangers_among(guests: Sequence[Guest]) -> list[Guest]:
    """Guests whose address belongs to no producer of the programme: to them it is advertising."""
    known = addresses_in_programme(guest.email for guest in guests)
    return [guest for guest in guests if guest.email.lower() not in known]


@transaction.atomic
def invite_guests(
    *,
    seminar: Seminar,
    guests: Sequence[Guest],
    actor: User,
    now: datetime,
    text: str = "",
    consent_channel: str = "",
    consent_on: date | None = None,
) -> list[Invitation]:
    """Invite each address once; the messages leave by the outbox, with the calendar file.

    Somebody invited before is left alone, so sending twice is harmless. Addresses of producers and
    their people get it as service mail (`strangers_among`); others as advertising, which those who
    opted out never receive and which needs their consent: on record, or given on `consent_on` by
    `consent_channel`. Raises DomainError unless the seminar is published and to come, InvalidInput
    for too many guests or missing consents.
    """
    found = locked_seminar(seminar.pk)
    if found.state != SeminarState.PUBLISHED or not found.starts_at or found.starts_at <= now:
        raise DomainError(
            _("Publish the seminar first; only one that is to come can be announced."),
            code="not_published",
        )
    fresh, _known = new_guests(seminar=found, guests=guests)
    if len(fresh) > MAX_GUESTS:
        raise InvalidInput(fields={"addresses": [_("At most 2,000 guests at a time.")]})
    strangers = strangers_among(fresh)
    _require_consent(strangers, consent_channel, consent_on, actor=actor, now=now)
    made = Invitation.objects.bulk_create(
        Invitation(
            seminar=found,
            name=guest.name or guest.email.partition("@")[0],
            organisation=guest.organisation,
            email=guest.email,
            language=guest.language,
            token_hash=token_digest(invitation_token(found, guest.email)),
            expires_at=found.starts_at,
            created_at=now,
        )
        for guest in fresh
    )
    advertised = {guest.email for guest in strangers}
    for invitation in made:
        kind = MessageKind.ADVERTISING if invitation.email in advertised else MessageKind.SERVICE
        invitation.message = mail_invitation(
            invitation=invitation, now=now, kind=kind, text=nfc(text).strip()
        )
    Invitation.objects.bulk_update(made, ["message"])
    if made:
        record_activity(actor=actor, verb="seminar.invited", obj=found, after={"guests": len(made)})
    return made


def _require_consent(
    guests: Sequence[Guest], channel: str, day: date | None, *, actor: User, now: datetime
) -> None:
    """Record the consents stated; refuse guests who gave none, or refused since."""
    agreed = consenting(guest.email for guest in guests)
    missing = [guest for guest in guests if address_hash(guest.email) not in agreed]
    if not missing:
        return
    if not channel or day is None:
        names = ", ".join(guest.email for guest in missing[:3])
        sentence = _(
            "Guests without a consent on record: %(count)s (%(names)s). Say how and when they "
            "agreed, or leave them out."
        ) % {"count": len(missing), "names": names}
        raise InvalidInput(fields={"consent_channel": [sentence]})
    moment = datetime.combine(day, time.min, timezone.get_default_timezone())
    if moment > now:
        raise InvalidInput(fields={"consent_on": [_("Choose a day that has passed.")]})
    grants = [Granted(guest.email, channel, moment) for guest in missing]
    refused = record_grants(grants=grants, actor=actor, now=now)
    if refused:
        names = ", ".join(sorted(refused)[:10])
        later = _("These guests refused on a later day; leave them out: %(names)s.")
        raise InvalidInput(fields={"addresses": [later % {"names": names}]})


@transaction.atomic
def answer_invitation(
    *,
    invitation: Invitation,
    response: str,
    now: datetime,
    party_size: int = 1,
    waitlist: bool = False,
    actor: User | None = None,
) -> Invitation:
    """Record yes or no; yes makes the registration, no gives its seats back.

    The same answer again changes nothing. Locks the seminar before the invitation. `actor` is
    the organiser who took the answer by phone. Raises DomainError when the invitation was taken
    back or the seminar has begun, SeminarFull, InvalidInput.
    """
    if response not in (Response.ACCEPTED, Response.DECLINED):
        raise InvalidInput(fields={"response": [_("Answer yes or no.")]})
    seminar = locked_seminar(invitation.seminar_id)
    found = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    found.seminar = seminar
    over = seminar.state != SeminarState.PUBLISHED or not seminar.starts_at
    if found.revoked_at is not None or over or (seminar.starts_at and seminar.starts_at <= now):
        raise DomainError(_("This invitation can no longer be answered."), code="invitation_over")
    if found.response == response:
        return found
    if response == Response.ACCEPTED:
        found.registration = _seat(found, party_size, waitlist, actor, now)
        found.party_size = found.registration.party_size
    elif (held := _held(found)) is not None:
        found.registration = None
        found.save(update_fields=["registration"])
        cancel_registration(registration=held, now=now, actor=actor)
    found.response, found.responded_at = response, now
    found.response_channel = "PHONE" if actor else "LINK"
    found.save()
    record_activity(
        actor=actor,
        verb="seminar.answered",
        obj=seminar,
        after={"invitation": found.pk, "response": response, "channel": found.response_channel},
        by_link=actor is None,
    )
    return found


def _held(invitation: Invitation) -> Registration | None:
    """The registration the guest's address holds, however it was made."""
    return Registration.objects.filter(
        seminar=invitation.seminar_id,
        email__iexact=invitation.email,
        state__in=ACTIVE_REGISTRATIONS,
    ).first()


def _seat(
    invitation: Invitation, party_size: int, waitlist: bool, actor: User | None, now: datetime
) -> Registration:
    """The guest's registration: the one held already (confirmed again), or a new one."""
    held = _held(invitation)
    if held is not None:
        return confirm_again(registration=held, now=now)
    return register(
        seminar=invitation.seminar,
        name=invitation.name,
        organisation=invitation.organisation,
        email=invitation.email,
        party_size=party_size,
        language=invitation.language,
        waitlist=waitlist,
        now=now,
        actor=actor,
        by_invitation=True,
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Take an invitation back; its link answers nothing any more."""
    changed = Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)
    if changed:
        record_activity(
            actor=actor,
            verb="seminar.invitation_revoked",
            obj=invitation.seminar,
            after={"invitation": invitation.pk},
        )


@transaction.atomic
def refuse_further(*, invitation: Invitation, now: datetime) -> None:
    """No more invitations of this kind to this address, and no to this one.

    Stops at once; repeating it changes nothing.
    """
    withdraw_consent(address=invitation.email, channel=ConsentChannel.WEB, now=now)
    seminar = locked_seminar(invitation.seminar_id)
    if seminar.state == SeminarState.PUBLISHED and seminar.starts_at and seminar.starts_at > now:
        answer_invitation(invitation=invitation, response=Response.DECLINED, now=now)
