"""When reports are due and how a month is closed: rules, holidays, reviews, amendments."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from venues.models.points import PointStaff, ShowcasePoint
from venues.models.stock import StockCount
from venues.rules import AmendmentState, HandoverState, PointKind, ReviewState

ACTOR = settings.AUTH_USER_MODEL


class ReportingRule(models.Model):
    """On which weekdays (ISO, Monday = 1) a kind of point reports, and until when.

    A kind without a row reports every day, until POINT_REPORT_DUE_HOURS after the day began.
    """

    kind = models.CharField(
        pgettext_lazy("place", "Kind"), max_length=20, choices=PointKind.choices, unique=True
    )
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("Reporting days"))
    due_hours = models.PositiveSmallIntegerField(_("On time until (hours after the day began)"))

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=list(range(1, 8)), weekdays__len__gt=0),
                name="reporting_rule_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(due_hours__gte=1, due_hours__lte=24 * 14), name="reporting_rule_hours"
            ),
        ]


class Holiday(models.Model):
    """Days on which no point is expected to report."""

    name = models.CharField(_("Name"), max_length=120)
    days = DateRangeField(_("Days"))

    class Meta:
        ordering = ["-days"]
        constraints = [
            ExclusionConstraint(
                name="holiday_days_once", expressions=[("days", RangeOperators.OVERLAPS)]
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first(self) -> date:
        return self.days.lower

    @property
    def last(self) -> date:
        return self.days.upper - timedelta(days=1)


class MonthReview(models.Model):
    """A point's month on its way from the manager to the office and back."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="reviews")
    month = models.DateField()
    state = models.CharField(_("State"), max_length=10, choices=ReviewState.choices)
    handed_in_by = models.ForeignKey(ACTOR, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    question = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(ACTOR, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month", "point_id"]
        constraints = [
            models.UniqueConstraint(fields=["point", "month"], name="review_once"),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.APPROVED) | Q(decided_at__isnull=False),
                name="review_approved_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.QUERIED) | ~Q(question=""),
                name="review_query_has_question",
            ),
        ]


class Amendment(models.Model):
    """A request to correct a settled day; while granted, that one day is open."""

    client_uuid = models.UUIDField(unique=True)
    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="amendments")
    day = models.DateField(_("Day"))
    reason = models.CharField(_("Reason"), max_length=300)
    state = models.CharField(
        _("State"), max_length=10, choices=AmendmentState.choices, default=AmendmentState.ASKED
    )
    asked_by = models.ForeignKey(ACTOR, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(ACTOR, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["point", "day"],
                condition=Q(state=AmendmentState.GRANTED),
                name="amendment_open_day",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_reason"),
            models.CheckConstraint(
                condition=Q(state=AmendmentState.ASKED, decided_at=None)
                | ~Q(state=AmendmentState.ASKED) & Q(decided_at__isnull=False),
                name="amendment_decided_has_moment",
            ),
        ]


class Handover(models.Model):
    """A point passes from one manager to another: a count, and both sign."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="handovers")
    outgoing = models.ForeignKey(PointStaff, models.CASCADE, related_name="+")
    incoming = models.ForeignKey(ACTOR, models.PROTECT, related_name="+")
    last_day = models.DateField(_("Last day of the present manager"))
    state = models.CharField(
        _("State"), max_length=10, choices=HandoverState.choices, default=HandoverState.OPEN
    )
    count = models.ForeignKey(StockCount, models.PROTECT, null=True, related_name="+")
    outgoing_signed_at = models.DateTimeField(null=True)
    incoming_signed_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(ACTOR, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(state=HandoverState.OPEN), name="handover_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=HandoverState.DONE)
                | Q(
                    count__isnull=False,
                    outgoing_signed_at__isnull=False,
                    incoming_signed_at__isnull=False,
                ),
                name="handover_done_is_signed",
            ),
        ]
