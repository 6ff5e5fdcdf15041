"""The stock of a point: its lines, the sheet of a month, and the days."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.views import StrictSerializer, parse
from exhibitors.models import Product
from venues.access import get_point_to_edit, get_point_to_view
from venues.api.months import MONTH, asked_month
from venues.queries import days, sheets
from venues.services import points


class LineRow(serializers.Serializer):
    id = serializers.IntegerField()
    product = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField()
    producer = serializers.CharField()
    price = serializers.IntegerField(allow_null=True)
    reorder_level = serializers.DecimalField(12, 3, allow_null=True)
    on_hand = serializers.DecimalField(14, 3)
    low = serializers.BooleanField()
    negative = serializers.BooleanField()


class LineInput(StrictSerializer):
    product = serializers.PrimaryKeyRelatedField(queryset=Product.objects.all())
    since = serializers.DateField()
    price = serializers.IntegerField(min_value=0, max_value=10**12, allow_null=True, default=None)
    reorder_level = serializers.DecimalField(12, 3, min_value=0, allow_null=True, default=None)


LINE = {
    "id": 31,
    "product": 5,
    "name": "Trà sen",
    "unit": "hộp",
    "producer": "HTX ví dụ",
    "price": 80000,
    "reorder_level": "5.000",
    "on_hand": "12.000",
    "low": False,
    "negative": False,
}
LINE_KEYS = (
    "id",
    "name",
    "unit",
    "producer",
    "price",
    "reorder_level",
    "on_hand",
    "low",
    "negative",
)


def line_row(row: dict[str, Any]) -> dict[str, Any]:
    return {"product": row["product_id"], **{key: row[key] for key in LINE_KEYS}}


class PointLines(IdempotentPost, APIView):
    """The products on a point's list today, with stock on hand."""

    permission_classes = (IsAuthenticated,)
    serializer_class = LineRow

    @extend_schema(
        summary="Lines of a point with stock on hand",
        responses=LineRow(many=True),
        examples=[OpenApiExample("one", LINE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        point = get_point_to_view(request.user, pk)
        rows = sheets.lines_on(pk, timezone.localdate())
        return Response({"rev": point.rev, "results": [line_row(row) for row in rows]})

    @extend_schema(
        summary="Put a product on the list",
        request=LineInput,
        responses={201: LineRow},
        examples=[
            OpenApiExample(
                "one", {"product": 5, "since": "2026-11-24", "price": 80000}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        point = get_point_to_edit(request.user, kwargs["pk"])
        line = points.add_line(point=point, actor=request.user, **parse(LineInput, request))
        row = next(r for r in sheets.lines_on(point.pk, line.listed.lower) if r["id"] == line.pk)
        return Response(line_row(row), status=status.HTTP_201_CREATED)


class SheetRow(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField()
    opening = serializers.DecimalField(14, 3)
    received = serializers.DecimalField(14, 3)
    sold = serializers.DecimalField(14, 3)
    returned = serializers.DecimalField(14, 3)
    damaged = serializers.DecimalField(14, 3)
    adjusted = serializers.DecimalField(14, 3)
    closing = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    out_days = serializers.IntegerField()


class Sheet(serializers.Serializer):
    month = serializers.DateField()
    rev = serializers.IntegerField()
    rows = SheetRow(many=True)


class PointSheet(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = Sheet

    @extend_schema(
        summary="In, out and balance of each line in a month",
        parameters=[MONTH],
        responses=Sheet,
        examples=[OpenApiExample("one", {"month": "2026-11-01", "rev": 12, "rows": []})],
    )
    def get(self, request: Request, pk: int) -> Response:
        point = get_point_to_view(request.user, pk)
        month = asked_month(request)
        rows = [{"product": row.pop("product_id"), **row} for row in sheets.stock_sheet(pk, month)]
        return Response({"month": month, "rev": point.rev, "rows": rows})


class DayRow(serializers.Serializer):
    day = serializers.DateField()
    expected = serializers.BooleanField()
    stock_at = serializers.DateTimeField(allow_null=True)
    stock_late = serializers.BooleanField()
    visitors_at = serializers.DateTimeField(allow_null=True)
    visitors_late = serializers.BooleanField()
    sold = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    visitors = serializers.IntegerField()


class PointDays(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = DayRow

    @extend_schema(
        summary="The days of a month: expected, arrived, missing",
        parameters=[MONTH],
        responses=DayRow(many=True),
        examples=[
            OpenApiExample(
                "one",
                {
                    "day": "2026-11-24",
                    "expected": True,
                    "stock_at": None,
                    "stock_late": False,
                    "visitors_at": None,
                    "visitors_late": False,
                    "sold": "0.000",
                    "amount": 0,
                    "visitors": 0,
                },
            )
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        get_point_to_view(request.user, pk)
        rows = days.days_of(pk, asked_month(request)).values(*DayRow().fields)
        return Response({"results": list(rows)})
