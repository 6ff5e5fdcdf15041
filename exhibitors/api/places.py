"""Communes, craft villages and the public catalogue."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.views import ListView, flat
from exhibitors.filters import CatalogueFilter, CommuneFilter, VillageFilter
from exhibitors.queries import catalogue, communes, villages


class CommuneRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    is_ward = serializers.BooleanField()
    districts = serializers.ListField(child=serializers.CharField())
    village_count = serializers.IntegerField()


COMMUNE = {
    "id": 1,
    "code": "00577",
    "name": "Xã Bát Tràng",
    "is_ward": False,
    "districts": ["Huyện Gia Lâm"],
    "village_count": 3,
}


class CommuneList(ListView):
    permission_classes = (AllowAny,)
    serializer_class = CommuneRow
    filterset_class = CommuneFilter
    row_fields = ("id", "code", "name", "is_ward", "districts", "village_count")
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "code", "id")

    def get_queryset(self) -> QuerySet[Any]:
        return communes()

    @extend_schema(summary="Communes and wards in force", examples=[OpenApiExample("one", COMMUNE)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class VillageRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    craft_vi = serializers.CharField()
    craft_en = serializers.CharField()
    commune = serializers.IntegerField(allow_null=True)
    commune_name = serializers.CharField(allow_null=True)
    former_commune = serializers.CharField()
    former_district = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    verified = serializers.BooleanField()


VILLAGE = {
    "id": 1,
    "name": "Bát Tràng",
    "craft_vi": "gốm sứ",
    "craft_en": "ceramics",
    "commune": 12,
    "commune_name": "Xã Bát Tràng",
    "former_commune": "Bát Tràng",
    "former_district": "Gia Lâm",
    "source": "https://example.org/",
    "verified": True,
}


class VillageList(ListView):
    permission_classes = (AllowAny,)
    serializer_class = VillageRow
    filterset_class = VillageFilter
    row_fields = (
        "id",
        "name",
        "craft_vi",
        "craft_en",
        "commune",
        "commune__name",
        "former_commune",
        "former_district",
        "source",
        "verified",
    )
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "id")

    def get_queryset(self) -> QuerySet[Any]:
        return villages().select_related(None)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [flat(row) for row in rows]

    @extend_schema(summary="Craft villages", examples=[OpenApiExample("one", VILLAGE)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class CatalogueRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    producer_name = serializers.CharField()
    commune_name = serializers.CharField(allow_null=True)
    group = serializers.IntegerField()
    product_type = serializers.CharField()
    stars = serializers.IntegerField()
    valid_until = serializers.DateField()
    is_demo = serializers.BooleanField()


CATALOGUE = {
    "id": 7,
    "name": "Bộ ấm chén gốm sứ",
    "producer_name": "HTX ví dụ",
    "commune_name": "Xã Bát Tràng",
    "group": 4,
    "product_type": "pottery",
    "stars": 4,
    "valid_until": "2027-05-31",
    "is_demo": True,
}
FIELDS = (
    "id",
    "name",
    "producer__name",
    "producer__commune__name",
    "group",
    "product_type",
    "stars",
    "valid_until",
    "is_demo_row",
)


def public_row(row: dict[str, Any]) -> dict[str, Any]:
    """What everybody may know of a recognised product; no contact, no tax code."""
    return {
        "id": row["id"],
        "name": row["name"],
        "producer_name": row["producer__name"],
        "commune_name": row["producer__commune__name"],
        "group": row["group"],
        "product_type": row["product_type"],
        "stars": row["stars"],
        "valid_until": row["valid_until"],
        "is_demo": row["is_demo_row"],
    }


class CatalogueList(ListView):
    permission_classes = (AllowAny,)
    serializer_class = CatalogueRow
    filterset_class = CatalogueFilter
    row_fields = FIELDS
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "id")

    def get_queryset(self) -> QuerySet[Any]:
        return catalogue(timezone.localdate()).select_related(None)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [public_row(row) for row in rows]

    @extend_schema(
        summary="Recognised products, public", examples=[OpenApiExample("one", CATALOGUE)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class CatalogueDetail(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="One recognised product, public",
        responses=CatalogueRow,
        examples=[OpenApiExample("one", CATALOGUE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        row = catalogue(timezone.localdate()).select_related(None).filter(pk=pk)
        found = row.values(*FIELDS).first()
        if found is None:
            raise NotFound
        return Response(public_row(found))
