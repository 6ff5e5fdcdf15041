"""Criteria sheets of points of a kind with a decision of its own, such as design centres."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from venues.models.points import ShowcasePoint
from venues.rules import PointKind


class CriteriaScheme(models.Model):
    """The criteria of a decision: data, since decisions change.

    `items` are {"label", "max"} in order; a sheet keeps the scheme it was filled by.
    """

    name = models.CharField(_("Name"), max_length=200)
    decision = models.CharField(_("Decision"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("place", "Kind"),
        max_length=20,
        choices=PointKind.choices,
        default=PointKind.DESIGN_CENTRE,
    )
    items = models.JSONField()
    minimum_area = models.PositiveIntegerField(_("Smallest area (m²)"), null=True, blank=True)
    minimum_share = models.PositiveSmallIntegerField(
        _("Smallest share of OCOP and craft products (%)"), null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum_share=None) | Q(minimum_share__lte=100),
                name="criteria_share_percent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.decision})"


class CriteriaSheet(models.Model):
    """A point assessed by a scheme on a day; `points` in the order of the scheme's items."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="criteria_sheets")
    scheme = models.ForeignKey(CriteriaScheme, models.PROTECT, related_name="sheets")
    assessed_on = models.DateField(_("Assessed on"))
    points = models.JSONField()
    total = models.DecimalField(_("Total"), max_digits=6, decimal_places=2)
    area = models.PositiveIntegerField(_("Area (m²)"))
    share = models.PositiveSmallIntegerField(_("Share of OCOP and craft products (%)"))
    note = models.CharField(_("Note"), max_length=500, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-assessed_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(share__lte=100), name="criteria_sheet_share"),
            models.CheckConstraint(condition=Q(total__gte=0), name="criteria_sheet_total"),
        ]

    @property
    def meets(self) -> bool:
        """Whether area and share reach what the scheme asks for at least."""
        enough_area = self.scheme.minimum_area is None or self.area >= self.scheme.minimum_area
        enough = self.scheme.minimum_share is None or self.share >= self.scheme.minimum_share
        return enough_area and enough
