"""What moves stock besides a day's report: deliveries of a producer, and counts of the shelf."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Producer, Product
from venues.models.points import ShowcasePoint
from venues.models.reports import Submission
from venues.rules import CountReason, DeliveryState, DifferenceReason


class Batch(models.Model):
    """A lot of a product, where its maker marks lots; `expires_on` where it has a date."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="batches")
    code = models.CharField(_("Batch"), max_length=40)
    expires_on = models.DateField(_("Use by"), null=True, blank=True)

    class Meta:
        ordering = ["expires_on", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "code"], name="batch_once")]

    def __str__(self) -> str:
        return self.code


class DeliveryNote(models.Model):
    """Goods a producer sends to a point; they are stock only once the point has counted them."""

    point = models.ForeignKey(ShowcasePoint, models.PROTECT, related_name="deliveries")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="deliveries")
    state = models.CharField(
        _("State"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.SENT
    )
    sent_on = models.DateField(_("Sent on"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(_("Note"), max_length=300, blank=True)
    received_on = models.DateField(_("Received on"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    submission = models.OneToOneField(Submission, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["point", "state"], name="delivery_point")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DeliveryState.RECEIVED, received_on__isnull=False)
                | ~Q(state=DeliveryState.RECEIVED) & Q(received_on=None, submission=None),
                name="delivery_received_has_day",
            )
        ]

    @property
    def number(self) -> str:
        """How people name the note."""
        return f"GN-{self.sent_on:%Y}-{self.pk:05d}"

    def __str__(self) -> str:
        return self.number


class DeliveryLine(models.Model):
    """A product of a delivery: what was sent, what arrived, and why they differ."""

    note = models.ForeignKey(DeliveryNote, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    sent = models.DecimalField(_("Sent"), max_digits=12, decimal_places=3)
    received = models.DecimalField(_("Received"), max_digits=12, decimal_places=3, null=True)
    reason = models.CharField(
        _("Reason"), max_length=12, choices=DifferenceReason.choices, blank=True
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent__gt=0) & (Q(received=None) | Q(received__gte=0)),
                name="delivery_line_positive",
            ),
            models.CheckConstraint(
                condition=Q(received=None) | Q(received=F("sent")) | ~Q(reason=""),
                name="delivery_difference_has_reason",
            ),
        ]


class StockCount(models.Model):
    """A count of the shelf at a moment."""

    submission = models.OneToOneField(Submission, models.PROTECT, primary_key=True)
    point = models.ForeignKey(ShowcasePoint, models.PROTECT, related_name="counts")
    day = models.DateField()
    counted_at = models.DateTimeField(_("Counted at"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lines_counted = models.PositiveIntegerField(default=0)
    lines_differing = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-counted_at"]
        indexes = [models.Index(fields=["point", "day"], name="count_day")]


class CountLine(models.Model):
    """One product of a count. `book` is the ledger's balance then; `recheck` says that movements
    of earlier days arrived afterwards, so that the shelf should be looked at again."""

    count = models.ForeignKey(StockCount, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    book = models.DecimalField(_("By the books"), max_digits=14, decimal_places=3)
    counted = models.DecimalField(_("Counted"), max_digits=12, decimal_places=3)
    reason = models.CharField(_("Reason"), max_length=12, choices=CountReason.choices, blank=True)
    remark = models.CharField(_("Remark"), max_length=200, blank=True)
    recheck = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["count", "product"], name="count_line_once"),
            models.CheckConstraint(
                condition=Q(counted__gte=0) & (Q(counted=F("book")) | ~Q(reason="")),
                name="count_difference_has_reason",
            ),
        ]

    @property
    def difference(self) -> object:
        return self.counted - self.book
