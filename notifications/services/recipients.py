"""Who gets a campaign: added once each, taken off while it is a draft, answered for by phone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.addresses import validate_address
from common.errors import DomainError, InvalidInput
from common.text import nfc, one_line
from notifications.models import Campaign, Recipient
from notifications.registered import registered_among
from notifications.rules import (
    MAX_PARTY,
    PLACEHOLDERS,
    Answer,
    AnswerChannel,
    CampaignState,
    Language,
    takes_answers,
)
from notifications.services.campaigns import locked_campaign

MOST = 20_000
STEP = 1_000


@dataclass(frozen=True)
class Addressee:
    """Somebody to write to. `registered` with the programme: told of it as a service; anybody
    else gets advertising, which needs consent."""

    address: str
    name: str = ""
    language: str = "vi"
    registered: bool = False
    subject_type: str = ""
    subject_id: object = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Added:
    """How many were added, and how many were on the list before or twice."""

    added: int
    known: int


@transaction.atomic
def add_recipients(*, campaign: Campaign, people: Sequence[Addressee], actor: User) -> Added:
    """Put people on a draft's list, each address once; a producer's address is registered.

    Raises InvalidInput naming an address that is none, DomainError unless it is a draft.
    """
    locked = locked_campaign(campaign.pk)
    if locked.state != CampaignState.DRAFT:
        raise DomainError(
            _("Recipients are chosen before the campaign is released."), code="not_draft"
        )
    rows: dict[str, Recipient] = {}
    for person in people:
        row = _row(locked, person)
        rows.setdefault(row.address.lower(), row)
    for address in registered_among(rows):
        rows[address].registered = True
    before = locked.recipients.count()
    if before + len(rows) > MOST:
        raise InvalidInput(fields={"recipients": [_("At most 20,000 recipients in a campaign.")]})
    Recipient.objects.bulk_create(rows.values(), batch_size=STEP, ignore_conflicts=True)
    added = locked.recipients.count() - before
    if added:
        record_activity(
            actor=actor, verb="campaign.recipients_added", obj=locked, after={"count": added}
        )
    return Added(added=added, known=len(people) - added)


def _row(campaign: Campaign, person: Addressee) -> Recipient:
    name = nfc(person.name.strip())
    if not one_line(name):
        raise InvalidInput(fields={"name": [_("Write the name on one line of text.")]})
    return Recipient(
        campaign=campaign,
        address=validate_address(person.address, field="recipients"),
        name=name[:200],
        language=person.language if person.language in Language.values else Language.VI,
        registered=person.registered,
        subject_type=person.subject_type,
        subject_id=str(person.subject_id),
        values={k: nfc(str(v)) for k, v in person.values.items() if k in PLACEHOLDERS},
    )


@transaction.atomic
def remove_recipients(*, campaign: Campaign, recipients: Iterable[int] | None, actor: User) -> int:
    """Take some (their ids) or all (None) off a draft's list; how many. Raises DomainError."""
    locked = locked_campaign(campaign.pk)
    if locked.state != CampaignState.DRAFT:
        raise DomainError(
            _("Recipients are chosen before the campaign is released."), code="not_draft"
        )
    rows = locked.recipients.all()
    if recipients is not None:
        rows = rows.filter(pk__in=list(recipients))
    count, _models = rows.delete()
    if count:
        record_activity(
            actor=actor, verb="campaign.recipients_removed", obj=locked, after={"count": count}
        )
    return count


@transaction.atomic
def record_answer(
    *,
    recipient: Recipient,
    answer: str,
    now: datetime,
    party_size: int = 1,
    actor: User | None = None,
) -> Recipient:
    """Keep yes or no; the same answer again changes nothing.

    `actor` is the organiser who took it by phone. Raises InvalidInput naming answer or
    party_size, DomainError when the invitation is over or was taken back.
    """
    if answer not in (Answer.ACCEPTED, Answer.DECLINED):
        raise InvalidInput(fields={"answer": [_("Answer yes or no.")]})
    if not 1 <= party_size <= MAX_PARTY:
        raise InvalidInput(fields={"party_size": [_("Enter a number from 1 to 20.")]})
    campaign = Campaign.objects.select_for_update(of=("self",), no_key=True).get(
        pk=recipient.campaign_id
    )
    locked = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    revoked = locked.revoked_at is not None or (actor is None and locked.key != recipient.key)
    if not takes_answers(
        asks=campaign.asks_answer,
        state=campaign.state,
        held=campaign.held_at is not None,
        revoked=revoked,
        until=campaign.not_after,
        now=now,
    ):
        raise DomainError(_("This invitation can no longer be answered."), code="invitation_over")
    size = party_size if answer == Answer.ACCEPTED else 1
    if (locked.answer, locked.party_size) == (answer, size):
        return locked
    locked.answer, locked.party_size, locked.answered_at = answer, size, now
    locked.answer_channel = AnswerChannel.PHONE if actor else AnswerChannel.LINK
    locked.save(update_fields=["answer", "party_size", "answered_at", "answer_channel"])
    record_activity(
        actor=actor,
        verb="campaign.answered",
        obj=campaign,
        after={"recipient": locked.pk, "answer": answer, "channel": locked.answer_channel},
    )
    return locked


@transaction.atomic
def revoke_link(*, recipient: Recipient, actor: User, now: datetime) -> Recipient:
    """End a personal link for good; the answer given so far stays on record."""
    locked = (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .get(pk=recipient.pk)
    )
    if locked.revoked_at is None:
        locked.revoked_at, locked.key = now, uuid4()
        locked.save(update_fields=["revoked_at", "key"])
        record_activity(
            actor=actor,
            verb="campaign.link_revoked",
            obj=locked.campaign,
            after={"recipient": locked.pk},
        )
    return locked
