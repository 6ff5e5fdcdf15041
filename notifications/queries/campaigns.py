"""What screens read about campaigns, recipients, consents and returned mail."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from notifications.models import Bounce, Campaign, ConsentEntry, Job, Message, Recipient
from notifications.queries.messages import message_counts
from notifications.rules import (
    ACTIVE_JOBS,
    UNSENT,
    Answer,
    BounceOutcome,
    CampaignState,
    MessageState,
    Skip,
    campaign_abilities,
)


def campaign_rows() -> QuerySet[Campaign]:
    """Campaigns with their numbers of messages, newest first: written, sent, in trouble."""
    trouble = [
        MessageState.FAILED, MessageState.DEAD, MessageState.UNCERTAIN, MessageState.BOUNCED,
    ]  # fmt: skip
    return Campaign.objects.annotate(
        written=Count("messages", ~Q(messages__state=MessageState.CANCELLED)),
        sent=Count("messages", Q(messages__state=MessageState.SENT)),
        troubled=Count("messages", Q(messages__state__in=trouble)),
    ).order_by("-id")


def recipient_rows(campaign: Campaign) -> QuerySet[Recipient]:
    """A campaign's recipients in the order they were added, each with its message's state."""
    return (
        Recipient.objects.filter(campaign=campaign)
        .select_related("message")
        .defer("message__text", "message__html", "message__headers", "values")
        .order_by("id")
    )


def bounce_rows() -> QuerySet[Bounce]:
    """Returned mail with its message and who settled it, newest first."""
    return (
        Bounce.objects.select_related("message", "settled_by")
        .defer("message__text", "message__html", "message__headers")
        .order_by("-id")
    )


def open_bounces() -> int:
    """How many returned messages wait for somebody."""
    return Bounce.objects.filter(outcome=BounceOutcome.OPEN).count()


def consent_rows() -> QuerySet[ConsentEntry]:
    """The log of consents, newest first."""
    return ConsentEntry.objects.select_related("recorded_by").order_by("-id")


@dataclass(frozen=True)
class CampaignProgress:
    """Where a campaign stands: recipients, messages by state, answers, and what is left to do."""

    recipients: int
    unwritten: int
    skipped: dict[str, int]
    messages: dict[str, int]
    answers: dict[str, int]
    people: int
    outdated: int
    unanswered: int
    job: Job | None

    @property
    def unsent(self) -> int:
        return sum(self.messages[state] for state in UNSENT)

    @property
    def sent(self) -> int:
        return self.messages[MessageState.SENT]

    @property
    def written(self) -> int:
        """Messages that count: taken back ones do not."""
        return sum(self.messages.values()) - self.messages[MessageState.CANCELLED]

    @property
    def to_send(self) -> int:
        """Messages written or still to be written; skipped recipients get none."""
        return self.written + self.unwritten

    @property
    def moving(self) -> bool:
        """Whether numbers may change without anybody doing something."""
        return self.unsent > 0 or self.messages[MessageState.SENDING] > 0 or self.job is not None


def campaign_progress(campaign: Campaign) -> CampaignProgress:
    """Counted now, in five queries whatever the size."""
    of_campaign = Recipient.objects.filter(campaign=campaign)
    numbers = of_campaign.aggregate(
        recipients=Count("id"),
        unwritten=Count("id", Q(message=None, skipped="")),
        outdated=Count("id", Q(revision__lt=campaign.revision, message__state__in=UNSENT)),
        unanswered=Count("id", Q(answer=Answer.NONE, message__state=MessageState.SENT)),
        people=Coalesce(Sum("party_size", filter=Q(answer=Answer.ACCEPTED)), 0),
        **{f"skip_{s.value}": Count("id", Q(skipped=s.value)) for s in Skip},
        **{f"answer_{a.value}": Count("id", Q(answer=a.value)) for a in Answer},
    )
    job = Job.objects.filter(
        subject_type="notifications.campaign", subject_id=str(campaign.pk), state__in=ACTIVE_JOBS
    ).first()
    return CampaignProgress(
        recipients=numbers["recipients"],
        unwritten=numbers["unwritten"],
        skipped={s.value: numbers[f"skip_{s.value}"] for s in Skip},
        messages=message_counts(Message.objects.filter(campaign=campaign)),
        answers={a.value: numbers[f"answer_{a.value}"] for a in Answer},
        people=numbers["people"],
        outdated=numbers["outdated"],
        unanswered=numbers["unanswered"],
        job=job,
    )


def abilities_of(campaign: Campaign, progress: CampaignProgress, now: datetime) -> dict[str, bool]:
    """What an organiser may do with a campaign at this moment."""
    over = campaign.not_after is not None and campaign.not_after <= now
    return campaign_abilities(
        state=campaign.state,
        by_hand=campaign.written_by_hand,
        paused=campaign.paused_at is not None,
        held=campaign.held_at is not None,
        unsent=progress.unsent,
        outdated=progress.outdated,
        unanswered=progress.unanswered if campaign.asks_answer and not over else 0,
    )


def stuck_job(campaign: Campaign) -> Job | None:
    """The ended job of a campaign whose messages are not all written; it can be tried again."""
    if campaign.state != CampaignState.WRITING or campaign.held_at is not None:
        return None
    jobs = Job.objects.filter(
        subject_type="notifications.campaign", subject_id=str(campaign.pk)
    ).order_by("-id")
    last = jobs.first()
    return last if last is not None and last.state not in ACTIVE_JOBS else None
