"""Showcase points, who runs them, when they close, and what they carry."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibitors.models import Commune, Named, Product, Sourced
from venues.rules import PointKind, PointState


class ShowcasePoint(Named, Sourced):
    """A place that shows and sells OCOP products.

    The row is also the lock of the point's ledger: whoever posts holds it. `rev` grows by one
    with each accepted report; `low_lines`, `out_lines` (nothing on hand) and `negative_lines` are
    rollups of LineNow; every
    day from `reports_from` to `opened_until` has its PointDay row.
    """

    code = models.CharField(_("Code"), max_length=20, unique=True)
    kind = models.CharField(
        pgettext_lazy("place", "Kind"), max_length=20, choices=PointKind.choices
    )
    operator = models.CharField(_("Operator"), max_length=250, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name=_("Commune or ward")
    )
    former_district = models.CharField(_("Former district"), max_length=100, blank=True)
    opened = models.CharField(
        _("Open since"), max_length=10, blank=True, help_text=_("Year, month or day, as published")
    )
    state = models.CharField(
        _("State"), max_length=10, choices=PointState.choices, default=PointState.ACTIVE
    )
    closed_on = models.DateField(_("Closed since"), null=True, blank=True)
    latitude = models.DecimalField(
        _("Latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("Longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    reports_from = models.DateField(_("Reports from"), null=True, blank=True)
    locked_until = models.DateField(_("Figures locked up to"), null=True, blank=True)
    demo_figures = models.BooleanField(
        _("Figures made up for demonstration"), default=False, editable=False
    )
    opened_until = models.DateField(null=True, editable=False)
    rev = models.PositiveBigIntegerField(default=0, editable=False)
    low_lines = models.IntegerField(default=0, editable=False)
    out_lines = models.IntegerField(default=0, editable=False)
    negative_lines = models.IntegerField(default=0, editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PointState.CLOSED, closed_on__isnull=False)
                | Q(state=PointState.ACTIVE, closed_on=None),
                name="point_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="point_position_whole",
            ),
        ]

    def search_text(self) -> str:
        return f"{self.name} {self.code} {self.address} {self.operator}"


class PointStaff(models.Model):
    """Who manages a point on which days; several managers at once are normal."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="staff")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="points")
    days = DateRangeField(_("Days"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="staff_days_once",
                expressions=[
                    ("point", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            )
        ]


class PointClosure(models.Model):
    """Days on which no report is expected."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="closures")
    days = DateRangeField(_("Days"))
    reason = models.CharField(_("Reason"), max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            ExclusionConstraint(
                name="closure_days_once",
                expressions=[
                    ("point", RangeOperators.EQUAL),
                    ("days", RangeOperators.OVERLAPS),
                ],
            )
        ]

    @property
    def first(self) -> date:
        return self.days.lower

    @property
    def last(self) -> date | None:
        """The last closed day, None while it is open-ended."""
        return self.days.upper - timedelta(days=1) if self.days.upper else None


class Line(models.Model):
    """A product a point carries, and since when."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="point_lines")
    listed = DateRangeField(_("On the list"))
    price = models.PositiveBigIntegerField(_("Price (₫)"), null=True, blank=True)
    reorder_level = models.DecimalField(
        _("Low when at or below"), max_digits=12, decimal_places=3, null=True, blank=True
    )

    pack = models.DecimalField(
        _("Delivered in packs of"), max_digits=12, decimal_places=3, default=1
    )
    consigned = models.BooleanField(
        _("On consignment"),
        default=True,
        help_text=_("The goods stay the producer's until they are sold."),
    )
    commission = models.DecimalField(
        _("Share kept by the point (%)"), max_digits=5, decimal_places=2, default=0
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(pack__gt=0), name="line_pack_positive"),
            models.CheckConstraint(
                condition=Q(commission__gte=0, commission__lte=100), name="line_commission_percent"
            ),
            models.UniqueConstraint(fields=["point", "product"], name="line_once"),
            models.CheckConstraint(
                condition=Q(reorder_level=None) | Q(reorder_level__gte=0),
                name="line_reorder_level_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)
