"""Seminars in rooms, registrations with a waiting list, invitations."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairs.models.fairs import Fair, Multilingual
from fairs.rules.states import (
    ACTIVE_REGISTRATIONS,
    HOLDING_ROOM,
    RegistrationState,
    Response,
    SeminarState,
)
from notifications.models import Message
from venues.models import Room


class Seminar(Multilingual):
    """A session in a room. `held_slot` includes the room's set-up time and cannot overlap."""

    fair = models.ForeignKey(Fair, models.PROTECT, null=True, blank=True, related_name="seminars")
    code = models.SlugField(_("Code"), max_length=40, unique=True)
    summary = models.TextField(_("Summary"), blank=True)
    kind = models.CharField(_("Kind"), max_length=40, blank=True)
    organiser_name = models.CharField(_("Organised by"), max_length=200, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="seminars")
    starts_at = models.DateTimeField(_("Starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Ends"), null=True, blank=True)
    held_slot = DateTimeRangeField(null=True, blank=True, editable=False)
    capacity = models.PositiveIntegerField(_("Seats offered"))
    registration_open = models.BooleanField(_("Open for registration"), default=False)
    state = models.CharField(
        _("State"), max_length=10, choices=SeminarState.choices, default=SeminarState.DRAFT
    )
    state_reason = models.CharField(_("Reason"), max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="seminar_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HOLDING_ROOM)
                | Q(room__isnull=False, held_slot__isnull=False),
                name="seminar_scheduled_has_room",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SeminarState.PUBLISHED, SeminarState.HELD])
                | Q(published_at__isnull=False),
                name="seminar_published_has_time",
            ),
            ExclusionConstraint(
                name="seminar_room_once",
                expressions=[
                    (F("room"), RangeOperators.EQUAL),
                    (F("held_slot"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HOLDING_ROOM),
                deferrable=Deferrable.DEFERRED,
            ),
        ]


class Speaker(models.Model):
    """Somebody who speaks, or the organisation that sends a speaker."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="speakers")
    name = models.CharField(_("Name"), max_length=150, blank=True)
    organisation = models.CharField(_("Organisation"), max_length=200, blank=True)
    topic = models.CharField(_("Topic"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]


class Registration(models.Model):
    """Seats at a seminar for one contact; waiting ones are served in order of `id`.

    `reconfirm_since`: the seminar moved then and the guest has not said yes again; the seat is
    kept.
    """

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="registrations")
    name = models.CharField(_("Full name"), max_length=150)
    organisation = models.CharField(_("Organisation"), max_length=200, blank=True)
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    party_size = models.PositiveSmallIntegerField(_("Number of people"), default=1)
    language = models.CharField(max_length=2, default="vi")
    state = models.CharField(_("State"), max_length=12, choices=RegistrationState.choices)
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Registered"), default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reconfirm_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "seminar",
                condition=Q(state__in=ACTIVE_REGISTRATIONS),
                name="registration_once",
            ),
            models.CheckConstraint(
                condition=Q(party_size__gte=1, party_size__lte=20),
                name="registration_party_1_to_20",
            ),
        ]


class Invitation(models.Model):
    """An invitation to a seminar: delivery is the message's, the response is the guest's."""

    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="invitations")
    name = models.CharField(_("Full name"), max_length=150)
    organisation = models.CharField(_("Organisation"), max_length=200, blank=True)
    email = models.EmailField(_("E-mail"))
    language = models.CharField(max_length=2, default="vi")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    response = models.CharField(
        _("Answer"), max_length=10, choices=Response.choices, default=Response.NONE
    )
    party_size = models.PositiveSmallIntegerField(_("Number of people"), default=1)
    responded_at = models.DateTimeField(null=True, blank=True)
    response_channel = models.CharField(max_length=10, blank=True)
    registration = models.OneToOneField(Registration, models.SET_NULL, null=True, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), "seminar", name="invitation_once"),
            models.CheckConstraint(
                condition=Q(response="NONE", responded_at=None)
                | ~Q(response="NONE") & Q(responded_at__isnull=False),
                name="invitation_answer_has_time",
            ),
        ]
