"""The fair itself."""

from datetime import date, time, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Commune
from exhibitors.rules import ProductGroup
from fairs.rules.states import FairState
from venues.models import Venue


class Multilingual(models.Model):
    """A name in three languages; English and French fall back to Vietnamese."""

    name_vi = models.CharField(_("Name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("Name in English"), max_length=250, blank=True)
    name_fr = models.CharField(_("Name in French"), max_length=250, blank=True)

    class Meta:
        abstract = True

    def name_in(self, language: str) -> str:
        """The name in a language, Vietnamese where none was given."""
        return getattr(self, f"name_{language[:2]}", "") or self.name_vi

    @property
    def name(self) -> str:
        return self.name_in(translation.get_language() or "vi")

    def __str__(self) -> str:
        return self.name


class FairSeries(Multilingual):
    """Fairs that return, like a yearly festival."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)

    class Meta:
        ordering = ["name_vi"]
        verbose_name_plural = "fair series"


class Fair(Multilingual):
    """One fair. Stored states are few; the phase derives from the dates (rules.phases)."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    series = models.ForeignKey(FairSeries, models.PROTECT, null=True, blank=True)
    description = models.TextField(_("Description"), blank=True)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="fairs")
    opens_on = models.DateField(_("First day"))
    closes_on = models.DateField(_("Last day"))
    daily_from = models.TimeField(_("Opens at"), default=time(8, 30))
    daily_until = models.TimeField(_("Closes at"), default=time(21, 0))
    move_in_at = models.DateTimeField(_("Move-in from"), null=True, blank=True)
    apply_from = models.DateTimeField(_("Applications open"))
    apply_until = models.DateTimeField(_("Applications close"))
    grace_minutes = models.PositiveSmallIntegerField(_("Grace period (minutes)"), default=0)
    confirm_by = models.DateTimeField(_("Confirm by"), null=True, blank=True)
    min_stars = models.PositiveSmallIntegerField(
        _("Fewest stars"),
        default=3,
        help_text=_("0 admits candidates without a certificate."),
    )
    allowed_groups = ArrayField(
        models.PositiveSmallIntegerField(choices=ProductGroup.choices),
        verbose_name=_("Product groups"),
        default=list,
        blank=True,
        help_text=_("None chosen means every group."),
    )
    max_modules = models.PositiveSmallIntegerField(_("Most booths for one producer"), default=2)
    legal_basis = models.CharField(_("Legal basis (decision number)"), max_length=200, blank=True)
    registration_required = models.BooleanField(
        _("Registration with the Department of Industry and Trade is needed"), default=False
    )
    contact_email = models.EmailField(_("Contact e-mail"), blank=True)
    contact_phone = models.CharField(_("Contact phone"), max_length=30, blank=True)
    state = models.CharField(
        _("State"), max_length=10, choices=FairState.choices, default=FairState.DRAFT
    )
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    state_reason = models.CharField(_("Reason"), max_length=500, blank=True)
    decisions_announced_at = models.DateTimeField(null=True, blank=True)
    weights = models.JSONField(default=dict, blank=True)
    # When its outcome was written into the fairness ledger.
    settled_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(_("Demonstration"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opens_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="fair_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(apply_until__gt=F("apply_from")), name="fair_window_has_length"
            ),
            models.CheckConstraint(
                condition=~Q(state=FairState.CANCELLED) | Q(cancelled_at__isnull=False),
                name="fair_cancelled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[FairState.DRAFT, FairState.CANCELLED])
                | Q(published_at__isnull=False),
                name="fair_published_has_time",
            ),
        ]

    @property
    def days(self) -> list[date]:
        """Every day of the fair."""
        length = (self.closes_on - self.opens_on).days
        return [self.opens_on + timedelta(days=i) for i in range(length + 1)]


class FairQuota(models.Model):
    """At most so many applicants may be accepted from a product group or a commune."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="quotas")
    group = models.PositiveSmallIntegerField(choices=ProductGroup.choices, null=True, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True)
    limit = models.PositiveIntegerField(_("Limit"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False, commune=None)
                | Q(group=None, commune__isnull=False),
                name="quota_one_scope",
            ),
            models.UniqueConstraint(
                fields=["fair", "group", "commune"], name="quota_once", nulls_distinct=False
            ),
        ]
