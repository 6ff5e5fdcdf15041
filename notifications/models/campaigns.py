"""Campaigns: one text to many recipients, counted together, each answering for itself."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.rules import (
    Answer,
    AnswerChannel,
    CampaignState,
    Language,
    MessageKind,
    Skip,
)


class Campaign(models.Model):
    """Messages sent for one purpose, counted together.

    One made by the system (booth letters) has no texts and is under way from the start.
    `facts` holds the values of placeholders that all recipients share, by language. `held_at`: its
    event was postponed then; nothing of it is written or answered until there are new days.
    """

    name = models.CharField(_("Name"), max_length=200)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    kind = models.CharField(
        _("Kind of message"), max_length=12, choices=MessageKind.choices, default="SERVICE"
    )
    state = models.CharField(
        _("State"), max_length=10, choices=CampaignState.choices, default="UNDER_WAY"
    )
    written_by_hand = models.BooleanField(default=False)
    send_at = models.DateTimeField(_("Send from"), null=True, blank=True)
    not_after = models.DateTimeField(_("Not after"), null=True, blank=True)
    asks_answer = models.BooleanField(_("Asks for an answer"), default=False)
    with_letter = models.BooleanField(_("With a letter as PDF"), default=False)
    facts = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Created"), default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(send_at=None) | Q(not_after=None) | Q(not_after__gt=F("send_at")),
                name="campaign_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CampaignText(models.Model):
    """What a campaign says in one language, with placeholders."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language.choices)
    subject = models.CharField(_("Subject"), max_length=200)
    body = models.TextField(_("Text"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "language"], name="campaign_text_once")
        ]


class CampaignFile(models.Model):
    """A small file that travels with every message of a campaign, such as a calendar file."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="files")
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()


class Recipient(models.Model):
    """One address of a campaign: what it was told, how far that came, what it answered.

    Delivery is the message's state, the answer is kept here: two axes. `key` makes the personal
    link; a new key ends the old link. In a notice of a change `invitation` is the recipient of the
    campaign that invited, who answers there.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="recipients")
    address = models.EmailField(_("E-mail"), max_length=254)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=2, choices=Language.choices, default="vi")
    registered = models.BooleanField(_("Registered with the programme"), default=False)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    values = models.JSONField(default=dict)
    document = models.ForeignKey(
        "notifications.Document", models.PROTECT, null=True, related_name="+"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey("self", models.PROTECT, null=True, related_name="notices")
    message = models.OneToOneField(
        "notifications.Message", models.PROTECT, null=True, related_name="addressee"
    )
    revision = models.PositiveIntegerField(default=0)
    skipped = models.CharField(_("Left out"), max_length=12, choices=Skip.choices, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    reminder_due = models.BooleanField(default=False)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(
        _("Answer"), max_length=10, choices=Answer.choices, default=Answer.NONE
    )
    party_size = models.PositiveSmallIntegerField(_("Number of people"), default=1)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    answer_channel = models.CharField(max_length=10, choices=AnswerChannel.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("campaign", Lower("address"), name="recipient_once"),
            models.CheckConstraint(
                condition=Q(answer=Answer.NONE, answered_at=None)
                | ~Q(answer=Answer.NONE) & Q(answered_at__isnull=False),
                name="recipient_answer_has_time",
            ),
            models.CheckConstraint(
                condition=Q(party_size__gte=1, party_size__lte=20),
                name="recipient_party_1_to_20",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "revision", "id"], name="recipient_to_write"),
            models.Index(fields=["subject_type", "subject_id"], name="recipient_subject"),
        ]


class RecipientUpload(models.Model):
    """An uploaded list of recipients: how many rows went in, and what is wrong with the others."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="uploads")
    filename = models.CharField(_("File"), max_length=200)
    added = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    errors = models.JSONField(default=list)
    created_at = models.DateTimeField(_("Uploaded"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
