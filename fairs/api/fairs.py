"""Fairs: the programme, and what a fair is about."""

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
from common.drf.fields import EmailField
from common.drf.transport import MAX_INTEGER
from common.drf.views import ListView, StrictSerializer, etag, parse, parse_edit
from exhibitors.rules import ProductGroup
from fairs.access import fair_abilities, get_fair_to_edit, get_fair_to_view, visible_fairs
from fairs.api.quotas import QuotaRow, quota_row
from fairs.models import Fair, FairSeries
from fairs.queries.fairs import quotas_of
from fairs.rules.phases import Phase, phase
from fairs.rules.states import FairState
from fairs.services.fairs import create_fair, update_fair
from venues.models import Venue

PLAIN = (
    "id", "code", "name_vi", "name_en", "name_fr", "series_id", "description", "venue_id",
    "opens_on", "closes_on", "daily_from", "daily_until", "move_in_at", "apply_from",
    "apply_until", "grace_minutes", "confirm_by", "min_stars", "allowed_groups", "max_modules",
    "legal_basis", "registration_required", "contact_email", "contact_phone", "state",
    "state_reason", "is_demo", "version",
)  # fmt: skip
EXAMPLE = {
    "id": 3,
    "code": "ocop-week-tay-ho",
    "name_vi": "Tuần hàng OCOP Tây Hồ",
    "name_en": "OCOP week Tây Hồ",
    "name_fr": "",
    "series": 1,
    "description": "",
    "venue": 7,
    "opens_on": "2027-01-20",
    "closes_on": "2027-01-24",
    "daily_from": "08:30:00",
    "daily_until": "21:00:00",
    "move_in_at": None,
    "apply_from": "2026-11-24T08:00:00+07:00",
    "apply_until": "2026-12-20T17:00:00+07:00",
    "grace_minutes": 30,
    "confirm_by": None,
    "min_stars": 3,
    "allowed_groups": [1, 2],
    "max_modules": 2,
    "legal_basis": "",
    "registration_required": False,
    "contact_email": "office@example.org",
    "contact_phone": "",
    "state": "PUBLISHED",
    "state_reason": "",
    "is_demo": False,
    "version": 4,
    "phase": "OPEN",
}
DETAIL = {
    **EXAMPLE,
    "quotas": [{"group": 1, "commune": None, "limit": 40}],
    "abilities": {"apply": True, "edit": False},
}


class FairRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    series = serializers.IntegerField(allow_null=True)
    description = serializers.CharField()
    venue = serializers.IntegerField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    daily_from = serializers.TimeField()
    daily_until = serializers.TimeField()
    move_in_at = serializers.DateTimeField(allow_null=True)
    apply_from = serializers.DateTimeField()
    apply_until = serializers.DateTimeField()
    grace_minutes = serializers.IntegerField()
    confirm_by = serializers.DateTimeField(allow_null=True)
    min_stars = serializers.IntegerField()
    allowed_groups = serializers.ListField(child=serializers.IntegerField())
    max_modules = serializers.IntegerField()
    legal_basis = serializers.CharField()
    registration_required = serializers.BooleanField()
    contact_email = serializers.CharField()
    contact_phone = serializers.CharField()
    state = serializers.ChoiceField(choices=FairState.choices)
    state_reason = serializers.CharField()
    is_demo = serializers.BooleanField()
    version = serializers.IntegerField()
    phase = serializers.ChoiceField(choices=Phase.choices)


class FairDetailRow(FairRow):
    quotas = QuotaRow(many=True)
    abilities = serializers.DictField(child=serializers.BooleanField())


