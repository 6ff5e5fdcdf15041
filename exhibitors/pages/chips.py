"""One vocabulary of status chips for each noun: (tone, label, settled)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Certificate, Producer
from exhibitors.queries import standing_of
from exhibitors.rules import (
    STANDING_TONES,
    STATE_TONES,
    ProducerState,
    Standing,
    valid_on,
)

Chip = tuple[str, object, bool]


def source_chip(row: Any) -> Chip:
    """Whether a fact was seen in its source, or is made up for demonstration."""
    if row.is_demo:
        return ("grey", _("Demonstration"), True)
    if row.verified:
        return ("jade", _("Seen in its source"), True)
    return ("amber", _("To be checked"), False)


def state_chip(producer: Producer) -> Chip:
    state = ProducerState(producer.state)
    return (STATE_TONES[state], state.label, state != ProducerState.UNVERIFIED)


def standing_chip(product: Any) -> Chip:
    value = standing_of(product, timezone.localdate())
    return (STANDING_TONES[value], value.label, value != Standing.CANDIDATE)


def certificate_chip(certificate: Certificate) -> Chip:
    today = timezone.localdate()
    if certificate.revoked_on is not None:
        return ("red", _("Revoked"), True)
    if valid_on(certificate, today):
        return ("jade", _("In force"), True)
    if certificate.issued_on > today:
        return ("blue", _("Not yet in force"), False)
    return ("grey", _("Expired"), True)
