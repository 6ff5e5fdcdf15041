"""The plan: halls of a fair, zones, booth types and booths. Metres, origin top left."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitors.rules import ProductGroup
from fairs.models.fairs import Fair, Multilingual
from fairs.rules.states import BoothState
from venues.models import Hall


class FairHall(models.Model):
    """A hall as this fair uses it; its size is a copy, so later works do not redraw old plans."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="halls")
    hall = models.ForeignKey(Hall, models.PROTECT, null=True, blank=True)
    name = models.CharField(_("Name"), max_length=120)
    width_m = models.DecimalField(_("Width (m)"), max_digits=7, decimal_places=2)
    depth_m = models.DecimalField(_("Depth (m)"), max_digits=7, decimal_places=2)
    entrances = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "name"], name="fairhall_once"),
            models.CheckConstraint(
                condition=Q(width_m__gt=0, depth_m__gt=0), name="fairhall_has_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Zone(Multilingual):
    """Part of a hall for some product groups (none listed: every group)."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="zones")
    hall = models.ForeignKey(FairHall, models.CASCADE, related_name="zones")
    code = models.CharField(_("Code"), max_length=10)
    allowed_groups = ArrayField(
        models.PositiveSmallIntegerField(choices=ProductGroup.choices), default=list, blank=True
    )

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["fair", "code"], name="zone_once")]


class BoothType(Multilingual):
    """A size and equipment of booths; one module is 3 m × 3 m. Price in VND, 0 = free."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="booth_types")
    code = models.SlugField(_("Code"), max_length=30)
    width_m = models.DecimalField(_("Width (m)"), default=3, max_digits=7, decimal_places=2)
    depth_m = models.DecimalField(_("Depth (m)"), default=3, max_digits=7, decimal_places=2)
    modules = models.PositiveSmallIntegerField(_("Modules"), default=1)
    price = models.PositiveBigIntegerField(_("Price (VND)"), default=0)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "code"], name="boothtype_once"),
            models.CheckConstraint(condition=Q(modules__gte=1), name="boothtype_has_modules"),
        ]


class Booth(models.Model):
    """One booth. Who occupies it derives from the published plan."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="booths")
    hall = models.ForeignKey(FairHall, models.CASCADE, related_name="booths")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="booths")
    type = models.ForeignKey(BoothType, models.PROTECT, related_name="booths")
    number = models.CharField(_("Number"), max_length=12)
    row = models.CharField(_("Row"), max_length=10)
    x = models.DecimalField(max_digits=7, decimal_places=2)
    y = models.DecimalField(max_digits=7, decimal_places=2)
    width_m = models.DecimalField(max_digits=7, decimal_places=2)
    depth_m = models.DecimalField(max_digits=7, decimal_places=2)
    quality = models.PositiveSmallIntegerField(default=50)
    corner = models.BooleanField(_("Corner"), default=False)
    power = models.BooleanField(_("Power"), default=True)
    water = models.BooleanField(_("Water"), default=False)
    accessible = models.BooleanField(_("Step-free"), default=False)
    near_entrance = models.BooleanField(_("Near the entrance"), default=False)
    outdoor = models.BooleanField(_("Outdoors"), default=False)
    state = models.CharField(max_length=10, choices=BoothState.choices, default="AVAILABLE")
    blocked_reason = models.CharField(_("Why it is blocked"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["hall", "row", "x", "y"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "number"], condition=~Q(state="RETIRED"), name="booth_number_once"
            ),
            models.CheckConstraint(
                condition=Q(width_m__gt=0, depth_m__gt=0, quality__lte=100), name="booth_has_size"
            ),
            models.CheckConstraint(
                condition=~Q(state="BLOCKED") | ~Q(blocked_reason=""), name="booth_block_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number