class FairChange(StrictSerializer):
    """Fields of a fair; send only what changes."""

    name_vi = serializers.CharField(max_length=250, required=False)
    name_en = serializers.CharField(max_length=250, required=False, allow_blank=True)
    name_fr = serializers.CharField(max_length=250, required=False, allow_blank=True)
    series = serializers.PrimaryKeyRelatedField(
        queryset=FairSeries.objects.all(), required=False, allow_null=True
    )
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    venue = serializers.PrimaryKeyRelatedField(queryset=Venue.objects.all(), required=False)
    opens_on = serializers.DateField(required=False)
    closes_on = serializers.DateField(required=False)
    daily_from = serializers.TimeField(required=False)
    daily_until = serializers.TimeField(required=False)
    move_in_at = serializers.DateTimeField(required=False, allow_null=True)
    apply_from = serializers.DateTimeField(required=False)
    apply_until = serializers.DateTimeField(required=False)
    grace_minutes = serializers.IntegerField(required=False, min_value=0, max_value=10_080)
    confirm_by = serializers.DateTimeField(required=False, allow_null=True)
    min_stars = serializers.ChoiceField(choices=[0, 3, 4, 5], required=False)
    allowed_groups = serializers.ListField(
        child=serializers.ChoiceField(choices=ProductGroup.choices), required=False, max_length=6
    )
    max_modules = serializers.IntegerField(required=False, min_value=1, max_value=4)
    legal_basis = serializers.CharField(max_length=200, required=False, allow_blank=True)
    registration_required = serializers.BooleanField(required=False)
    contact_email = EmailField(required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    override_reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False)


class FairCreate(FairChange):
    name_vi = serializers.CharField(max_length=250)
    venue = serializers.PrimaryKeyRelatedField(queryset=Venue.objects.all())
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    apply_from = serializers.DateTimeField()
    apply_until = serializers.DateTimeField()
    override_reason = None  # type: ignore[assignment]
    version = None  # type: ignore[assignment]


class FairFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=FairState.choices)
    series = django_filters.NumberFilter(field_name="series_id", max_value=MAX_INTEGER)
    opens_after = django_filters.DateFilter(field_name="opens_on", lookup_expr="gte")

    class Meta:
        model = Fair
        fields: list[str] = []


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Foreign keys without their `_id`."""
    return {key.removesuffix("_id"): value for key, value in row.items()}


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    """A fair as the API shows it, with its entity tag."""
    fair = get_fair_to_view(request.user, pk)
    now = timezone.now()
    row = plain({name: getattr(fair, name) for name in PLAIN}) | {
        "phase": phase(fair, now),
        "quotas": [quota_row(quota) for quota in quotas_of(fair)],
        "abilities": fair_abilities(request.user, fair, now),
    }
    return Response(row, status=code, headers={"ETag": etag(fair.version)})


class FairList(IdempotentPost, ListView):
    permission_classes = (AllowAny,)
    serializer_class = FairRow
    filterset_class = FairFilter
    ordering = ("-opens_on", "id")
    ordering_fields = ("opens_on", "id")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else AllowAny()]

    def get_queryset(self) -> QuerySet[Fair]:
        return visible_fairs(self.request.user)

    def rows(self, queryset: QuerySet) -> QuerySet:
        return queryset.select_related(None)

    def present(self, rows: list[Any]) -> list[dict[str, Any]]:
        now = timezone.now()
        return [
            plain({name: getattr(fair, name) for name in PLAIN}) | {"phase": phase(fair, now)}
            for fair in rows
        ]

    @extend_schema(
        summary="Fairs: published ones for everybody, all for the office",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Create a fair as a draft",
        request=FairCreate,
        responses={201: FairDetailRow},
        examples=[
            OpenApiExample(
                "new",
                {
                    "name_vi": "Tuần hàng OCOP Tây Hồ",
                    "venue": 7,
                    "opens_on": "2027-01-20",
                    "closes_on": "2027-01-24",
                    "apply_from": "2026-11-24T08:00:00+07:00",
                    "apply_until": "2026-12-20T17:00:00+07:00",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(FairCreate, request)
        made = create_fair(values=values, actor=request.user, now=timezone.now())
        return detail(request, made.pk, status.HTTP_201_CREATED)


class FairDetail(APIView):
    permission_classes = (AllowAny,)

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated() if self.request.method == "PATCH" else AllowAny()]

    @extend_schema(
        summary="One fair with its quotas",
        responses=FairDetailRow,
        examples=[OpenApiExample("one", DETAIL)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Edit a fair",
        request=FairChange,
        responses=FairDetailRow,
        examples=[OpenApiExample("later", {"apply_until": "2026-12-24T17:00:00+07:00"})],
    )
    def patch(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        values = parse_edit(FairChange, request)
        update_fair(
            fair=fair,
            version=values.pop("version"),
            override_reason=values.pop("override_reason", ""),
            values=values,
            actor=request.user,
            now=timezone.now(),
        )
        return detail(request, pk)
