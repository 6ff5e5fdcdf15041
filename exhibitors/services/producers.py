"""Producers and the people who act for them."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import invite_user, record_activity
from common.addresses import WRONG, plain_address, validate_address
from common.errors import Forbidden, IllegalTransition, InvalidInput, StaleVersion
from common.text import nfc
from exhibitors.models import Producer, ProducerMember
from exhibitors.rules import (
    PRODUCER_CHANGES,
    MemberRole,
    ProducerKind,
    ProducerState,
    producer_fields_open_to,
)

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_random = secrets.SystemRandom()


def new_code(prefix: str) -> str:
    """A short code that can be read aloud; the unique column is the backstop."""
    return f"{prefix}-{''.join(_random.choices(_ALPHABET, k=8))}"


def checked_producer(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in composed form. Raises InvalidInput naming every wrong field."""
    clean = {k: nfc(v).strip() if isinstance(v, str) else v for k, v in values.items()}
    errors: dict[str, list[object]] = {}
    if "name" in clean and not clean["name"]:
        errors["name"] = [_("Give the name of the organisation.")]
    if "kind" in clean and clean["kind"] not in ProducerKind.values:
        errors["kind"] = [_("Choose one of the kinds listed.")]
    if "language" in clean and clean["language"] not in dict(settings.LANGUAGES):
        errors["language"] = [_("Choose Vietnamese, English or French.")]
    if clean.get("email") and plain_address(clean["email"]) is None:
        errors["email"] = [WRONG]
    for field, limit in (("name", 250), ("address", 300), ("tax_code", 20), ("phone", 30)):
        if len(clean.get(field) or "") > limit:
            errors[field] = [_("At most %(limit)d characters.") % {"limit": limit}]
    if errors:
        raise InvalidInput(fields=errors)
    return clean


def _tax_code_taken(error: IntegrityError) -> InvalidInput:
    if "producer_tax_code_once" in str(error):
        return InvalidInput(
            fields={"tax_code": [_("Another producer has this tax code. Open that record.")]}
        )
    raise error


def create_producer(*, actor: User | None, now: datetime, **values: Any) -> Producer:
    """Record a producer, to be verified by the office. Raises InvalidInput."""
    producer = Producer(code=new_code("P"), created_at=now, **checked_producer(values))
    try:
        with transaction.atomic():
            producer.save()
            record_activity(
                actor=actor, verb="producer.created", obj=producer, after={"name": producer.name}
            )
    except IntegrityError as error:
        raise _tax_code_taken(error) from error
    return producer


def _value(producer: Producer, field: str) -> Any:
    return producer.serializable_value(field)


def update_producer(
    *,
    producer: Producer,
    version: int,
    actor: User,
    organiser: bool,
    now: datetime,
    **changes: Any,
) -> Producer:
    """Change a producer's record; `organiser` tells whether identity fields are open.

    Raises StaleVersion, InvalidInput, and Forbidden when a field is not open to the actor.
    """
    changes = checked_producer(changes)
    try:
        with transaction.atomic():
            locked = Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
            if locked.version != version:
                raise StaleVersion
            if locked.state == ProducerState.MERGED:
                raise Forbidden(_("This record was merged into another one. Edit that one."))
            changed = {
                name: value for name, value in changes.items() if getattr(locked, name) != value
            }
            allowed = producer_fields_open_to(organiser=organiser, state=locked.state)
            if shut := sorted(set(changed) - allowed):
                sentence = _("The office changes this once the record is verified. Ask them.")
                raise InvalidInput(
                    code="field_closed", status=403, fields={name: [sentence] for name in shut}
                )
            if not changed:
                return locked
            before = {name: _value(locked, name) for name in changed}
            for name, value in changed.items():
                setattr(locked, name, value)
            locked.version += 1
            locked.save()
            after = {name: _value(locked, name) for name in changed}
            record_activity(
                actor=actor, verb="producer.updated", obj=locked, before=before, after=after
            )
            return locked
    except IntegrityError as error:
        raise _tax_code_taken(error) from error


@transaction.atomic
def change_state(
    *, producer: Producer, to: str, actor: User | None, now: datetime, reason: str = ""
) -> Producer:
    """Verify or suspend a producer (suspending needs a reason). Raises IllegalTransition."""
    locked = Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    before = ProducerState(locked.state)
    if to not in PRODUCER_CHANGES[before]:
        raise IllegalTransition(source=before.label, target=ProducerState(to).label)
    if to == ProducerState.SUSPENDED and not reason.strip():
        raise InvalidInput(fields={"reason": [_("Say why; the producer will ask.")]})
    locked.state = to
    locked.version += 1
    locked.save(update_fields=["state", "version"])
    record_activity(
        actor=actor,
        verb=f"producer.{to.lower()}",
        obj=locked,
        before={"state": before.value},
        after={"state": to},
        reason=reason.strip(),
    )
    return locked


@transaction.atomic
def add_member(
    *, producer: Producer, email: str, full_name: str, role: str, actor: User, now: datetime
) -> ProducerMember:
    """Let somebody act for a producer; a new person is invited by mail.

    Adding somebody twice changes nothing but the role. Raises InvalidInput.
    """
    address = validate_address(email, field="email").lower()
    if role not in MemberRole.values:
        raise InvalidInput(fields={"role": [_("Choose owner or staff.")]})
    Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    user = invite_user(
        email=address,
        full_name=nfc(full_name).strip(),
        language=producer.language,
        actor=actor,
        now=now,
    )
    member, created = ProducerMember.objects.get_or_create(
        producer=producer, user=user, until=None, defaults={"role": role, "since": now}
    )
    if created or member.role != role:
        member.role = role
        member.save(update_fields=["role"])
        record_activity(
            actor=actor,
            verb="producer.member_added",
            obj=producer,
            after={"email": user.email, "role": role},
        )
    return member


@transaction.atomic
def end_membership(*, member: ProducerMember, actor: User, now: datetime) -> None:
    """Somebody no longer acts for the producer, from the next request on."""
    locked = ProducerMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if locked.until is None:
        locked.until = now
        locked.save(update_fields=["until"])
        record_activity(
            actor=actor,
            verb="producer.member_removed",
            obj=locked.producer,
            before={"email": locked.user.email, "role": locked.role},
        )
