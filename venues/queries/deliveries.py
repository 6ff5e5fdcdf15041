"""Deliveries, what is on its way to a point, batches on its shelf, and what consignment owes."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models import DecimalField as Number
from django.db.models.functions import Coalesce

from venues.models import DeliveryLine, DeliveryNote, Line, LineMonth, LineNow, Movement
from venues.rules import DeliveryState

SHELF_WARNING_DAYS = 30
MONEY = Number(max_digits=20, decimal_places=2)


def delivery_rows(deliveries: QuerySet[DeliveryNote]) -> QuerySet[DeliveryNote]:
    """Deliveries newest first with how many lines they have and how many arrived otherwise."""
    differs = Q(lines__received__isnull=False) & ~Q(lines__received=F("lines__sent"))
    return (
        deliveries.select_related("point", "producer")
        .annotate(line_count=Count("lines"), differing=Count("lines", filter=differs))
        .order_by("-id")
    )


def on_order(point_ids: list[int]) -> dict[tuple[int, int], Decimal]:
    """(point, product) → quantity announced and not yet counted in."""
    rows = (
        DeliveryLine.objects.filter(note__point__in=point_ids, note__state=DeliveryState.SENT)
        .order_by()
        .values_list("note__point_id", "product_id")
        .annotate(total=Sum("sent"))
    )
    return {(point, product): total for point, product, total in rows}


def batches_on_shelf(point_ids: list[int], today: date) -> list[dict[str, Any]]:
    """Batches with a date within 30 days or past of which something is left, soonest first.

    What is left is reckoned first in, first out: the newest receipts make up what is on hand.
    Three statements for any number of points.
    """
    soon = today + timedelta(days=SHELF_WARNING_DAYS)
    dated = Movement.objects.filter(
        point_id__in=point_ids, kind="RECEIVE", batch__expires_on__lte=soon
    )
    pairs = {tuple(p) for p in dated.order_by().values_list("point_id", "product_id").distinct()}
    if not pairs:
        return []
    products = {product for _point, product in pairs}
    held = {
        (row["point_id"], row["product_id"]): row["on_hand"]
        for row in LineNow.objects.filter(
            point_id__in=point_ids, product_id__in=products, on_hand__gt=0
        ).values("point_id", "product_id", "on_hand")
    }
    receipts = (
        Movement.objects.filter(point_id__in=point_ids, product_id__in=products, kind="RECEIVE")
        .order_by("-day", "-id")
        .values(
            "point_id",
            "product_id",
            "quantity",
            "batch_id",
            point_name=F("point__name"),
            name=F("product__name"),
            unit=F("product__unit"),
            code=F("batch__code"),
            expires_on=F("batch__expires_on"),
        )
    )
    left: dict[tuple[int, int, int], dict[str, Any]] = {}
    open_ = defaultdict(Decimal, held)
    for row in receipts:
        place = (row["point_id"], row["product_id"])
        part = min(open_[place], row["quantity"])
        if part <= 0:
            continue
        open_[place] -= part
        if row["expires_on"] and row["expires_on"] <= soon:
            found = left.setdefault((*place, row["batch_id"]), {**row, "left": Decimal(0)})
            found["left"] += part
    return sorted(left.values(), key=lambda r: (r["expires_on"], r["name"], r["point_id"]))


def consignment(point_id: int, month: date) -> QuerySet[LineMonth, Any]:
    """By producer the month's consigned goods: units in, sold, back, left, and what is owed.

    `owed` is the sales less the share the point keeps, in đồng.
    """
    line = Line.objects.filter(
        point_id=OuterRef("point_id"), product_id=OuterRef("product_id"), consigned=True
    )
    share = Subquery(line.values("commission"))
    return (
        LineMonth.objects.filter(point_id=point_id, month=month)
        .annotate(share=share)
        .filter(share__isnull=False)
        .order_by("product__producer__sort_key", "product__producer_id")
        .values(
            producer_id=F("product__producer_id"),
            producer=F("product__producer__name"),
            sort_key=F("product__producer__sort_key"),
        )
        .annotate(
            units_in=Sum("received"),
            units_sold=Sum("sold"),
            units_back=Sum(F("returned") + F("damaged")),
            units_left=Sum("closing"),
            sales=Sum("amount"),
            kept=Coalesce(
                Sum(ExpressionWrapper(F("amount") * F("share") / 100, output_field=MONEY)),
                Decimal(0),
                output_field=MONEY,
            ),
        )
    )
