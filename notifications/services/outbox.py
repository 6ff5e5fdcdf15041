"""The outbox as a whole: settling what vanished senders left, pausing, holding after a restore."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.locks import try_name_lock
from notifications.models import DomainPace, Message, OutboxSwitch
from notifications.rules import MessageState
from notifications.services.hints import wake_mail
from notifications.services.jobs import db_now

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reconciled:
    """What one run of the reconciler changed, and how many messages are due."""

    requeued: int = 0
    uncertain: int = 0
    due: int = 0


@transaction.atomic
def reconcile_messages() -> Reconciled:
    """Expired claims go back to the queue, expired hand-overs become uncertain.

    What a campaign has not sent by its last moment is taken back: nobody is invited to the past.

    Idempotent; a second reconciler at the same time does nothing.
    """
    if not try_name_lock("reconcile-messages"):
        return Reconciled()
    moment = db_now()
    free: dict[str, Any] = {"claim_token": None, "lease_until": None}
    requeued = Message.objects.filter(state=MessageState.CLAIMED, lease_until__lt=moment).update(
        state=MessageState.QUEUED, **free
    )
    uncertain = Message.objects.filter(state=MessageState.SENDING, lease_until__lt=moment).update(
        state=MessageState.UNCERTAIN, next_attempt_at=moment, **free
    )
    late = Message.objects.filter(
        state__in=[MessageState.QUEUED, MessageState.WAITING], campaign__not_after__lte=moment
    ).update(state=MessageState.CANCELLED, last_reply=_("Too late: the campaign is over."))
    if late:
        log.warning("outbox.too_late", messages=late)
    if requeued or uncertain:
        log.warning("outbox.reconciled", requeued=requeued, uncertain=uncertain)
    due = Message.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=moment)[:1000]
    return Reconciled(requeued, uncertain, due.count())


@transaction.atomic
def pause_outbox(*, actor: User | None, reason: str, now: datetime) -> OutboxSwitch:
    """Let nothing leave: what was claimed goes back, what is on the wire is finished."""
    OutboxSwitch.objects.get_or_create(id=1)
    switch = OutboxSwitch.objects.select_for_update(of=("self",)).get(id=1)
    if switch.paused_at is None:
        switch.paused_at, switch.paused_by, switch.reason = now, actor, reason[:300]
        switch.save()
        record_activity(actor=actor, verb="outbox.paused", obj=switch, reason=reason)
    _release_claims(Message.objects.all())
    return switch


@transaction.atomic
def resume_outbox(*, actor: User | None) -> OutboxSwitch:
    """Let messages leave again."""
    OutboxSwitch.objects.get_or_create(id=1)
    switch = OutboxSwitch.objects.select_for_update(of=("self",)).get(id=1)
    if switch.paused_at is not None:
        switch.paused_at, switch.paused_by, switch.reason = None, None, ""
        switch.save()
        record_activity(actor=actor, verb="outbox.resumed", obj=switch)
        wake_mail()
    return switch


def _release_claims(messages: Any) -> int:
    count: int = messages.filter(state=MessageState.CLAIMED).update(
        state=MessageState.QUEUED, claim_token=None, lease_until=None
    )
    return count


@transaction.atomic
def hold_after_restore(*, now: datetime) -> int:
    """After a restore from backup: pause, and make every hand-over uncertain.

    An old backup would otherwise send again what left after it was taken. Returns how many
    messages became uncertain.
    """
    pause_outbox(actor=None, reason=_("Restored from a backup"), now=now)
    count: int = Message.objects.filter(state=MessageState.SENDING).update(
        state=MessageState.UNCERTAIN,
        claim_token=None,
        lease_until=None,
        next_attempt_at=now,
    )
    return count


def forget_pace(*, domains: Iterable[str]) -> None:
    """Close the circuit of some domains again, for *try again* after the cause was removed."""
    DomainPace.objects.filter(domain__in=list(domains)).delete()
