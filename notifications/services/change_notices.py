"""Notices of a change: told once to each address that an invitation to the event has reached."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from notifications.models import Campaign, CampaignFile, CampaignText, Recipient
from notifications.rules import Answer, CampaignState, MessageKind, MessageState, Skip, address_hash
from notifications.services.campaign_steps import cancel_campaign, start_writing
from notifications.services.consent import refusing

RELEASED = (CampaignState.WRITING, CampaignState.UNDER_WAY)
HAS_LEFT = (MessageState.SENDING, MessageState.SENT, MessageState.UNCERTAIN)


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
    return {address.lower() for address in reached(subject).values_list("address", flat=True)}


def reached(subject: Subject) -> QuerySet[Recipient]:
    """Those an invitation to the event has left for."""
    return Recipient.objects.filter(
        campaign__subject_type=subject.type,
        campaign__subject_id=str(subject.id),
        campaign__written_by_hand=True,
        message__state__in=HAS_LEFT,
    )


def withdraw_notices(subject: Subject, actor: User | None) -> None:
    """An earlier notice that has not left everywhere says what is no longer so."""
    earlier = Campaign.objects.filter(
        subject_type=subject.type,
        subject_id=str(subject.id),
        state__in=RELEASED,
        recipients__invitation__isnull=False,
    )
    for campaign in earlier.distinct().order_by("id"):
        cancel_campaign(campaign=campaign, actor=actor)


def tell(
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
    rows = reached(subject).order_by("id").only(
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
