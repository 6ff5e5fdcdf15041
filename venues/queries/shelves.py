"""Where products stand: on hand, sold this month, days of cover, and what to bring."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    DecimalField,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from exhibitors.models import Certificate
from venues.models import DeliveryLine, Line, LineForecast, LineMonth, LineNow
from venues.rules import DeliveryState, month_of
from venues.rules.forecast import MINIMUM_DAYS, days_of_cover, suggested

QUANTITY = DecimalField(max_digits=14, decimal_places=3)
LAPSE_DAYS = 90


def shelf_rows(lines: QuerySet[Line], day: date) -> QuerySet[Line, Any]:
    """One row per line on a list: stock, sales of the month, demand, on its way, certificate.

    `lacking` is what the fill-up level lacks, before packs; null with not enough data. `lapses`
    is the last day of the certificate where that is within 90 days or past, for products that
    were certified once. By product, then point.
    """
    here = {"point_id": OuterRef("point_id"), "product_id": OuterRef("product_id")}
    now = LineNow.objects.filter(**here)
    forecast = LineForecast.objects.filter(**here)
    month = LineMonth.objects.filter(**here, month=month_of(day))
    coming = (
        DeliveryLine.objects.filter(
            note__point=OuterRef("point_id"),
            product=OuterRef("product_id"),
            note__state=DeliveryState.SENT,
        )
        .order_by()
        .values("product")
        .annotate(total=Sum("sent"))
        .values("total")
    )
    certificates = Certificate.objects.filter(product=OuterRef("product_id"))
    last = (
        certificates.filter(Q(revoked_on=None) | Q(revoked_on__gt=day), issued_on__lte=day)
        .order_by()
        .values("product")
        .annotate(last=Max("expires_on"))
        .values("last")
    )
    return (
        lines.filter(listed__contains=day)
        .annotate(
            on_hand=Coalesce(Subquery(now.values("on_hand")), Decimal(0), output_field=QUANTITY),
            low=Coalesce(Subquery(now.values("low"), BooleanField()), True),
            sold=Coalesce(Subquery(month.values("sold")), Decimal(0), output_field=QUANTITY),
            amount=Coalesce(Subquery(month.values("amount")), 0),
            coming=Coalesce(Subquery(coming), Decimal(0), output_field=QUANTITY),
            days=Coalesce(Subquery(forecast.values("days"), IntegerField()), 0),
            mean=Subquery(forecast.values("mean"), FloatField()),
            target=Subquery(forecast.values("target"), FloatField()),
            certified=Exists(certificates),
            valid_until=Subquery(last, DateField()),
        )
        .annotate(
            lacking=Cast("target", FloatField())
            - Cast(Greatest(F("on_hand"), Value(Decimal(0)), output_field=QUANTITY), FloatField())
            - Cast("coming", FloatField())
        )
        .order_by("product__sort_key", "point__sort_key", "id")
        .values(
            "id",
            "point_id",
            "product_id",
            "pack",
            "on_hand",
            "low",
            "sold",
            "amount",
            "coming",
            "days",
            "mean",
            "target",
            "lacking",
            "certified",
            "valid_until",
            sort_key=F("product__sort_key"),
            name=F("product__name"),
            unit=F("product__unit"),
            point_name=F("point__name"),
            producer_id=F("product__producer_id"),
            producer=F("product__producer__name"),
            commune_name=F("point__commune__name"),
        )
    )


def enough(row: dict[str, Any]) -> bool:
    """Whether a shelf row has the days a forecast needs."""
    return row["days"] >= MINIMUM_DAYS and row["mean"] is not None


def cover_of(row: dict[str, Any]) -> int | None:
    """Days of cover of a shelf row; None with too little data or without sales."""
    return days_of_cover(row["on_hand"], row["mean"]) if enough(row) else None


def bring(row: dict[str, Any]) -> Decimal | None:
    """What to bring, in whole packs; None with too little data."""
    if not enough(row):
        return None
    return suggested(row["target"], row["on_hand"], row["coming"], row["pack"])


def to_bring(rows: Any) -> Any:
    """Only the shelf rows with something to bring."""
    return rows.filter(days__gte=MINIMUM_DAYS, lacking__gt=0)
