"""All that leaves the house, and the work that makes it.

Knows no fair: recipients are addresses, texts and documents arrive rendered.
"""

import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.rules import (
    ACTIVE_JOBS,
    DocumentState,
    JobState,
    MessageKind,
    MessageState,
)


def new_token() -> str:
    """An unguessable token of 192 bits for links."""
    return secrets.token_urlsafe(24)


class Document(models.Model):
    """A document as it was issued: bytes, digest, and the token its QR code leads to.

    Issued once per (kind, subject, language, revision); a newer revision voids the older.
    """

    kind = models.CharField(_("Kind"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="vi")
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField(_("Title"), max_length=300)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, default="application/pdf")
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    verify_token = models.CharField(max_length=64, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=DocumentState.choices, default="VALID")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    issued_at = models.DateTimeField(_("Issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "language", "revision"],
                name="document_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "language"],
                condition=Q(state=DocumentState.VALID),
                name="document_one_valid",
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.VALID, voided_at=None)
                | Q(state=DocumentState.VOID, voided_at__isnull=False),
                name="document_void_has_time",
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return self.title


class Campaign(models.Model):
    """Messages sent for one purpose, counted together."""

    name = models.CharField(_("Name"), max_length=200)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


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


class Suppression(models.Model):
    """An address nothing may be sent to; only its digest is kept, so erasure stays possible."""

    address_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=12, choices=[("ALL", "all"), ("ADVERTISING", "ads")])
    reason = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_hash", "scope"], name="suppression_once")
        ]


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


class Job(models.Model):
    """A long piece of work with live progress; claimed under a lease, resumed after a kill."""

    kind = models.CharField(_("Kind"), max_length=60)
    title = models.CharField(_("Work"), max_length=300)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    dedupe_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=JobState.choices, default="QUEUED")
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs"
    )
    created_at = models.DateTimeField(_("Asked"), default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedupe_key"],
                condition=Q(state__in=ACTIVE_JOBS) & ~Q(dedupe_key=""),
                name="job_one_active",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, claim_token__isnull=False)
                | ~Q(state=JobState.RUNNING) & Q(claim_token=None),
                name="job_running_has_claim",
            ),
            models.CheckConstraint(
                condition=Q(total=None) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=ACTIVE_JOBS), name="job_active"
            )
        ]

    def __str__(self) -> str:
        return self.title
