"""Who may be written to: the suppression list and the log of consents."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.rules import ConsentAct, ConsentChannel


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


class ConsentEntry(models.Model):
    """One consent to advertising mail, or its withdrawal. Never changed, never deleted.

    The address is kept as a digest only: the proof survives when the person is erased. The
    database refuses updates and deletions.
    """

    address_hash = models.CharField(max_length=64)
    act = models.CharField(_("Act"), max_length=10, choices=ConsentAct.choices)
    channel = models.CharField(_("Way"), max_length=10, choices=ConsentChannel.choices)
    text_version = models.CharField(_("Version of the text"), max_length=40)
    occurred_at = models.DateTimeField(_("When"))
    note = models.CharField(_("Note"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("Recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["address_hash", "-id"], name="consent_of_address")]
