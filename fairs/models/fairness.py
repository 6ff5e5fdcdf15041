"""Fairness across fairs: versions of a fair's rule, and the ledger of credit. Both only grow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exhibitors.models import Producer
from fairs.models.fairs import Fair
from fairs.rules.states import LedgerKind


class FairRule(models.Model):
    """One version of the points a fair's plans are computed with, whole and never changed."""

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="rule_versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["fair", "number"], name="rule_version_once")]


class FairnessEntry(models.Model):
    """Credit a producer has from one fair, with the facts it rests on.

    Never changed or deleted (database trigger); a mistake is set right by a CORRECTION.
    """

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="fairness_entries")
    fair = models.ForeignKey(Fair, models.PROTECT, related_name="fairness_entries")
    kind = models.CharField(max_length=10, choices=LedgerKind.choices)
    points = models.SmallIntegerField()
    basis = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "fair", "kind"],
                condition=~Q(kind=LedgerKind.CORRECTION),
                name="fairness_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind=LedgerKind.CORRECTION) | ~Q(reason=""),
                name="fairness_correction_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=-100, points__lte=100) & ~Q(points=0),
                name="fairness_points_in_range",
            ),
        ]
