"""Deliveries for tills and producers' programs."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors.models import Producer
from venues.access import (
    get_delivery_to_receive,
    get_delivery_to_view,
    get_point_to_deliver,
    senders_to,
    visible_deliveries,
)
from venues.api.reports import KEY, given
from venues.filters.deliveries import DeliveryFilter
from venues.models import DeliveryNote, ShowcasePoint
from venues.rules import DeliveryState, DifferenceReason
from venues.services import deliveries

DELIVERY_FIELDS = ("id", "point_id", "producer_id", "state", "sent_on", "received_on", "note")


class DeliveryRow(serializers.Serializer):
    id = serializers.IntegerField()
    point = serializers.IntegerField()
    producer = serializers.IntegerField()
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    sent_on = serializers.DateField()
    received_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()


class DeliveryLineRow(serializers.Serializer):
    id = serializers.IntegerField()
    product = serializers.IntegerField()
    batch = serializers.CharField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    sent = serializers.DecimalField(12, 3)
    received = serializers.DecimalField(12, 3, allow_null=True)
    reason = serializers.CharField()


class DeliveryDetailRow(DeliveryRow):
    lines = DeliveryLineRow(many=True)


class SentLine(StrictSerializer):
    product = serializers.IntegerField(min_value=1, max_value=2**62)
    sent = serializers.CharField(max_length=30)
    batch = serializers.CharField(max_length=40, required=False, allow_blank=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class DeliveryInput(StrictSerializer):
    point = serializers.PrimaryKeyRelatedField(queryset=ShowcasePoint.objects.all())
    producer = serializers.PrimaryKeyRelatedField(queryset=Producer.objects.all())
    sent_on = serializers.DateField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    lines = serializers.ListField(child=SentLine(), max_length=1000)


DELIVERY = {
    "id": 4,
    "point": 7,
    "producer": 3,
    "state": "SENT",
    "sent_on": "2026-11-24",
    "received_on": None,
    "note": "",
}
DETAIL = {
    **DELIVERY,
    "lines": [
        {
            "id": 11,
            "product": 5,
            "batch": "L0425",
            "expires_on": "2027-04-30",
            "sent": "24.000",
            "received": None,
            "reason": "",
        }
    ],
}


def detail(delivery: DeliveryNote, code: int = status.HTTP_200_OK) -> Response:
    lines = delivery.lines.values(
        "id", "product_id", "batch__code", "batch__expires_on", "sent", "received", "reason"
    )
    body = {name.removesuffix("_id"): getattr(delivery, name) for name in DELIVERY_FIELDS}
    body["lines"] = [
        {
            "id": row["id"],
            "product": row["product_id"],
            "batch": row["batch__code"],
            "expires_on": row["batch__expires_on"],
            **{n: row[n] for n in ("sent", "received", "reason")},
        }
        for row in lines
    ]
    return Response(body, status=code)


class DeliveryList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = DeliveryRow
    filterset_class = DeliveryFilter
    row_fields = DELIVERY_FIELDS
    ordering = ("-id",)
    ordering_fields = ("id", "sent_on")

    def get_queryset(self) -> QuerySet[DeliveryNote]:
        return visible_deliveries(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k.removesuffix("_id"): v for k, v in row.items()} for row in rows]

    @extend_schema(
        summary="Deliveries to points: all, to the own points, or of the own organisation",
        examples=[OpenApiExample("one", DELIVERY)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Announce a delivery; it becomes stock once it is counted in",
        request=DeliveryInput,
        responses={201: DeliveryDetailRow},
        examples=[
            OpenApiExample(
                "one",
                {
                    "point": 7,
                    "producer": 3,
                    "sent_on": "2026-11-24",
                    "lines": [{"product": 5, "sent": "24", "batch": "L0425"}],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(DeliveryInput, request)
        point = get_point_to_deliver(request.user, values.pop("point").pk)
        producer = values.pop("producer")
        if not senders_to(request.user, point.pk).filter(pk=producer.pk).exists():
            values["lines"] = [{**line, "product": 0} for line in values["lines"]]
        made = deliveries.send_delivery(
            point=point, producer=producer, actor=request.user, now=timezone.now(), **values
        )
        return detail(made, status.HTTP_201_CREATED)


class DeliveryDetail(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = DeliveryDetailRow

    @extend_schema(
        summary="One delivery with its lines",
        responses=DeliveryDetailRow,
        examples=[OpenApiExample("one", DETAIL)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(get_delivery_to_view(request.user, pk))


class ReceivedLine(StrictSerializer):
    line = serializers.IntegerField(min_value=1, max_value=2**62)
    received = serializers.CharField(max_length=30)
    reason = serializers.ChoiceField(
        choices=DifferenceReason.choices, required=False, allow_blank=True
    )


class Receipt(StrictSerializer):
    client_uuid = serializers.UUIDField()
    day = serializers.DateField()
    lines = serializers.ListField(
        child=ReceivedLine(), required=False, default=list, max_length=1000
    )


class Posted(serializers.Serializer):
    submission = serializers.UUIDField()
    status = serializers.CharField()
    point = serializers.IntegerField()
    day = serializers.DateField()
    rev = serializers.IntegerField()
    movements = serializers.IntegerField()
    differing = serializers.IntegerField()


class DeliveryReceive(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = Posted

    @extend_schema(
        summary="Count a delivery in; safe to repeat with the same client_uuid",
        description="A line left out arrived as it was sent; one that differs needs a reason.",
        request=Receipt,
        responses={201: Posted, 200: Posted},
        examples=[
            OpenApiExample(
                "one",
                {
                    "client_uuid": KEY,
                    "day": "2026-11-25",
                    "lines": [{"line": 11, "received": "22", "reason": "BROKEN"}],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        delivery = get_delivery_to_receive(request.user, pk)
        values = parse(Receipt, request)
        lines = {
            item["line"]: {"received": item["received"], "reason": item.get("reason", "")}
            for item in values.pop("lines")
        }
        return given(
            deliveries.receive_delivery(
                delivery=delivery, lines=lines, actor=request.user, now=timezone.now(), **values
            )
        )
