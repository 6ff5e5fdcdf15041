"""Counts of a point's shelf for tills."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from common.drf.views import ListView, StrictSerializer, parse
from venues.access import get_point_to_report, get_point_to_view
from venues.api.deliveries import Posted
from venues.api.reports import KEY, given
from venues.filters.deliveries import CountFilter
from venues.models import StockCount
from venues.rules import CountReason
from venues.services import counts


class CountedLine(StrictSerializer):
    product = serializers.IntegerField(min_value=1, max_value=2**62)
    counted = serializers.CharField(max_length=30)
    reason = serializers.ChoiceField(choices=CountReason.choices, required=False, allow_blank=True)
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CountInput(StrictSerializer):
    client_uuid = serializers.UUIDField()
    counted_at = serializers.DateTimeField()
    device = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    seq = serializers.IntegerField(min_value=0, max_value=2**62, required=False, default=0)
    lines = serializers.ListField(child=CountedLine(), max_length=1000)


class CountRow(serializers.Serializer):
    submission = serializers.UUIDField()
    day = serializers.DateField()
    counted_at = serializers.DateTimeField()
    lines_counted = serializers.IntegerField()
    lines_differing = serializers.IntegerField()


COUNT = {
    "submission": KEY,
    "day": "2026-11-24",
    "counted_at": "2026-11-24T18:10:00+07:00",
    "lines_counted": 40,
    "lines_differing": 2,
}


class CountList(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = CountRow
    filterset_class = CountFilter
    row_fields = ("submission_id", "day", "counted_at", "lines_counted", "lines_differing")
    ordering = ("-counted_at", "submission_id")
    ordering_fields = ("counted_at", "submission_id")

    def get_queryset(self) -> QuerySet[StockCount]:
        return get_point_to_view(self.request.user, self.kwargs["pk"]).counts.all()

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"submission": row.pop("submission_id"), **row} for row in rows]

    @extend_schema(summary="Counts of a point's shelf", examples=[OpenApiExample("one", COUNT)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Post a count; safe to repeat with the same client_uuid",
        description="A line that differs from the books needs a reason; the stock becomes what "
        "was counted.",
        request=CountInput,
        responses={201: Posted, 200: Posted},
        examples=[
            OpenApiExample(
                "one",
                {
                    "client_uuid": KEY,
                    "counted_at": "2026-11-24T18:10:00+07:00",
                    "lines": [{"product": 5, "counted": "11", "reason": "BROKEN"}],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        point = get_point_to_report(request.user, pk)
        values = parse(CountInput, request)
        return given(
            counts.post_count(point_id=point.pk, actor=request.user, now=timezone.now(), **values)
        )
