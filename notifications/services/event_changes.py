"""What becomes of the campaigns of an event that is postponed, moved or called off.

Who was invited already hears of it once, in one notice; what has not left yet is taken back and
leaves with the new facts. See docs/adr/0014-changed-events.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from accounts.services import record_activity
from notifications.models import (
    Campaign,
    CampaignFile,
    CampaignText,
    Document,
    Message,
    Recipient,
)
from notifications.rules import (
    UNSENT,
    Answer,
    CampaignState,
    DocumentState,
    MessageKind,
    MessageState,
    Skip,
    address_hash,
)
from notifications.services.campaign_steps import cancel_campaign, start_writing
from notifications.services.consent import refusing

RELEASED = (CampaignState.WRITING, CampaignState.UNDER_WAY)
HAS_LEFT = (MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN)
NOT_ARRIVED = (*UNSENT, MessageState.FAILED, MessageState.DEAD)


@dataclass(frozen=True)
class Subject:
    """The event campaigns invite to."""

    type: str
    id: object


@dataclass(frozen=True)
class ChangeNotice:
    """What those invited are told: texts and placeholder values by language, files by name.

    Nobody is told after `not_after` (None: whenever). `leave_out` are addresses in lower case
    that hear of it otherwise. Letters sent before are void for `void_reason`.
    """

    name: str
    texts: Mapping[str, tuple[str, str]]
    shared: Mapping[str, Mapping[str, str]]
    files: Mapping[str, tuple[str, bytes]]
    not_after: datetime | None
    leave_out: Collection[str] = field(default_factory=frozenset)
    void_reason: str = ""


def invited_addresses(subject: Subject) -> set[str]:
    """Addresses, in lower case, that an invitation to the event has left for."""
    return {address.lower() for address in _reached(subject).values_list("address", flat=True)}


def _campaigns(subject: Subject) -> list[Campaign]:
    """The campaigns inviting to the event, locked in ascending order."""
    return list(
        Campaign.objects.select_for_update(of=("self",))
        .filter(subject_type=subject.type, subject_id=str(subject.id), written_by_hand=True)
        .order_by("id")
    )


def _reached(subject: Subject) -> QuerySet[Recipient]:
    return Recipient.objects.filter(
        campaign__subject_type=subject.type,
        campaign__subject_id=str(subject.id),
        campaign__written_by_hand=True,
        message__state__in=HAS_LEFT,
    )


@transaction.atomic
def hold_campaigns(
    *, subject: Subject, notice: ChangeNotice, actor: User | None, now: datetime
) -> Campaign | None:
    """The event is postponed: nothing more leaves and nothing is answered until `move_campaigns`.

    Returns the campaign of the notice, None when nobody is to be told.
    """
    campaigns = _campaigns(subject)
    _withdraw_notices(subject, actor)
    for campaign in campaigns:
        if campaign.state == CampaignState.CANCELLED:
            continue
        _take_back(campaign)
        campaign.recipients.filter(reminder_due=True).update(reminder_due=False)
        campaign.held_at = now
        campaign.save(update_fields=["held_at"])
        record_activity(actor=actor, verb="campaign.held", obj=campaign)
    _void_letters(subject, notice.void_reason, now)
    return _tell(subject, notice, actor, now)


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
    _withdraw_notices(subject, actor)
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
    told = _tell(subject, notice, actor, now, with_letter=any(c.with_letter for c in campaigns))
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
    _withdraw_notices(subject, actor)
    for campaign in campaigns:
        if campaign.state != CampaignState.CANCELLED:
            cancel_campaign(campaign=campaign, actor=actor, reason=reason)
        _take_back(campaign)
    _void_letters(subject, notice.void_reason, now)
    return _tell(subject, notice, actor, now)


def _withdraw_notices(subject: Subject, actor: User | None) -> None:
    """An earlier notice that has not left everywhere says what is no longer so."""
    earlier = Campaign.objects.filter(
        subject_type=subject.type,
        subject_id=str(subject.id),
        state__in=RELEASED,
        recipients__invitation__isnull=False,
    )
    for campaign in earlier.distinct().order_by("id"):
        cancel_campaign(campaign=campaign, actor=actor)


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


def _tell(
    subject: Subject,
    notice: ChangeNotice,
    actor: User | None,
    now: datetime,
    *,
    with_letter: bool = False,
) -> Campaign | None:
    """One notice to each address that was reached and has not declined; written by a job."""
    if notice.not_after is not None and notice.not_after <= now:
        return None
    people = _to_tell(subject, notice.leave_out)
    if not people:
        return None
    told = Campaign.objects.create(
        name=notice.name[:200],
        subject_type=subject.type,
        subject_id=str(subject.id),
        kind=MessageKind.SERVICE,
        state=CampaignState.WRITING,
        not_after=notice.not_after,
        with_letter=with_letter,
        facts={language: dict(values) for language, values in notice.shared.items()},
        created_by=actor,
        created_at=now,
    )
    CampaignText.objects.bulk_create(
        CampaignText(campaign=told, language=language, subject=subject_line, body=body)
        for language, (subject_line, body) in sorted(notice.texts.items(), reverse=True)
    )
    CampaignFile.objects.bulk_create(
        CampaignFile(campaign=told, filename=name, content_type=kind, content=content)
        for name, (kind, content) in notice.files.items()
    )
    Recipient.objects.bulk_create((_told_again(told, one) for one in people), batch_size=1_000)
    _leave_out_refusing(told)
    start_writing(told, actor)
    return told


def _to_tell(subject: Subject, leave_out: Collection[str]) -> list[Recipient]:
    """Each address once: by the invitation it accepted, else by the latest."""
    found: dict[str, Recipient] = {}
    declined: set[str] = set()
    rows = _reached(subject).order_by("id").only(
        "address", "name", "language", "registered", "subject_type", "subject_id", "values",
        "answer", "campaign",
    )  # fmt: skip
    for row in rows.iterator():
        address = row.address.lower()
        if row.answer == Answer.DECLINED:
            declined.add(address)
        elif address not in found or found[address].answer != Answer.ACCEPTED:
            found[address] = row
    passed = {a for a in declined if a in found and found[a].answer != Answer.ACCEPTED}
    return [row for a, row in found.items() if a not in leave_out and a not in passed]


def _told_again(campaign: Campaign, invited: Recipient) -> Recipient:
    return Recipient(
        campaign=campaign,
        address=invited.address,
        name=invited.name,
        language=invited.language,
        registered=invited.registered,
        subject_type=invited.subject_type,
        subject_id=invited.subject_id,
        values=invited.values,
        invitation=invited,
    )


def _leave_out_refusing(told: Campaign) -> None:
    """Who is no registered producer, has not accepted and refused all mail since is left alone."""
    guests = list(
        told.recipients.filter(registered=False)
        .exclude(invitation__answer=Answer.ACCEPTED)
        .values_list("id", "address")
    )
    refused = refusing(address for _id, address in guests)
    ids = [pk for pk, address in guests if address_hash(address) in refused]
    told.recipients.filter(pk__in=ids).update(skipped=Skip.OPTED_OUT, revision=told.revision)


def _ask_again(subject: Subject, told: Campaign) -> None:
    """A yes to what has changed no longer counts; a no stays."""
    addresses = told.recipients.values(low=Lower("address"))
    _reached(subject).alias(low=Lower("address")).filter(
        answer=Answer.ACCEPTED, low__in=addresses
    ).update(answer=Answer.NONE, answered_at=None, answer_channel="", party_size=1)
