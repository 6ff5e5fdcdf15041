"""Who may be written to: consents on record, refusals at once, closed addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.addresses import validate_address
from common.errors import InvalidInput
from notifications.models import ConsentEntry, Message, Suppression
from notifications.rules import (
    CONSENT_VERSION,
    UNSENT,
    ConsentAct,
    ConsentChannel,
    MessageKind,
    MessageState,
    address_hash,
)


def suppress_address(*, address: str, scope: str, reason: str) -> Suppression:
    """Put an address on the suppression list (scope ALL or ADVERTISING); only a digest is kept."""
    row, _created = Suppression.objects.get_or_create(
        address_hash=address_hash(address), scope=scope, defaults={"reason": reason[:40]}
    )
    return row


def unsuppress_address(*, address: str, scope: str) -> bool:
    """Take an address off the list again; whether it was on it."""
    deleted, _rows = Suppression.objects.filter(
        address_hash=address_hash(address), scope=scope
    ).delete()
    return bool(deleted)


@transaction.atomic
def record_consent(
    *,
    address: str,
    act: str,
    channel: str,
    occurred_at: datetime,
    now: datetime,
    actor: User | None,
    note: str = "",
    text_version: str = CONSENT_VERSION,
) -> ConsentEntry:
    """Add a consent or its withdrawal to the log; the suppression list follows at once.

    A withdrawal also takes back what has not left yet. Raises InvalidInput for an address that
    is none, or a moment to come.
    """
    plain = validate_address(address, field="address")
    if occurred_at > now:
        raise InvalidInput(fields={"occurred_at": [_("Choose a moment that has passed.")]})
    entry = ConsentEntry.objects.create(
        address_hash=address_hash(plain),
        act=ConsentAct(act),
        channel=ConsentChannel(channel),
        text_version=text_version,
        occurred_at=occurred_at,
        recorded_at=now,
        recorded_by=actor,
        note=note[:300],
    )
    if act == ConsentAct.WITHDRAWN:
        suppress_address(address=plain, scope=MessageKind.ADVERTISING, reason="refused")
        Message.objects.filter(
            recipient__iexact=plain, kind=MessageKind.ADVERTISING, state__in=UNSENT
        ).update(state=MessageState.SUPPRESSED, claim_token=None, lease_until=None)
    else:
        unsuppress_address(address=plain, scope=MessageKind.ADVERTISING)
    record_activity(
        actor=actor, verb=f"consent.{act.lower()}", obj=entry, after={"channel": channel}
    )
    return entry


@dataclass(frozen=True)
class Granted:
    """A consent somebody gave, to be recorded."""

    address: str
    channel: str
    occurred_at: datetime


@transaction.atomic
def record_grants(*, grants: Sequence[Granted], actor: User, now: datetime) -> set[str]:
    """Record many consents at once; the addresses, in lower case, that refused later.

    A consent recorded before is not recorded again. Who refused on or after the day of the
    consent stays refused.
    """
    hashes = {address_hash(grant.address): grant for grant in grants}
    known = list(ConsentEntry.objects.filter(address_hash__in=hashes))
    refused = {
        entry.address_hash
        for entry in known
        if entry.act == ConsentAct.WITHDRAWN
        and entry.occurred_at >= hashes[entry.address_hash].occurred_at
    }
    present = {(e.address_hash, e.occurred_at) for e in known if e.act == ConsentAct.GRANTED}
    new = [
        ConsentEntry(
            address_hash=digest,
            act=ConsentAct.GRANTED,
            channel=grant.channel,
            text_version=CONSENT_VERSION,
            occurred_at=grant.occurred_at,
            recorded_at=now,
            recorded_by=actor,
        )
        for digest, grant in hashes.items()
        if digest not in refused and (digest, grant.occurred_at) not in present
    ]
    made = ConsentEntry.objects.bulk_create(new, batch_size=1000)
    Suppression.objects.filter(
        address_hash__in=[entry.address_hash for entry in made], scope=MessageKind.ADVERTISING
    ).delete()
    if made:
        record_activity(
            actor=actor, verb="consent.granted", obj=made[0], after={"count": len(made)}
        )
    return {hashes[digest].address.lower() for digest in refused}


def refuse_advertising(*, message: Message, channel: str, now: datetime) -> None:
    """The recipient of this message wants no more advertising; repeating it changes nothing."""
    withdraw_consent(address=message.recipient, channel=channel, now=now, note=message.message_id)


def withdraw_consent(*, address: str, channel: str, now: datetime, note: str = "") -> None:
    """Somebody refused by a link of ours; once on the list, nothing more is recorded."""
    listed = Suppression.objects.filter(
        address_hash=address_hash(address), scope=MessageKind.ADVERTISING
    )
    if not listed.exists():
        record_consent(
            address=address,
            act=ConsentAct.WITHDRAWN,
            channel=channel,
            occurred_at=now,
            now=now,
            actor=None,
            note=note,
        )


def consenting(addresses: Iterable[str]) -> set[str]:
    """The digests of those addresses whose latest entry is a consent."""
    hashes = {address_hash(address) for address in addresses}
    latest = (
        ConsentEntry.objects.filter(address_hash__in=hashes)
        .order_by("address_hash", "-id")
        .distinct("address_hash")
        .values_list("address_hash", "act")
    )
    return {digest for digest, act in latest if act == ConsentAct.GRANTED}


def refusing(addresses: Iterable[str]) -> set[str]:
    """The digests of those addresses that want no advertising, or are closed."""
    hashes = {address_hash(address) for address in addresses}
    listed = Suppression.objects.filter(address_hash__in=hashes)
    return set(listed.values_list("address_hash", flat=True))
