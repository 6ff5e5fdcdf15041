"""What is reckoned from the ledger: demand of a line, and figures worth a second look."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Product
from venues.models.points import ShowcasePoint
from venues.rules.anomalies import AnomalyRule, AnomalyState


class LineForecast(models.Model):
    """Demand of a line as of its last reckoning; see rules/forecast.py for each figure."""

    pk = models.CompositePrimaryKey("point_id", "product_id")
    point = models.ForeignKey(ShowcasePoint, models.CASCADE, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    days = models.PositiveSmallIntegerField()
    mean = models.FloatField()
    sd = models.FloatField()
    reorder = models.FloatField()
    target = models.FloatField()
    computed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["product", "point"], name="forecast_product")]


class Anomaly(models.Model):
    """A rule that fired on a day of a point, until somebody confirms it or it is corrected."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="anomalies")
    day = models.DateField(_("Day"))
    rule = models.CharField(_("Rule"), max_length=12, choices=AnomalyRule.choices)
    product = models.ForeignKey(Product, models.CASCADE, null=True, related_name="+")
    figures = models.JSONField(default=dict)
    state = models.CharField(
        _("State"), max_length=10, choices=AnomalyState.choices, default=AnomalyState.OPEN
    )
    found_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-id"]
        indexes = [
            models.Index(
                fields=["point"], condition=Q(state=AnomalyState.OPEN), name="anomaly_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "day", "rule", "product"],
                name="anomaly_once",
                nulls_distinct=False,
            )
        ]
