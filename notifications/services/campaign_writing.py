"""Rendering a campaign: each recipient's own text, in batches that survive a kill."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError
from notifications.kinds import letters_of
from notifications.models import Campaign, CampaignText, Message, Recipient, Suppression
from notifications.rules import (
    UNSENT,
    Answer,
    CampaignState,
    MessageKind,
    MessageState,
    Skip,
    address_hash,
)
from notifications.services.campaign_rendering import kind_for, render_for
from notifications.services.campaign_steps import start_writing
from notifications.services.campaigns import locked_campaign
from notifications.services.consent import consenting
from notifications.services.papers import issue_papers
from notifications.services.writing import Attached, MessageDraft, enqueue_messages

STEP = 200


def shared_files(campaign: Campaign) -> list[Attached]:
    """The files every message of the campaign carries."""
    return [
        Attached(f.filename, f.content_type, content=bytes(f.content))
        for f in campaign.files.order_by("id")
    ]


def own_file(recipient: Recipient) -> list[Attached]:
    """The letter only this recipient gets, where there is one."""
    document = recipient.document
    if document is None:
        return []
    return [Attached(document.filename, document.content_type, document=document)]


# Writing, batch by batch


def still_to_write(campaign_id: int) -> int:
    """How many messages and reminders are not written yet."""
    campaign = Campaign.objects.get(pk=campaign_id)
    reminders = Recipient.objects.filter(campaign=campaign, reminder_due=True)
    return _missing(campaign).count() + reminders.count()


def _missing(campaign: Campaign) -> QuerySet[Recipient]:
    replaceable = Q(message=None) | Q(message__state__in=UNSENT)
    return Recipient.objects.filter(
        replaceable, campaign=campaign, revision__lt=campaign.revision, revoked_at=None
    )


@transaction.atomic
def write_step(*, campaign_id: int, now: datetime) -> int:
    """Write the messages of the next recipients; how many, 0 when all are written.

    Whoever has a message that left keeps it. Stops quietly when the campaign was stopped.
    """
    campaign = locked_campaign(campaign_id)
    if campaign.state != CampaignState.WRITING or campaign.held_at is not None:
        return 0
    rows = list(
        _missing(campaign).select_related("document", "message", "invitation__campaign")
        .defer("document__content")
        .select_for_update(of=("self",)).order_by("id")[:STEP]
    )  # fmt: skip
    if not rows:
        campaign.state = CampaignState.UNDER_WAY
        campaign.save(update_fields=["state"])
        return 0
    _note_skips(campaign, rows)
    chosen = [row for row in rows if _takes_new_text(row) and not row.skipped]
    write_letters(campaign, chosen, now)
    drafts = _drafts(campaign, chosen)
    for row, message in zip(chosen, enqueue_messages(drafts=drafts, now=now), strict=True):
        row.message = message
    for row in rows:
        row.revision = campaign.revision
    Recipient.objects.bulk_update(rows, ["message", "document", "revision", "skipped"])
    return len(rows)


def write_letters(campaign: Campaign, recipients: Sequence[Recipient], now: datetime) -> None:
    """Issue each recipient's letter, where the campaign has letters; one that holds is kept."""
    letters = letters_of(campaign.subject_type) if campaign.with_letter else None
    if letters is None or not recipients:
        return
    drafts = letters(campaign, recipients)
    issued = issue_papers(drafts=drafts, actor=campaign.created_by, now=now)
    for recipient, document in zip(recipients, issued, strict=True):
        recipient.document = document
    record_activity(
        actor=campaign.created_by,
        verb="campaign.letters_issued",
        obj=campaign,
        after={"count": len(issued)},
    )


def _takes_new_text(recipient: Recipient) -> bool:
    """Take the earlier message back if it is still here; False when it has just left."""
    if recipient.message_id is None:
        return True
    taken = Message.objects.filter(pk=recipient.message_id, state__in=UNSENT).update(
        state=MessageState.CANCELLED,
        claim_token=None,
        lease_until=None,
        last_reply=_("Replaced by a newer text."),
    )
    return bool(taken)


def _drafts(
    campaign: Campaign, recipients: Sequence[Recipient], *, reminder: bool = False
) -> list[MessageDraft]:
    texts = {text.language: text for text in campaign.texts.all()}
    files = shared_files(campaign)
    return [_draft(one, campaign, texts, files, reminder=reminder) for one in recipients]


