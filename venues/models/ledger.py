"""The stock ledger and the rollups kept with it in the same transaction.

`Movement` is partitioned by month of `day` and never changed (database trigger); a mistake is
reversed and replaced. Rollups are deltas applied by services/rollups.py and checked nightly.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from exhibitors.models import Product
from venues.models.points import ShowcasePoint
from venues.models.reports import Submission
from venues.models.stock import Batch, DeliveryLine
from venues.rules import MovementKind

QUANTITY: dict[str, Any] = {"max_digits": 14, "decimal_places": 3, "default": 0}


class Movement(models.Model):
    """One change of one line's stock. In the database the key is (id, day), by month.

    `flow` is the column of the sheet it counts in: its own kind, or for a reversal the kind of
    what it takes back. `quantity` is signed (+ into the shop), `amount` is whole đồng.
    """

    # One key of both holds them in the database: the point is that of the submission.
    submission = models.ForeignKey(Submission, models.PROTECT, db_index=False, db_constraint=False)
    point = models.ForeignKey(ShowcasePoint, models.PROTECT, db_index=False, db_constraint=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=MovementKind.choices)
    flow = models.CharField(max_length=10)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    amount = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    reverses_id = models.BigIntegerField(null=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, db_index=False, related_name="+")
    delivery_line = models.ForeignKey(
        DeliveryLine, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    posted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day", "id"]


class LineNow(models.Model):
    """Stock on hand of a line. `low` and `negative` are computed by the database."""

    pk = models.CompositePrimaryKey("point_id", "product_id")
    point = models.ForeignKey(ShowcasePoint, models.CASCADE, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    on_hand = models.DecimalField(**QUANTITY)
    reorder_level = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    low = models.GeneratedField(
        expression=Q(  # type: ignore[arg-type]
            on_hand__lte=Coalesce(
                F("reorder_level"),
                Value(0),
                output_field=models.DecimalField(max_digits=12, decimal_places=3),
            )
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    negative = models.GeneratedField(
        expression=Q(on_hand__lt=Value(0)),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["product", "point"], name="line_now_product")]


class LineMonth(models.Model):
    """In, out and balance of a line in a month. Rows of a line are without gaps of months."""

    pk = models.CompositePrimaryKey("point_id", "month", "product_id")
    month = models.DateField()
    point = models.ForeignKey(ShowcasePoint, models.CASCADE, db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    opening = models.DecimalField(**QUANTITY)
    received = models.DecimalField(**QUANTITY)
    sold = models.DecimalField(**QUANTITY)
    returned = models.DecimalField(**QUANTITY)
    damaged = models.DecimalField(**QUANTITY)
    adjusted = models.DecimalField(**QUANTITY)
    amount = models.BigIntegerField(default=0)
    out_days = models.SmallIntegerField(default=0)
    closing = models.GeneratedField(
        expression=F("opening")
        + F("received")
        - F("sold")
        - F("returned")
        - F("damaged")
        + F("adjusted"),
        output_field=models.DecimalField(max_digits=14, decimal_places=3),
        db_persist=True,
    )


class StockoutRecount(models.Model):
    """Days out of stock that a worker still has to count anew after a correction far back.

    From the month `since` on, of these products (None: of every line). The row goes in the
    transaction that counted.
    """

    point = models.OneToOneField(
        ShowcasePoint, models.CASCADE, primary_key=True, related_name="recount"
    )
    since = models.DateField()
    products = ArrayField(models.BigIntegerField(), null=True)
    asked_at = models.DateTimeField(default=timezone.now)


class LedgerRepair(models.Model):
    """A rollup that differed from the ledger and was corrected; normally there is none."""

    point = models.ForeignKey(ShowcasePoint, models.CASCADE, related_name="repairs")
    at = models.DateTimeField(default=timezone.now)
    differences = models.PositiveIntegerField()
    detail = models.JSONField()

    class Meta:
        ordering = ["-id"]
