"""Shelves with days of cover and suggested deliveries, and figures worth a second look."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsOffice
from common.drf.views import ListView
from venues.access import visible_anomalies, visible_shelves
from venues.filters.insight import AnomalyFilter, ShelfFilter
from venues.models import Anomaly, Line
from venues.queries import shelves
from venues.rules.anomalies import AnomalyRule, AnomalyState


class ShelfRow(serializers.Serializer):
    line = serializers.IntegerField()
    point = serializers.IntegerField()
    product = serializers.IntegerField()
    producer = serializers.IntegerField()
    on_hand = serializers.DecimalField(14, 3)
    low = serializers.BooleanField()
    sold = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    coming = serializers.DecimalField(14, 3)
    days = serializers.IntegerField()
    per_day = serializers.FloatField(allow_null=True)
    cover_days = serializers.IntegerField(allow_null=True)
    suggested = serializers.DecimalField(14, 3, allow_null=True)
    certificate_until = serializers.DateField(allow_null=True)


SHELF = {
    "line": 31,
    "point": 7,
    "product": 5,
    "producer": 3,
    "on_hand": "4.000",
    "low": True,
    "sold": "22.000",
    "amount": 1760000,
    "coming": "0.000",
    "days": 41,
    "per_day": 0.81,
    "cover_days": 4,
    "suggested": "12.000",
    "certificate_until": "2027-08-31",
}
READ = (
    "id",
    "point_id",
    "product_id",
    "producer_id",
    "pack",
    "on_hand",
    "low",
    "sold",
    "amount",
    "coming",
    "days",
    "mean",
    "target",
    "valid_until",
)


class ShelfList(ListView):
    """All lines for the office, those of the own products for a producer."""

    permission_classes = (IsAuthenticated,)
    serializer_class = ShelfRow
    filterset_class = ShelfFilter
    row_fields = READ
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "id")

    def get_queryset(self) -> QuerySet[Line, Any]:
        return shelves.shelf_rows(visible_shelves(self.request.user), timezone.localdate())

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        same = ("on_hand", "low", "sold", "amount", "coming", "days")
        return [
            {
                "line": row["id"],
                "point": row["point_id"],
                "product": row["product_id"],
                "producer": row["producer_id"],
                **{name: row[name] for name in same},
                "per_day": round(row["mean"], 2) if shelves.enough(row) else None,
                "cover_days": shelves.cover_of(row),
                "suggested": shelves.bring(row),
                "certificate_until": row["valid_until"],
            }
            for row in rows
        ]

    @extend_schema(
        summary="Products on shelves: stock, sales of the month, days of cover, what to bring",
        description="`per_day`, `cover_days` and `suggested` are null below 14 in-stock days.",
        examples=[OpenApiExample("one", SHELF)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class AnomalyRow(serializers.Serializer):
    id = serializers.IntegerField()
    point = serializers.IntegerField()
    day = serializers.DateField()
    rule = serializers.ChoiceField(choices=AnomalyRule.choices)
    product = serializers.IntegerField(allow_null=True)
    figures = serializers.DictField()
    state = serializers.ChoiceField(choices=AnomalyState.choices)


ANOMALY = {
    "id": 8,
    "point": 7,
    "day": "2026-11-24",
    "rule": "VISITS",
    "product": None,
    "figures": {"visits": 410, "usual": 40, "z": 9.2},
    "state": "OPEN",
}


class AnomalyList(ListView):
    permission_classes = (IsOffice,)
    serializer_class = AnomalyRow
    filterset_class = AnomalyFilter
    row_fields = ("id", "point_id", "day", "rule", "product_id", "figures", "state")
    ordering = ("-day", "-id")
    ordering_fields = ("day", "id")

    def get_queryset(self) -> QuerySet[Anomaly]:
        return visible_anomalies(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k.removesuffix("_id"): v for k, v in row.items()} for row in rows]

    @extend_schema(
        summary="Figures worth a second look, with the rule that fired",
        examples=[OpenApiExample("one", ANOMALY)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)
