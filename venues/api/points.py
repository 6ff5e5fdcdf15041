"""Showcase points, their lines, days, sheet and the dashboard of a month."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, parse
from common.errors import InvalidInput
from exhibitors.models import Commune, Product
from venues.access import (
    get_point_to_edit,
    get_point_to_view,
    point_abilities,
    visible_points,
)
from venues.filters import PointFilter
from venues.models import ShowcasePoint
from venues.queries import dashboard, days, sheets
from venues.rules import PointKind, PointState, month_of
from venues.services import points

FIELDS = (
    "id",
    "code",
    "name",
    "kind",
    "state",
    "operator",
    "address",
    "commune",
    "commune__name",
    "former_district",
    "opened",
    "reports_from",
    "locked_until",
    "rev",
    "low_lines",
    "negative_lines",
    "verified",
    "source",
    "is_demo",
    "demo_figures",
    "version",
)
POINT = {
    "id": 7,
    "code": "P001",
    "name": "Điểm OCOP Siêu thị Hoàng Cầu",
    "kind": "SUPERMARKET",
    "state": "ACTIVE",
    "operator": "Công ty TNHH Siêu thị Hoàng Cầu",
    "address": "ngõ 59 Hoàng Cầu",
    "commune": 3,
    "commune_name": "Phường Ô Chợ Dừa",
    "former_district": "Đống Đa",
    "opened": "2022-10-01",
    "reports_from": "2026-11-01",
    "locked_until": None,
    "rev": 12,
    "low_lines": 2,
    "negative_lines": 0,
    "verified": True,
    "source": "https://example.org/",
    "is_demo": False,
    "demo_figures": False,
    "version": 1,
}
MONTH = OpenApiParameter(
    "month", OpenApiTypes.STR, description="`2026-11`; this month when left out"
)


class PointRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PointKind.choices)
    state = serializers.ChoiceField(choices=PointState.choices)
    operator = serializers.CharField()
    address = serializers.CharField()
    commune = serializers.IntegerField(allow_null=True)
    commune_name = serializers.CharField(allow_null=True)
    former_district = serializers.CharField()
    opened = serializers.CharField()
    reports_from = serializers.DateField(allow_null=True)
    locked_until = serializers.DateField(allow_null=True)
    rev = serializers.IntegerField()
    low_lines = serializers.IntegerField()
    negative_lines = serializers.IntegerField()
    verified = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    is_demo = serializers.BooleanField()
    demo_figures = serializers.BooleanField()
    version = serializers.IntegerField()


class PointDetailRow(PointRow):
    abilities = serializers.DictField(child=serializers.BooleanField())


class PointChange(StrictSerializer):
    name = serializers.CharField(max_length=250, required=False)
    kind = serializers.ChoiceField(choices=PointKind.choices, required=False)
    operator = serializers.CharField(max_length=250, allow_blank=True, required=False)
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    commune = serializers.PrimaryKeyRelatedField(
        queryset=Commune.objects.all(), allow_null=True, required=False
    )
    opened = serializers.CharField(max_length=10, allow_blank=True, required=False)
    reports_from = serializers.DateField(allow_null=True, required=False)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=500, allow_blank=True, required=False
    )
    verified = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    version = serializers.IntegerField(required=False)


class PointCreate(PointChange):
    name = serializers.CharField(max_length=250)
    kind = serializers.ChoiceField(choices=PointKind.choices)
    version = None  # type: ignore[assignment]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("__", "_"): value for key, value in row.items()}


def asked_month(request: Request) -> date:
    """`?month=2026-11`, this month by default. Raises InvalidInput naming the parameter."""
    text = request.query_params.get("month")
    if not text:
        return month_of(timezone.localdate())
    try:
        year, month = text.split("-")
        found = date(int(year), int(month), 1)
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2100:
        raise InvalidInput(fields={"month": [_("Write the month as 2026-11.")]})
    return found


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    """A point as its API representation, with its entity tag."""
    point = get_point_to_view(request.user, pk)
    row = {n: point.serializable_value(n) for n in FIELDS if n != "commune__name"}
    row["commune_name"] = point.commune.name if point.commune else None
    row["abilities"] = point_abilities(request.user, point)
    return Response(row, status=code, headers={"ETag": etag(point.version)})


class PointList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = PointRow
    filterset_class = PointFilter
    row_fields = FIELDS
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "code", "id")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsAuthenticated()]

    def get_queryset(self) -> QuerySet[ShowcasePoint]:
        return visible_points(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [plain(row) for row in rows]

    @extend_schema(
        summary="Showcase points: all for the office, own for a manager",
        examples=[OpenApiExample("one", POINT)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a showcase point",
        request=PointCreate,
        responses={201: PointDetailRow},
        examples=[
            OpenApiExample("one", {"name": "Điểm OCOP mới", "kind": "SHOP"}, request_only=True)
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(PointCreate, request)
        point = points.add_point(values=values, actor=request.user, now=timezone.now())
        return detail(request, point.pk, status.HTTP_201_CREATED)


class PointDetail(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = PointDetailRow

    @extend_schema(
        summary="One point with what you may do",
        responses=PointDetailRow,
        examples=[OpenApiExample("one", POINT)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Change a point (send the version you edited)",
        request=PointChange,
        responses=PointDetailRow,
        examples=[
            OpenApiExample("one", {"operator": "HTX Hồng Vân", "version": 1}, request_only=True)
        ],
    )
    def patch(self, request: Request, pk: int) -> Response:
        point = get_point_to_edit(request.user, pk)
        version = expected_version(request)
        values = {k: v for k, v in parse(PointChange, request).items() if k != "version"}
        points.edit_point(
            point=point, values=values, version=version, actor=request.user, now=timezone.now()
        )
        return detail(request, pk)


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


class DashboardRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    complete = serializers.IntegerField(allow_null=True)
    stock_complete = serializers.IntegerField(allow_null=True)
    visitors_complete = serializers.IntegerField(allow_null=True)
    sold = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    visitors = serializers.IntegerField()
    low_lines = serializers.IntegerField()


class PointsDashboard(APIView):
    permission_classes = (IsOffice,)
    serializer_class = DashboardRow

    @extend_schema(
        summary="All points in a month, and the city's sums",
        parameters=[MONTH],
        responses=DashboardRow(many=True),
        examples=[
            OpenApiExample(
                "one",
                {
                    "id": 7,
                    "name": "Điểm OCOP Hồng Vân",
                    "complete": 96,
                    "stock_complete": 93,
                    "visitors_complete": 100,
                    "sold": "312.000",
                    "amount": 24600000,
                    "visitors": 812,
                    "low_lines": 1,
                },
            )
        ],
    )
    def get(self, request: Request) -> Response:
        month = asked_month(request)
        rows = dashboard.month_rows(visible_points(request.user), month)
        return Response({"month": month, "totals": dashboard.totals(rows), "results": rows})
