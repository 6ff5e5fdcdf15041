"""What managers send, and for each day and month what arrived."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from venues.models.points import ShowcasePoint
from venues.rules import CountMethod, ReportKind, SubmissionState, VisitorOrigin, VisitorType


class Submission(models.Model):
    """One report as it was sent, and the answer it got. The client mints the key.

    A repeated key with the same content gets `answer` back verbatim.
    """

    client_uuid = models.UUIDField(primary_key=True)
    point = models.ForeignKey(ShowcasePoint, models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    business_day = models.DateField()
    device = models.CharField(max_length=64, blank=True)
    seq = models.PositiveBigIntegerField(default=0)
    base_rev = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    payload = models.JSONField()
    answer = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        _("State"), max_length=10, choices=SubmissionState.choices, default="ACCEPTED"
    )
    rev = models.PositiveBigIntegerField(null=True)
    late = models.BooleanField(default=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    captured_at = models.DateTimeField(null=True)
    # An id that was edited on the device before its answer came; it must not be posted later.
    supersedes = models.UUIDField(null=True)

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["point", "business_day", "kind"], name="submission_day"),
            models.Index(
                fields=["point"], condition=Q(state=SubmissionState.HELD), name="submission_held"
            ),
            models.Index(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="submission_supersedes",
            ),
        ]
        constraints = [
            # what a movement refers to: a submission and its point in one
            models.UniqueConstraint(fields=["client_uuid", "point"], name="submission_of_point")
        ]


class Photo(models.Model):
    """A picture of a report, known by the digest of the bytes that were sent.

    `content` is the picture drawn again, without what the camera wrote into it.
    """

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="photos")
    sha256 = models.CharField(max_length=64)
    day = models.DateField()
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["point", "day"], name="photo_day")]
        constraints = [models.UniqueConstraint(fields=["point", "sha256"], name="photo_once")]


class PointDay(models.Model):
    """One day of one point. The row exists before any report, so that “missing” is a row."""

    pk = models.CompositePrimaryKey("point_id", "day")
    point = models.ForeignKey(ShowcasePoint, models.CASCADE, db_index=False)
    day = models.DateField()
    expected = models.BooleanField(default=True)
    stock_at = models.DateTimeField(null=True)
    stock_late = models.BooleanField(default=False)
    visitors_at = models.DateTimeField(null=True)
    visitors_late = models.BooleanField(default=False)
    sold = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    amount = models.BigIntegerField(default=0)
    visitors = models.IntegerField(default=0)
    # Somebody said that nothing was sold, which is more than nobody having named a sale.
    nothing_sold = models.BooleanField(db_default=False)

    class Meta:
        indexes = [models.Index(fields=["day"], name="point_day_day")]


class PointMonth(models.Model):
    """Totals of a point's month; the city's are sums of these."""

    pk = models.CompositePrimaryKey("month", "point_id")
    month = models.DateField()
    point = models.ForeignKey(ShowcasePoint, models.CASCADE)
    expected_days = models.IntegerField(default=0)
    stock_days = models.IntegerField(default=0)
    stock_late = models.IntegerField(default=0)
    visitor_days = models.IntegerField(default=0)
    visitor_late = models.IntegerField(default=0)
    received = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    sold = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    amount = models.BigIntegerField(default=0)
    visitors = models.IntegerField(default=0)


class Visit(models.Model):
    """Visits of a day by origin and kind: numbers only, never persons."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="visits")
    point = models.ForeignKey(ShowcasePoint, models.PROTECT, db_index=False)
    day = models.DateField()
    origin = models.CharField(max_length=10, choices=VisitorOrigin.choices, default="UNKNOWN")
    nationality = models.CharField(max_length=2, blank=True)
    type = models.CharField(max_length=12, choices=VisitorType.choices, default="UNKNOWN")
    n = models.PositiveIntegerField()
    method = models.CharField(max_length=10, choices=CountMethod.choices, default="COUNTED")

    class Meta:
        indexes = [models.Index(fields=["point", "day"], name="visit_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "day", "origin", "nationality", "type"], name="visit_once"
            )
        ]
