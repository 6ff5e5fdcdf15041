"""Decisions about messages: taken back, sent again, counted as sent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import IllegalTransition
from notifications.models import Campaign, Message
from notifications.rules import MESSAGE_CHANGES, UNSENT, MessageState
from notifications.services.hints import wake_mail


@transaction.atomic
def cancel_messages(
    *, subject_type: str, subject_id: object, actor: User | None, reason: str
) -> int:
    """Take back what has not left yet about a subject; the number taken back.

    A message being handed over to the mail server at this moment cannot be taken back.
    """
    unsent = Message.objects.filter(
        subject_type=subject_type, subject_id=str(subject_id), state__in=UNSENT
    )
    first = unsent.order_by("id").first()
    count = unsent.update(
        state=MessageState.CANCELLED,
        claim_token=None,
        lease_until=None,
        last_reply=reason[:500],
    )
    if first is not None and count:
        record_activity(
            actor=actor,
            verb="messages.cancelled",
            obj=first,
            after={"subject": f"{subject_type} {subject_id}", "count": count},
            reason=reason,
        )
    return count


@transaction.atomic
def change_state(*, message: Message, to: str, actor: User | None, now: datetime) -> Message:
    """A decision about one message: send again, count as sent, try again, cancel, bounced.

    Raises IllegalTransition when the message's state does not allow it.
    """
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if to not in MESSAGE_CHANGES.get(locked.state, frozenset()):
        raise IllegalTransition(
            source=MessageState(locked.state).label,
            target=MessageState(to).label,
            why=_("Reload the page to see what happened to this message."),
        )
    before = locked.state
    locked.state = to
    locked.claim_token = locked.lease_until = None
    if to == MessageState.QUEUED:
        locked.attempts, locked.next_attempt_at = 0, now
        wake_mail()
    if to == MessageState.SENT:
        locked.sent_at = now
    locked.save(
        update_fields=[
            "state",
            "claim_token",
            "lease_until",
            "attempts",
            "next_attempt_at",
            "sent_at",
        ]
    )
    record_activity(
        actor=actor,
        verb=f"message.{to.lower()}",
        obj=locked,
        before={"state": before},
        after={"state": to},
    )
    return locked


def resend_message(*, message: Message, actor: User | None, now: datetime) -> Message:
    """Send an uncertain, failed or given-up message again, under the same Message-ID."""
    return change_state(message=message, to=MessageState.QUEUED, actor=actor, now=now)


def count_as_sent(*, message: Message, actor: User | None, now: datetime) -> Message:
    """Settle an uncertain message as sent (the recipient confirmed, or the log shows it)."""
    return change_state(message=message, to=MessageState.SENT, actor=actor, now=now)


def cancel_message(*, message: Message, actor: User | None, now: datetime) -> Message:
    """Take one unsent message back."""
    return change_state(message=message, to=MessageState.CANCELLED, actor=actor, now=now)


@transaction.atomic
def resend_refused(*, actor: User | None, now: datetime, campaign: Campaign | None = None) -> int:
    """Try all failed and given-up messages again (of one campaign, or all); how many."""
    refused = Message.objects.filter(state__in=[MessageState.FAILED, MessageState.DEAD])
    if campaign is not None:
        refused = refused.filter(campaign=campaign)
    first = refused.order_by("id").first()
    count = refused.update(state=MessageState.QUEUED, attempts=0, next_attempt_at=now)
    if first is not None:
        wake_mail()
        record_activity(
            actor=actor, verb="messages.queued_again", obj=first, after={"count": count}
        )
    return count
