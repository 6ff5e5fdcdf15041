"""What a fair brought, as its organiser reports it. No row means: not reported."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairs.models.applications import Application
from fairs.models.fairs import Fair


class ReportedSales(models.Model):
    """Sales of one exhibitor over all days of a fair, in whole đồng."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="reported_sales")
    amount = models.PositiveBigIntegerField(_("Sales"))


class ReportedVisitors(models.Model):
    """Visits counted on one day of a fair: passages, not persons."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="reported_visitors")
    day = models.DateField(_("Day"))
    visits = models.PositiveIntegerField(_("Visits"))

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "day"], name="reported_visitors_once_a_day")
        ]
