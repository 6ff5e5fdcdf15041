"""The stock of a point: its lines, the sheet of a month, and the days."""

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
from common.drf.paging import Pages
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors.models import Product
from venues.access import get_point_to_edit, get_point_to_view
from venues.api.months import MONTH, asked_month
from venues.filters.stock import LineFilter
from venues.models import Line, PointDay
from venues.queries import days, sheets
from venues.services import point_lines


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
LINE_FIELDS = (
    "id",
    "product_id",
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
    """A row of `listed_lines` under the names of the API."""
    return {name.removesuffix("_id"): row[name] for name in LINE_FIELDS}


class LinePages(Pages):
    """Every page carries the point's revision that its stock belongs to, or an older one."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        found = super().get_paginated_response_schema(schema)
        found["properties"]["rev"] = {"type": "integer", "example": 12}
        return found


class PointLines(IdempotentPost, ListView):
    """The products on a point's list today, with stock on hand."""

    permission_classes = (IsAuthenticated,)
    serializer_class = LineRow
    filterset_class = LineFilter
    pagination_class = LinePages
    row_fields = LINE_FIELDS
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "id")

    def get_queryset(self) -> QuerySet[Line, Any]:
        return sheets.listed_lines(self.kwargs["pk"], timezone.localdate())

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [line_row(row) for row in rows]

    @extend_schema(
        summary="Lines of a point with stock on hand", examples=[OpenApiExample("one", LINE)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        point = get_point_to_view(request.user, kwargs["pk"])  # before the stock is read
        page = self.list(request)
        page.data = {"rev": point.rev, **page.data}
        return page

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
        line = point_lines.add_line(point=point, actor=request.user, **parse(LineInput, request))
        row = sheets.listed_lines(point.pk, line.listed.lower).get(pk=line.pk)
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
    recomputing = serializers.BooleanField()
    rows = SheetRow(many=True)


SHEET = {"month": "2026-11-01", "rev": 12, "recomputing": False, "rows": []}


class PointSheet(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = Sheet

    @extend_schema(
        summary="In, out and balance of each line in a month",
        description="`recomputing`: `out_days` are still being counted after a correction far "
        "back; everything else is exact.",
        parameters=[MONTH],
        responses=Sheet,
        examples=[OpenApiExample("one", SHEET)],
    )
    def get(self, request: Request, pk: int) -> Response:
        point = get_point_to_view(request.user, pk)
        month = asked_month(request)
        rows = [{"product": row.pop("product_id"), **row} for row in sheets.stock_sheet(pk, month)]
        recomputing = sheets.counts_out_days(pk)
        return Response(
            {"month": month, "rev": point.rev, "recomputing": recomputing, "rows": rows}
        )


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


DAY = {
    "day": "2026-11-24",
    "expected": True,
    "stock_at": None,
    "stock_late": False,
    "visitors_at": None,
    "visitors_late": False,
    "sold": "0.000",
    "amount": 0,
    "visitors": 0,
}


class MonthPages(Pages):
    """The days of a month fit one page."""

    page_size = 31
    page_size_query_description = "How many rows a page has: 31, at most 100."


class PointDays(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = DayRow
    pagination_class = MonthPages
    row_fields = tuple(DAY)
    ordering = ("day",)
    ordering_fields = ("day",)
    other_parameters = ("month",)

    def get_queryset(self) -> QuerySet[PointDay]:
        point = get_point_to_view(self.request.user, self.kwargs["pk"])
        return days.days_of(point.pk, asked_month(self.request))

    @extend_schema(
        summary="The days of a month: expected, arrived, missing",
        parameters=[MONTH],
        examples=[OpenApiExample("one", DAY)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)
