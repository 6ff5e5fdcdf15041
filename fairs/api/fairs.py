"""Fairs and their series."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, parse
from exhibitors.rules import ProductGroup
from fairs.access import fair_abilities, get_fair_to_edit, get_fair_to_view, visible_fairs
from fairs.models import Fair, FairQuota, FairSeries
from fairs.queries.fairs import quotas_of
from fairs.rules.phases import Phase, phase
from fairs.rules.states import FairState
from fairs.services.clone import clone_fair
from fairs.services.fairs import create_fair, create_series, set_quotas, update_fair
from fairs.services.lifecycle import change_state
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


SERIES = {
    "id": 1,
    "code": "hanoi-ocop-week",
    "name_vi": "Tuần hàng OCOP Hà Nội",
    "name_en": "Hanoi OCOP week",
    "name_fr": "",
}


class SeriesList(IdempotentPost, ListView):
    permission_classes = (AllowAny,)
    serializer_class = SeriesRow
    row_fields = ("id", "code", "name_vi", "name_en", "name_fr")

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


class QuotaRow(serializers.Serializer):
    group = serializers.IntegerField(allow_null=True)
    commune = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField()


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
        child=serializers.ChoiceField(choices=ProductGroup.values), required=False, max_length=6
    )
    max_modules = serializers.IntegerField(required=False, min_value=1, max_value=4)
    legal_basis = serializers.CharField(max_length=200, required=False, allow_blank=True)
    registration_required = serializers.BooleanField(required=False)
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
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
    series = django_filters.NumberFilter(field_name="series_id", max_value=2**63 - 1)
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


def quota_row(quota: FairQuota) -> dict[str, Any]:
    return {"group": quota.group, "commune": quota.commune_id, "limit": quota.limit}


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
        version = expected_version(request)
        values = parse(FairChange, request)
        values.pop("version", None)
        reason = values.pop("override_reason", "")
        update_fair(
            fair=fair,
            version=version,
            values=values,
            override_reason=reason,
            actor=request.user,
            now=timezone.now(),
        )
        return detail(request, pk)


class StateInput(StrictSerializer):
    state = serializers.ChoiceField(choices=FairState.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class FairStateChange(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Publish, postpone, resume, cancel or close a fair",
        request=StateInput,
        responses=FairDetailRow,
        examples=[OpenApiExample("cancel", {"state": "CANCELLED", "reason": "Bão số 3"})],
    )
    def post(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        values = parse(StateInput, request)
        change_state(
            obj=fair,
            to=values["state"],
            reason=values["reason"],
            actor=request.user,
            now=timezone.now(),
        )
        return detail(request, pk)


class CloneInput(StrictSerializer):
    name_vi = serializers.CharField(max_length=250)
    opens_on = serializers.DateField()


class CloneReportRow(serializers.Serializer):
    fair = serializers.IntegerField()
    shifted_days = serializers.IntegerField()
    halls = serializers.IntegerField()
    zones = serializers.IntegerField()
    booths = serializers.IntegerField()
    quotas = serializers.IntegerField()
    freed = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())


class FairClone(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Make a new draft after this fair",
        request=CloneInput,
        responses={201: CloneReportRow},
        examples=[
            OpenApiExample(
                "next year", {"name_vi": "Tuần hàng OCOP 2028", "opens_on": "2028-01-19"},
                request_only=True,
            )
        ],
    )  # fmt: skip
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fair = get_fair_to_edit(request.user, kwargs["pk"])
        values = parse(CloneInput, request)
        report = clone_fair(source=fair, actor=request.user, now=timezone.now(), **values)
        row = {
            "fair": report.fair.pk,
            "freed": list(report.freed),
            "warnings": [str(w) for w in report.warnings],
            **{
                n: getattr(report, n)
                for n in ("shifted_days", "halls", "zones", "booths", "quotas")
            },
        }
        return Response(row, status=status.HTTP_201_CREATED)


class QuotaInput(StrictSerializer):
    group = serializers.ChoiceField(choices=ProductGroup.values, required=False, allow_null=True)
    commune = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**63 - 1
    )
    limit = serializers.IntegerField(min_value=1, max_value=100_000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("group") is None) == (attrs.get("commune") is None):
            raise serializers.ValidationError(_("Give either a product group or a commune."))
        return attrs


class QuotasInput(StrictSerializer):
    quotas = QuotaInput(many=True)


class FairQuotas(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Quotas of a fair",
        responses=QuotaRow(many=True),
        examples=[OpenApiExample("one", {"group": 1, "commune": None, "limit": 40})],
    )
    def get(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_view(request.user, pk)
        return Response([quota_row(quota) for quota in quotas_of(fair)])

    @extend_schema(
        summary="Replace the quotas of a fair",
        request=QuotasInput,
        responses=QuotaRow(many=True),
        examples=[OpenApiExample("two", {"quotas": [{"group": 1, "limit": 40}]})],
    )
    def put(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        rows = parse(QuotasInput, request)["quotas"]
        set_quotas(
            fair=fair,
            groups={r["group"]: r["limit"] for r in rows if r.get("group") is not None},
            communes={r["commune"]: r["limit"] for r in rows if r.get("commune") is not None},
            actor=request.user,
        )
        return Response([quota_row(quota) for quota in quotas_of(fair)])
