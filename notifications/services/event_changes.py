"""What becomes of the campaigns of an event that is postponed, moved or called off.

Who was invited already hears of it once, in one notice; what has not left yet is taken back and
leaves with the new facts. See docs/adr/0014-changed-events.md.
"""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from accounts.services import record_activity
from notifications.models import Campaign, Document, Message, Recipient
from notifications.rules import UNSENT, Answer, CampaignState, DocumentState, MessageState
from notifications.services.campaign_steps import cancel_campaign, start_writing
from notifications.services.change_notices import (
    RELEASED,
    ChangeNotice,
    Subject,
    reached,
    tell,
    withdraw_notices,
)

NOT_ARRIVED = (*UNSENT, MessageState.FAILED, MessageState.DEAD)


def _campaigns(subject: Subject) -> list[Campaign]:
    """The campaigns inviting to the event, locked in ascending order."""
    return list(
        Campaign.objects.select_for_update(of=("self",))
        .filter(subject_type=subject.type, subject_id=str(subject.id), written_by_hand=True)
        .order_by("id")
    )


@transaction.atomic
def hold_campaigns(
    *, subject: Subject, notice: ChangeNotice, actor: User | None, now: datetime
) -> Campaign | None:
    """The event is postponed: nothing more leaves and nothing is answered until `move_campaigns`.

    Returns the campaign of the notice, None when nobody is to be told.
    """
    campaigns = _campaigns(subject)
    withdraw_notices(subject, actor)
    for campaign in campaigns:
        if campaign.state == CampaignState.CANCELLED:
            continue
        _take_back(campaign)
        campaign.recipients.filter(reminder_due=True).update(reminder_due=False)
        campaign.held_at = now
        campaign.save(update_fields=["held_at"])
        record_activity(actor=actor, verb="campaign.held", obj=campaign)
    _void_letters(subject, notice.void_reason, now)
    return tell(subject, notice, actor, now)


@transaction.atomic
def move_campaigns(
    *,
    subject: Subject,
    notice: ChangeNotice,
    until: datetime,
    new_days: bool,
    ask_again: bool,
    actor: User | None,
    now: datetime,
) -> Campaign | None:
    """The event has other days, hours or another place.

    Drafts and unsent messages get the new facts and files; with `new_days` answers end at `until`.
    Whoever was reached and has not declined gets the notice; with `ask_again` an earlier yes no
    longer counts. Returns the campaign of the notice, None when nobody is to be told.
    """
    campaigns = _campaigns(subject)
    withdraw_notices(subject, actor)
    for campaign in campaigns:
        if campaign.state == CampaignState.CANCELLED:
            continue
        _refresh(campaign, notice, until if new_days else None)
        waiting = _take_back(campaign) or campaign.state == CampaignState.WRITING
        if campaign.state in RELEASED and (waiting or campaign.held_at is not None):
            campaign.state = CampaignState.WRITING
            campaign.revision += 1
        campaign.held_at = None
        campaign.save()
        if campaign.state == CampaignState.WRITING:
            start_writing(campaign, actor)
        record_activity(actor=actor, verb="campaign.moved", obj=campaign)
    _void_letters(subject, notice.void_reason, now)
    told = tell(subject, notice, actor, now, with_letter=any(c.with_letter for c in campaigns))
    if ask_again and told is not None:
        _ask_again(subject, told)
    return told


@transaction.atomic
def end_campaigns(
    *, subject: Subject, notice: ChangeNotice, reason: str, actor: User | None, now: datetime
) -> Campaign | None:
    """The event is called off: campaigns stop for good and those who were invited are told.

    Returns the campaign of the notice, None when nobody is to be told.
    """
    campaigns = _campaigns(subject)
    withdraw_notices(subject, actor)
    for campaign in campaigns:
        if campaign.state != CampaignState.CANCELLED:
            cancel_campaign(campaign=campaign, actor=actor, reason=reason)
        _take_back(campaign)
    _void_letters(subject, notice.void_reason, now)
    return tell(subject, notice, actor, now)


def _take_back(campaign: Campaign) -> int:
    """Take back what has not arrived; its recipients count as not written to. How many.

    Done here and not by the writing job: a message claimed meanwhile would leave with old facts,
    and its recipient would get neither the new ones nor the notice.
    """
    taken = list(
        Message.objects.select_for_update(of=("self",))
        .filter(campaign=campaign, state__in=NOT_ARRIVED)
        .order_by("id")
        .values_list("id", flat=True)
    )
    Message.objects.filter(pk__in=taken).update(
        state=MessageState.CANCELLED, claim_token=None, lease_until=None
    )
    return Recipient.objects.filter(message__in=taken).update(message=None)


def _void_letters(subject: Subject, reason: str, now: datetime) -> None:
    """Letters name the place and the days: what they say no longer holds."""
    letters = Recipient.objects.filter(
        campaign__subject_type=subject.type,
        campaign__subject_id=str(subject.id),
        document__isnull=False,
    )
    Document.objects.filter(pk__in=letters.values("document"), state=DocumentState.VALID).update(
        state=DocumentState.VOID, voided_at=now, void_reason=reason[:300]
    )


def _refresh(campaign: Campaign, notice: ChangeNotice, until: datetime | None) -> None:
    campaign.facts = {
        language: {**campaign.facts.get(language, {}), **notice.shared[language]}
        for language in notice.shared
    }
    if until is not None:
        campaign.not_after = until
        if campaign.send_at is not None and campaign.send_at >= until:
            campaign.send_at = None  # it was to leave after the event: now it leaves at once
    campaign.version += 1
    for name, (kind, content) in notice.files.items():
        campaign.files.filter(filename=name).update(content_type=kind, content=content)


def _ask_again(subject: Subject, told: Campaign) -> None:
    """A yes to what has changed no longer counts; a no stays."""
    addresses = told.recipients.values(low=Lower("address"))
    reached(subject).alias(low=Lower("address")).filter(
        answer=Answer.ACCEPTED, low__in=addresses
    ).update(answer=Answer.NONE, answered_at=None, answer_channel="", party_size=1)
