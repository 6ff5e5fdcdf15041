"""Series of fairs that return."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, parse
from common.text import nfc
from fairs.models import FairSeries
from fairs.services.fairs import create_series

SERIES = {
    "id": 1,
    "code": "hanoi-ocop-week",
    "name_vi": "Tuần hàng OCOP Hà Nội",
    "name_en": "Hanoi OCOP week",
    "name_fr": "",
}


class SeriesRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()


class SeriesInput(StrictSerializer):
    name_vi = serializers.CharField(max_length=250)
    name_en = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")
    name_fr = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")


class SeriesFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(method="by_name", max_length=250)

    class Meta:
        model = FairSeries
        fields: list[str] = []

    def by_name(self, rows: QuerySet[FairSeries], _name: str, value: str) -> QuerySet[FairSeries]:
        """A part of the name in any of the three languages."""
        text = nfc(value)
        return rows.filter(
            Q(name_vi__icontains=text) | Q(name_en__icontains=text) | Q(name_fr__icontains=text)
        )


class SeriesList(IdempotentPost, ListView):
    permission_classes = (AllowAny,)
    serializer_class = SeriesRow
    filterset_class = SeriesFilter
    row_fields = ("id", "code", "name_vi", "name_en", "name_fr")
    ordering_fields = ("id", "code", "name_vi")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else AllowAny()]

    def get_queryset(self) -> QuerySet[FairSeries]:
        return FairSeries.objects.order_by("id")

    @extend_schema(summary="Series of fairs", examples=[OpenApiExample("one", SERIES)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a series",
        request=SeriesInput,
        responses={201: SeriesRow},
        examples=[OpenApiExample("new", {"name_vi": "Hội chợ Xuân"}, request_only=True)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = create_series(**parse(SeriesInput, request), actor=request.user)
        row = {name: getattr(made, name) for name in self.row_fields}
        return Response(row, status=status.HTTP_201_CREATED)
