"""Other programs that want to know, and each call to them."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from venues.rules.webhooks import CallState, WebhookTopic


def new_secret() -> str:
    """What a call is signed with."""
    return secrets.token_urlsafe(32)


class Webhook(models.Model):
    """An address of another program and what it is told about."""

    name = models.CharField(_("Name"), max_length=120)
    url = models.CharField(_("Address"), max_length=500)
    secret = models.CharField(max_length=80, default=new_secret)
    topics = ArrayField(
        models.CharField(max_length=20, choices=WebhookTopic.choices), verbose_name=_("Tells about")
    )
    active = models.BooleanField(_("In use"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class WebhookCall(models.Model):
    """One thing to tell one program; the row is the queue."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    topic = models.CharField(max_length=20, choices=WebhookTopic.choices)
    key = models.CharField(max_length=200)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=CallState.choices, db_default="QUEUED")
    attempts = models.PositiveSmallIntegerField(db_default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, db_default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="QUEUED"), name="webhook_call_due"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["webhook", "key"], name="webhook_call_once")]
