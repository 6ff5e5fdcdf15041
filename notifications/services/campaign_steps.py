"""The way of a campaign: released, written again, paused, going on, stopped."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, IllegalTransition
from notifications.models import Campaign, Job, Message
from notifications.rules import (
    ACTIVE_JOBS,
    CAMPAIGN_CHANGES,
    CampaignState,
    MessageState,
    validate_times,
)
from notifications.services.campaigns import locked_campaign, unsent_of
from notifications.services.hints import wake_mail
from notifications.services.jobs import request_cancel, start_job

JOB_KIND = "notifications.campaign"
SUBJECT = "notifications.campaign"


def _change(campaign: Campaign, to: str) -> None:
    if to not in CAMPAIGN_CHANGES.get(campaign.state, frozenset()):
        raise IllegalTransition(
            source=CampaignState(campaign.state).label, target=CampaignState(to).label
        )
    campaign.state = to


@transaction.atomic
def release_campaign(*, campaign: Campaign, actor: User, now: datetime) -> Campaign:
    """Write the messages of all recipients, in a job; they leave from `send_at` on.

    Releasing twice is harmless. Raises DomainError without recipients, InvalidInput when the
    moment to send or the last moment has passed meanwhile.
    """
    locked = locked_campaign(campaign.pk)
    if locked.state in (CampaignState.WRITING, CampaignState.UNDER_WAY):
        return locked
    _change(locked, CampaignState.WRITING)
    if locked.held_at is not None:
        raise DomainError(
            _("The event was postponed. Give it new days first, then send."), code="event_postponed"
        )
    validate_times(locked.send_at, locked.not_after, now)
    if not locked.recipients.exists():
        raise DomainError(_("Choose recipients first."), code="no_recipients")
    locked.save(update_fields=["state"])
    start_writing(locked, actor)
    record_activity(
        actor=actor,
        verb="campaign.released",
        obj=locked,
        after={"count": locked.recipients.count()},
    )
    return locked


def start_writing(campaign: Campaign, actor: User | None, key: str = "") -> Job:
    """The job that writes what is missing; one for each text, or for each asking (`key`)."""
    return start_job(
        kind=JOB_KIND,
        title=campaign.name,
        actor=actor,
        params={"campaign": campaign.pk},
        subject_type=SUBJECT,
        subject_id=campaign.pk,
        dedupe_key=f"{campaign.pk}/{key or campaign.revision}",
    )


@transaction.atomic
def rewrite_unsent(*, campaign: Campaign, actor: User) -> Campaign:
    """Replace the messages still here that carry an earlier text; what has left stays.

    Raises IllegalTransition unless the campaign is under way.
    """
    locked = locked_campaign(campaign.pk)
    _change(locked, CampaignState.WRITING)
    locked.save(update_fields=["state"])
    start_writing(locked, actor)
    record_activity(actor=actor, verb="campaign.rewritten", obj=locked)
    return locked


@transaction.atomic
def cancel_campaign(*, campaign: Campaign, actor: User | None, reason: str = "") -> Campaign:
    """Stop for good: what is unsent is taken back, what has left stays."""
    locked = locked_campaign(campaign.pk)
    if locked.state == CampaignState.CANCELLED:
        return locked
    _change(locked, CampaignState.CANCELLED)
    locked.paused_at = None
    locked.save(update_fields=["state", "paused_at"])
    for job in Job.objects.filter(
        subject_type=SUBJECT, subject_id=str(locked.pk), state__in=ACTIVE_JOBS
    ):
        request_cancel(job=job, actor=actor)
    count = unsent_of(locked).update(
        state=MessageState.CANCELLED,
        claim_token=None,
        lease_until=None,
        last_reply=(reason or _("The campaign was stopped."))[:500],
    )
    record_activity(
        actor=actor, verb="campaign.cancelled", obj=locked, after={"count": count}, reason=reason
    )
    return locked


@transaction.atomic
def pause_campaign(*, campaign: Campaign, actor: User, now: datetime) -> Campaign:
    """Let nothing more of it leave for now; what is on the wire is finished."""
    locked = locked_campaign(campaign.pk)
    if locked.paused_at is None:
        locked.paused_at = now
        locked.save(update_fields=["paused_at"])
        record_activity(actor=actor, verb="campaign.paused", obj=locked)
    Message.objects.filter(campaign=locked, state=MessageState.CLAIMED).update(
        state=MessageState.QUEUED, claim_token=None, lease_until=None
    )
    return locked


@transaction.atomic
def resume_campaign(*, campaign: Campaign, actor: User) -> Campaign:
    """Let it go on."""
    locked = locked_campaign(campaign.pk)
    if locked.paused_at is not None:
        locked.paused_at = None
        locked.save(update_fields=["paused_at"])
        record_activity(actor=actor, verb="campaign.resumed", obj=locked)
        wake_mail()
    return locked
