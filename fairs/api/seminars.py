"""Seminars: the programme, and what a seminar is about."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, parse, parse_edit
from exhibitors.access import acting
from fairs.access.seminars import (
    get_seminar_to_edit,
    get_seminar_to_view,
    seminar_abilities,
    visible_seminars,
)
from fairs.models import Fair, Seminar
from fairs.rules.states import SeminarState
from fairs.services import seminars as services

FIELDS = (
    "id", "code", "name_vi", "name_en", "name_fr", "kind", "summary", "organiser_name", "fair",
    "room", "room__name", "room__venue__name", "starts_at", "ends_at", "capacity", "taken",
    "waiting", "registration_open", "state", "state_reason", "sequence", "version",
)  # fmt: skip
EXAMPLE = {
    "id": 3, "code": "s-1f2e3d4c5b", "name_vi": "Kỹ năng bán hàng trực tuyến", "name_en": "",
    "name_fr": "", "kind": "Tập huấn", "summary": "", "organiser_name": "", "fair": 1, "room": 2,
    "room_name": "Phòng A", "venue_name": "Trung tâm ví dụ",
    "starts_at": "2026-12-05T01:30:00Z", "ends_at": "2026-12-05T04:00:00Z", "capacity": 60,
    "taken": 12, "waiting": 0, "registration_open": True, "state": "PUBLISHED",
    "state_reason": "", "sequence": 0, "version": 4,
}  # fmt: skip


class SeminarRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    kind = serializers.CharField()
    summary = serializers.CharField()
    organiser_name = serializers.CharField()
    fair = serializers.IntegerField(allow_null=True)
    room = serializers.IntegerField(allow_null=True)
    room_name = serializers.CharField(allow_null=True)
    venue_name = serializers.CharField(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    capacity = serializers.IntegerField()
    taken = serializers.IntegerField()
    waiting = serializers.IntegerField()
    registration_open = serializers.BooleanField()
    state = serializers.ChoiceField(choices=SeminarState.choices)
    state_reason = serializers.CharField()
    sequence = serializers.IntegerField()
    version = serializers.IntegerField()


class SeminarDetailRow(SeminarRow):
    abilities = serializers.DictField(child=serializers.BooleanField())


class SeminarChange(StrictSerializer):
    name_vi = serializers.CharField(max_length=250, required=False)
    name_en = serializers.CharField(max_length=250, required=False, allow_blank=True)
    name_fr = serializers.CharField(max_length=250, required=False, allow_blank=True)
    kind = serializers.CharField(max_length=40, required=False, allow_blank=True)
    summary = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    organiser_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    fair = serializers.PrimaryKeyRelatedField(
        queryset=Fair.objects.all(), required=False, allow_null=True
    )
    capacity = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    version = serializers.IntegerField(required=False)


class SeminarCreate(SeminarChange):
    name_vi = serializers.CharField(max_length=250)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000)
    version = None  # type: ignore[assignment]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    row["room_name"] = row.pop("room__name")
    row["venue_name"] = row.pop("room__venue__name")
    return row


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    rows = visible_seminars(request.user).filter(pk=pk)
    found = get_seminar_to_view(request.user, pk)
    row = plain(rows.select_related(None).values(*FIELDS).get())
    row["abilities"] = seminar_abilities(request.user, found, timezone.now())
    return Response(row, status=code, headers={"ETag": etag(found.version)})


class SeminarFilter(django_filters.FilterSet):
    fair = django_filters.NumberFilter(field_name="fair")
    state = django_filters.ChoiceFilter(choices=SeminarState.choices)

    class Meta:
        model = Seminar
        fields: list[str] = []


class SeminarList(IdempotentPost, ListView):
    permission_classes = (AllowAny,)
    serializer_class = SeminarRow
    filterset_class = SeminarFilter
    row_fields = FIELDS
    ordering = ("starts_at", "id")
    ordering_fields = ("starts_at", "id")

    def get_permissions(self) -> list[Any]:
        if self.request.method == "POST":
            return [IsAuthenticated(), IsOrganiser()]
        return list(super().get_permissions())

    def get_queryset(self) -> QuerySet[Seminar]:
        return visible_seminars(self.request.user).select_related(None)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [plain(row) for row in rows]

    @extend_schema(
        summary="Seminars: published ones for everybody, all for the office",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Write a seminar",
        request=SeminarCreate,
        responses={201: SeminarDetailRow},
        examples=[
            OpenApiExample(
                "new", {"name_vi": "Kỹ năng bán hàng", "capacity": 60}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(SeminarCreate, request)
        made = services.create_seminar(actor=acting(request.user), now=timezone.now(), **values)
        return detail(request, made.pk, status.HTTP_201_CREATED)


class SeminarDetail(APIView):
    permission_classes = (AllowAny,)

    def get_permissions(self) -> list[Any]:
        if self.request.method == "PATCH":
            return [IsAuthenticated()]
        return list(super().get_permissions())

    @extend_schema(
        summary="One seminar",
        responses=SeminarDetailRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Change the description or the seats (If-Match)",
        request=SeminarChange,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("seats", {"capacity": 80}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        services.update_seminar(
            seminar=seminar,
            actor=acting(request.user),
            now=timezone.now(),
            **parse_edit(SeminarChange, request),
        )
        return detail(request, pk)
