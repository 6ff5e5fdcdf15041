"""A producer's month over all points, from the months of its lines."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from exhibitors.models import Producer
from venues.models import Line, LineMonth


def producers_of_month(month: date) -> QuerySet[Producer]:
    """The producers with stock or movement at some point in a month."""
    something = ~Q(opening=0, received=0, sold=0, returned=0, damaged=0, adjusted=0)
    lines = LineMonth.objects.filter(something, month=month)
    return Producer.objects.filter(pk__in=lines.values("product__producer")).order_by(
        "sort_key", "pk"
    )


def producer_sheet(producer_id: int, month: date) -> list[dict[str, Any]]:
    """One row per point and product, by point; `commission` is the point's share in percent.

    Zero for goods the point has bought. Quantities in the product's unit, amounts in đồng.
    """
    line = Line.objects.filter(
        point_id=OuterRef("point_id"), product_id=OuterRef("product_id"), consigned=True
    )
    share = Coalesce(Subquery(line.values("commission")), Decimal(0))
    rows: Any = (
        LineMonth.objects.filter(month=month, product__producer=producer_id)
        .order_by("point__sort_key", "point_id", "product__sort_key", "product_id")
        .values(
            "point_id",
            "opening",
            "received",
            "sold",
            "returned",
            "damaged",
            "closing",
            "amount",
            point_name=F("point__name"),
            name=F("product__name"),
            unit=F("product__unit"),
            made_up=F("point__demo_figures"),
            commission=share,
        )
    )
    return list(rows)


def makers_at(points: list[int]) -> set[int]:
    """The producers whose products are or were on the lists of these points."""
    lines = Line.objects.filter(point__in=points)
    return set(lines.values_list("product__producer_id", flat=True))
