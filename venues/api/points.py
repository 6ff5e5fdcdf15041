"""Showcase points: all for the office, their own for managers."""

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
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, flat, parse
from exhibitors.models import Commune
from venues.access import (
    get_point_to_edit,
    get_point_to_view,
    point_abilities,
    visible_points,
)
from venues.filters.points import PointFilter
from venues.models import ShowcasePoint
from venues.rules import PointKind, PointState
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
        return [flat(row) for row in rows]

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
