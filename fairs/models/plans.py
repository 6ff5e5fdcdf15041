"""Allocation: plans as versions, who stands where, what may not move."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairs.models.applications import Application
from fairs.models.booths import Booth
from fairs.models.fairs import Fair
from fairs.rules.states import AssignmentSource, LockScope, PlanState


class AllocationPlan(models.Model):
    """One version of who stands where. Drafts are private; publishing is one transaction."""

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField(_("Version"))
    name = models.CharField(_("Name"), max_length=120, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    method = models.CharField(max_length=20, default="MANUAL")
    params = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=1)
    input_hash = models.CharField(max_length=64, blank=True)
    metrics = models.JSONField(default=dict)
    # Prices behind the bound of the solver: they prove what each other choice would cost.
    proof = models.JSONField(default=dict)
    # As published, whatever happens afterwards: who got which booths, what changed and why.
    announced_places = models.JSONField(default=dict)
    report = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    state = models.CharField(
        _("State"), max_length=12, choices=PlanState.choices, default=PlanState.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["fair", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["fair"], condition=Q(state=PlanState.PUBLISHED), name="plan_one_published"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.PUBLISHED) | Q(published_at__isnull=False),
                name="plan_published_has_time",
            ),
        ]


class Assignment(models.Model):
    """An application's place in a plan: a block of side-by-side booths."""

    plan = models.ForeignKey(AllocationPlan, models.CASCADE, related_name="assignments")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    source = models.CharField(max_length=8, choices=AssignmentSource.choices, default="AUTO")
    note = models.CharField(max_length=300, blank=True)
    explanation = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "application"], name="assignment_once")
        ]


class AssignmentBooth(models.Model):
    """One booth of an assignment. `live` follows the plan's publication.

    The exclusion constraint is the backstop against two holders on one day; services lock the
    fair first, so it is never reached in normal work.
    """

    plan = models.ForeignKey(AllocationPlan, models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="places")
    booth = models.ForeignKey(Booth, models.PROTECT, related_name="places")
    days = DateRangeField()
    live = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "booth"], name="place_once_per_plan"),
            ExclusionConstraint(
                name="place_one_holder_a_day",
                expressions=[
                    (F("booth"), RangeOperators.EQUAL),
                    (F("days"), RangeOperators.OVERLAPS),
                ],
                condition=Q(live=True),
            ),
        ]


class PlanEdit(models.Model):
    """What an edit changed, so that it can be taken back: application code → what it held.

    It leads from one version of the plan to another; only the one that led to the present version
    can be taken back.
    """

    plan = models.ForeignKey(AllocationPlan, models.CASCADE, related_name="edits")
    came_from = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    before = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "version"], condition=Q(undone=False), name="edit_once_a_version"
            )
        ]


class Lock(models.Model):
    """A booth that every plan of the fair gives to one application, or (none) to nobody.

    Rows locked in one step share scope and subject (the zone's code, the codes of a pair).
    """

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="locks")
    application = models.ForeignKey(
        Application, models.CASCADE, null=True, blank=True, related_name="locks"
    )
    booth = models.ForeignKey(Booth, models.CASCADE, related_name="locks")
    scope = models.CharField(
        max_length=11, choices=LockScope.choices, default=LockScope.APPLICATION
    )
    subject = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "booth"], name="lock_once"),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(scope__in=["BOOTH", "ZONE"]),
                name="lock_without_applicant_keeps_booth_free",
            ),
        ]


class RivalPair(models.Model):
    """Two applicants declared rivals: never side by side. `first` has the smaller id."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="rivals")
    first = models.ForeignKey(Application, models.CASCADE, related_name="+")
    second = models.ForeignKey(Application, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fair", "first", "second"], name="rivals_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="rivals_ordered"),
        ]
