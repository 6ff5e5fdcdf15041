"""Outgoing mail and the switches of the outbox."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models.campaigns import Campaign
from notifications.models.documents import Document
from notifications.rules import BounceOutcome, MessageKind, MessageState


class Message(models.Model):
    """One outgoing mail, frozen when queued. This row, not the Celery task, is the truth."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=12, choices=MessageKind.choices, default="SERVICE")
    dedupe_key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    recipient = models.EmailField(_("To"), max_length=254)
    recipient_name = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=253)
    language = models.CharField(max_length=2, default="vi")
    subject = models.CharField(_("Subject"), max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    state = models.CharField(
        _("State"), max_length=12, choices=MessageState.choices, default="QUEUED"
    )
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claim_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    last_reply = models.CharField(_("Server's reply"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("Written"), default=timezone.now)
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[MessageState.CLAIMED, MessageState.SENDING])
                & Q(claim_token__isnull=False, lease_until__isnull=False)
                | ~Q(state__in=[MessageState.CLAIMED, MessageState.SENDING])
                & Q(claim_token=None, lease_until=None),
                name="message_claim_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
                name="message_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state=MessageState.QUEUED),
                name="message_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[MessageState.CLAIMED, MessageState.SENDING]),
                name="message_leased",
            ),
            models.Index(fields=["campaign", "state"], name="message_progress"),
            models.Index(fields=["subject_type", "subject_id"], name="message_subject"),
            models.Index(
                Lower("recipient"),
                condition=Q(kind=MessageKind.ADVERTISING),
                name="message_advertised",
            ),
        ]


class Attachment(models.Model):
    """A document or a small file that travels with a message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    document = models.ForeignKey(Document, models.PROTECT, null=True)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document=None, content__isnull=False)
                | Q(document__isnull=False, content=None),
                name="attachment_one_source",
            )
        ]


class DomainPace(models.Model):
    """When the next message may go to a recipient domain, and how it answered lately."""

    domain = models.CharField(primary_key=True, max_length=253)
    not_before = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)


class OutboxSwitch(models.Model):
    """One row: whether the outbox is paused (it is after a restore)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="outbox_switch_single")]


class Bounce(models.Model):
    """A message that came back: a task for the office until somebody settles it."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="bounce")
    status = models.CharField(_("Status"), max_length=20, blank=True)
    diagnosis = models.CharField(_("What the mail server said"), max_length=500, blank=True)
    permanent = models.BooleanField(_("For good"))
    channel = models.CharField(max_length=10)
    returned_at = models.DateTimeField(_("Came back"), default=timezone.now)
    outcome = models.CharField(_("Settled by"), max_length=12, choices=BounceOutcome.choices)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=BounceOutcome.OPEN, settled_at=None)
                | ~Q(outcome=BounceOutcome.OPEN) & Q(settled_at__isnull=False),
                name="bounce_settled_has_time",
            )
        ]
