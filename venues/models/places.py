"""Venues, their halls and their rooms."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibitors.models import Commune, Named, Sourced
from venues.rules import VenueKind


class Venue(Named, Sourced):
    """A real place where fairs and seminars are held. `name` is Vietnamese."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name_en = models.CharField(_("Name in English"), max_length=250, blank=True)
    name_fr = models.CharField(_("Name in French"), max_length=250, blank=True)
    kind = models.CharField(
        pgettext_lazy("place", "Kind"), max_length=20, choices=VenueKind.choices
    )
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True)
    commune_note = models.CharField(max_length=200, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    capacity_seen = models.CharField(_("Published size"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["sort_key"]

    def name_in(self, language: str) -> str:
        """The name in a language, Vietnamese where none was given."""
        return getattr(self, f"name_{language[:2]}", "") or self.name


class Hall(models.Model):
    """A hall or an outdoor ground of a venue; metres."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="halls")
    name = models.CharField(_("Name"), max_length=120)
    width_m = models.DecimalField(_("Width (m)"), max_digits=7, decimal_places=2)
    depth_m = models.DecimalField(_("Depth (m)"), max_digits=7, decimal_places=2)
    is_outdoor = models.BooleanField(_("Outdoors"), default=False)
    is_demo = models.BooleanField(_("Demonstration"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["venue_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "name"], name="hall_once"),
            models.CheckConstraint(condition=Q(width_m__gt=0, depth_m__gt=0), name="hall_has_size"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area(self) -> Decimal:
        """Square metres."""
        return self.width_m * self.depth_m


class Room(models.Model):
    """A room for seminars."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="rooms")
    name = models.CharField(_("Name"), max_length=120)
    capacity = models.PositiveIntegerField(_("Capacity (seats)"))
    equipment = models.CharField(_("Equipment"), max_length=300, blank=True)
    buffer_minutes = models.PositiveSmallIntegerField(_("Set-up time (minutes)"), default=15)
    is_demo = models.BooleanField(_("Demonstration"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["venue_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "name"], name="room_once"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="room_has_seats"),
        ]

    def __str__(self) -> str:
        return self.name
