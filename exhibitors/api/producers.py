"""Producers: the record, its states, merging."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import is_organiser
from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, etag, expected_version, flat, parse
from exhibitors import services
from exhibitors.access import (
    acting,
    get_producer_to_edit,
    get_producer_to_view,
    producer_abilities,
    visible_producers,
)
from exhibitors.filters import ProducerFilter
from exhibitors.models import Commune, CraftVillage, Producer
from exhibitors.rules import ProducerKind, ProducerState

FIELDS = (
    "id",
    "code",
    "name",
    "kind",
    "state",
    "commune",
    "commune__name",
    "village",
    "former_district",
    "address",
    "tax_code",
    "email",
    "phone",
    "language",
    "verified",
    "source",
    "note",
    "is_demo",
    "version",
)
EXAMPLE = {
    "id": 5,
    "code": "HN-P001",
    "name": "HTX ví dụ",
    "kind": "COOPERATIVE",
    "state": "VERIFIED",
    "commune": 12,
    "commune_name": "Xã Bát Tràng",
    "village": None,
    "former_district": "Gia Lâm",
    "address": "",
    "tax_code": "",
    "email": "htx@example.org",
    "phone": "",
    "language": "vi",
    "verified": True,
    "source": "https://example.org/",
    "note": "",
    "is_demo": False,
    "version": 1,
}


class ProducerRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=ProducerKind.choices)
    state = serializers.ChoiceField(choices=ProducerState.choices)
    commune = serializers.IntegerField(allow_null=True)
    commune_name = serializers.CharField(allow_null=True)
    village = serializers.IntegerField(allow_null=True)
    former_district = serializers.CharField()
    address = serializers.CharField()
    tax_code = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    language = serializers.CharField()
    verified = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    is_demo = serializers.BooleanField()
    version = serializers.IntegerField()


class ProducerDetailRow(ProducerRow):
    abilities = serializers.DictField(child=serializers.BooleanField())


class ProducerChange(StrictSerializer):
    """Fields that may be sent; those not open to the caller are refused by name."""

    name = serializers.CharField(max_length=250, required=False)
    kind = serializers.ChoiceField(choices=ProducerKind.choices, required=False)
    commune = serializers.PrimaryKeyRelatedField(
        queryset=Commune.objects.all(), allow_null=True, required=False
    )
    village = serializers.PrimaryKeyRelatedField(
        queryset=CraftVillage.objects.all(), allow_null=True, required=False
    )
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    tax_code = serializers.CharField(max_length=20, allow_blank=True, required=False)
    email = EmailField(allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    version = serializers.IntegerField(required=False)


class ProducerCreate(ProducerChange):
    name = serializers.CharField(max_length=250)
    kind = serializers.ChoiceField(choices=ProducerKind.choices)
    version = None  # type: ignore[assignment]


class Reason(StrictSerializer):
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class MergeInput(StrictSerializer):
    target = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    """A producer as its API representation, with its entity tag."""
    found = get_producer_to_view(request.user, pk)
    row = {n: found.serializable_value(n) for n in FIELDS if n != "commune__name"}
    row["commune_name"] = found.commune.name if found.commune else None
    row["abilities"] = producer_abilities(request.user, found)
    return Response(row, status=code, headers={"ETag": etag(found.version)})


class ProducerList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = ProducerRow
    filterset_class = ProducerFilter
    row_fields = FIELDS
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "code", "id")

    def get_permissions(self) -> list[Any]:
        if self.request.method == "POST":
            return [IsOrganiser()]
        return list(super().get_permissions())

    def get_queryset(self) -> QuerySet[Producer]:
        return visible_producers(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [flat(row) for row in rows]

    @extend_schema(
        summary="Producers: all for the office, own for a producer",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a producer",
        request=ProducerCreate,
        responses={201: ProducerDetailRow},
        examples=[
            OpenApiExample("new", {"name": "HTX ví dụ", "kind": "COOPERATIVE"}, request_only=True)
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(ProducerCreate, request)
        made = services.create_producer(actor=acting(request.user), now=timezone.now(), **values)
        return detail(request, made.pk, status.HTTP_201_CREATED)


class ProducerDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="One producer",
        responses=ProducerDetailRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Change a producer (If-Match)",
        request=ProducerChange,
        responses=ProducerDetailRow,
        examples=[OpenApiExample("phone", {"phone": "024 3825 3536"}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        found = get_producer_to_edit(request.user, pk)
        values = parse(ProducerChange, request)
        values.pop("version", None)
        services.update_producer(
            producer=found,
            version=expected_version(request),
            actor=acting(request.user),
            organiser=is_organiser(request.user),
            now=timezone.now(),
            **values,
        )
        return detail(request, pk)


class ProducerStateChange(APIView):
    """A change of a producer’s standing."""

    permission_classes = (IsOrganiser,)
    to: str = ProducerState.VERIFIED

    def change(self, request: Request, pk: int) -> Response:
        found = get_producer_to_edit(request.user, pk)
        services.change_state(
            producer=found,
            to=self.to,
            actor=acting(request.user),
            now=timezone.now(),
            **parse(Reason, request),
        )
        return detail(request, pk)


class ProducerVerify(ProducerStateChange):
    @extend_schema(
        summary="Verify or reinstate a producer",
        request=Reason,
        responses=ProducerDetailRow,
        examples=[OpenApiExample("verify", {"reason": ""}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.change(request, pk)


class ProducerSuspend(ProducerStateChange):
    to = ProducerState.SUSPENDED

    @extend_schema(
        summary="Suspend a producer",
        request=Reason,
        responses=ProducerDetailRow,
        examples=[OpenApiExample("why", {"reason": "Giấy phép hết hạn"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.change(request, pk)


class ProducerMerge(APIView):
    permission_classes = (IsOrganiser,)

    @extend_schema(
        summary="Merge this record into another one",
        request=MergeInput,
        responses=ProducerDetailRow,
        examples=[OpenApiExample("into", {"target": 6}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_producer_to_edit(request.user, pk)
        values = parse(MergeInput, request)
        target = get_producer_to_edit(request.user, values["target"])
        into = services.merge_producers(
            duplicate=found,
            target=target,
            actor=acting(request.user),
            now=timezone.now(),
            reason=values["reason"],
        )
        return detail(request, into.pk)