def _draft(
    recipient: Recipient,
    campaign: Campaign,
    texts: Mapping[str, CampaignText],
    files: Sequence[Attached],
    *,
    reminder: bool,
) -> MessageDraft:
    made = render_for(recipient, campaign=campaign, texts=texts)
    subject = made.subject
    if reminder:
        with translation.override(made.language):
            subject = _("Reminder: %(subject)s") % {"subject": subject}
    key = f"reminder/{recipient.reminders}" if reminder else str(campaign.revision)
    return MessageDraft(
        dedupe_key=f"campaign/{campaign.pk}/{recipient.pk}/{key}",
        recipient=recipient.address,
        recipient_name=recipient.name,
        subject=subject[:300],
        text=made.text,
        html=made.html,
        language=made.language,
        kind=made.kind,
        campaign=campaign,
        subject_type=recipient.subject_type,
        subject_id=recipient.subject_id,
        attachments=[*files, *own_file(recipient)],
        not_before=None if reminder else campaign.send_at,
    )


def _note_skips(campaign: Campaign, rows: Sequence[Recipient]) -> None:
    """Say who gets nothing and why; read anew each time, so a late consent counts."""
    advertised = [r for r in rows if kind_for(campaign, r) == MessageKind.ADVERTISING]
    agreed = consenting(row.address for row in advertised)
    asked = {row.pk for row in advertised}
    hashes = {row.pk: address_hash(row.address) for row in rows}
    listed = set(
        Suppression.objects.filter(address_hash__in=set(hashes.values())).values_list(
            "address_hash", "scope"
        )
    )
    for row in rows:
        digest = hashes[row.pk]
        row.skipped = ""
        if (digest, "ALL") in listed:
            row.skipped = Skip.CLOSED
        elif row.pk in asked and (digest, "ADVERTISING") in listed:
            row.skipped = Skip.OPTED_OUT
        elif row.pk in asked and digest not in agreed:
            row.skipped = Skip.NO_CONSENT


# Reminders


def to_remind(campaign: Campaign, now: datetime) -> QuerySet[Recipient]:
    """Those whose message left, who gave no answer and got no reminder lately."""
    lately = now - timedelta(hours=settings.CAMPAIGN_REMINDER_HOURS)
    return Recipient.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lt=lately),
        campaign=campaign,
        answer=Answer.NONE,
        skipped="",
        revoked_at=None,
        message__state=MessageState.SENT,
        message__sent_at__lt=lately,
    )


@transaction.atomic
def remind_recipients(
    *, campaign: Campaign, actor: User, now: datetime, chosen: Sequence[int] | None = None
) -> int:
    """Write again to those who have not answered (all, or the chosen ids); how many.

    Repeating it within CAMPAIGN_REMINDER_HOURS reminds nobody twice. Raises DomainError when the
    campaign asks for no answer, is not under way, or its last moment has passed.
    """
    locked = locked_campaign(campaign.pk)
    over = locked.not_after is not None and locked.not_after <= now
    moving = locked.state == CampaignState.UNDER_WAY and locked.held_at is None
    if not locked.asks_answer or not moving or over:
        raise DomainError(
            _("Only a campaign under way that asks for an answer has reminders."),
            code="no_reminders",
        )
    rows = to_remind(locked, now)
    if chosen is not None:
        rows = rows.filter(pk__in=list(chosen))
    count = rows.update(reminder_due=True, reminded_at=now, reminders=F("reminders") + 1)
    if count:
        start_writing(locked, actor, key=f"reminders {now.isoformat()}")
        record_activity(actor=actor, verb="campaign.reminded", obj=locked, after={"count": count})
    return count


@transaction.atomic
def remind_step(*, campaign_id: int, now: datetime) -> int:
    """Write the next reminders that were asked for; how many, 0 when all are written.

    Who answered meanwhile, or may no longer be written to, gets none.
    """
    campaign = locked_campaign(campaign_id)
    due = Recipient.objects.filter(campaign=campaign, reminder_due=True)
    if campaign.state != CampaignState.UNDER_WAY or campaign.held_at is not None:
        return 0
    rows = list(
        due.select_related("document").defer("document__content")
        .select_for_update(of=("self",)).order_by("id")[:STEP]
    )  # fmt: skip
    _note_skips(campaign, rows)
    chosen = [row for row in rows if not row.skipped and row.answer == Answer.NONE]
    enqueue_messages(drafts=_drafts(campaign, chosen, reminder=True), now=now)
    for row in rows:
        row.reminder_due = False
    Recipient.objects.bulk_update(rows, ["reminder_due", "skipped"])
    return len(rows)
