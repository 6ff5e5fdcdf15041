"""Applications over the API: a producer's own, and the office's reading of them."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import is_office
from accounts.idempotency import IdempotentPost
from common.drf.fields import EmailField
from common.drf.transport import MAX_INTEGER
from common.drf.views import ListView, StrictSerializer, parse, parse_edit
from fairs.access import (
    get_application_of_producer,
    get_fair_to_view,
    get_producer_to_apply,
    visible_applications,
)
from fairs.api.application_rows import (
    EXAMPLE,
    OFFICE,
    ApplicationDetailRow,
    ApplicationRow,
    detail,
    shown,
)
from fairs.models import Application
from fairs.rules.states import (
    REVIEWED_APPLICATIONS,
    ApplicationState,
)
from fairs.services.applications import NEEDS, WANTS, save_draft


def ids(most: int) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_INTEGER),
        required=False,
        max_length=most,
    )


class ApplicationChange(StrictSerializer):
    """What a producer enters; send only what changes."""

    modules = serializers.IntegerField(min_value=1, max_value=4, required=False)
    products = ids(50)
    needs = serializers.ListField(
        child=serializers.ChoiceField(choices=NEEDS), required=False, max_length=10
    )
    wants = serializers.ListField(
        child=serializers.ChoiceField(choices=WANTS), required=False, max_length=10
    )
    wished_booths = ids(5)
    wished_zones = ids(3)
    wished_types = ids(2)
    contact_name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    contact_email = EmailField(required=False, allow_blank=True)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False)


class ApplicationCreate(ApplicationChange):
    fair = serializers.IntegerField(min_value=1, max_value=MAX_INTEGER)
    producer = serializers.IntegerField(min_value=1, max_value=MAX_INTEGER)
    version = None  # type: ignore[assignment]


class ApplicationFilter(django_filters.FilterSet):
    fair = django_filters.NumberFilter(field_name="fair_id", max_value=MAX_INTEGER)
    producer = django_filters.NumberFilter(field_name="producer_id", max_value=MAX_INTEGER)
    state = django_filters.ChoiceFilter(method="by_state", choices=ApplicationState.choices)
    late = django_filters.BooleanFilter()

    class Meta:
        model = Application
        fields: list[str] = []

    def by_state(
        self, queryset: QuerySet[Application], _name: str, value: str
    ) -> QuerySet[Application]:
        """By the state this person is shown: results not announced count as submitted."""
        if is_office(self.request.user):
            return queryset.filter(state=value)
        if value in REVIEWED_APPLICATIONS:
            return queryset.none()
        reviewed = REVIEWED_APPLICATIONS if value == ApplicationState.SUBMITTED else ()
        return queryset.filter(state__in=[value, *reviewed])


class ApplicationList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = ApplicationRow
    filterset_class = ApplicationFilter
    row_fields = (*OFFICE, "producer__name")
    ordering = ("-id",)
    ordering_fields = ("id", "submitted_at")

    def get_queryset(self) -> QuerySet[Application]:
        return visible_applications(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        office = is_office(self.request.user)
        return [shown(row, office=office) for row in rows]

    @extend_schema(
        summary="Applications: own for a producer, sent ones for the office",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Begin an application; the one that exists is returned",
        request=ApplicationCreate,
        responses={201: ApplicationDetailRow},
        examples=[
            OpenApiExample(
                "new", {"fair": 3, "producer": 5, "products": [8], "modules": 1}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(ApplicationCreate, request)
        fair = get_fair_to_view(request.user, values.pop("fair"))
        producer = get_producer_to_apply(request.user, values.pop("producer"))
        made = save_draft(
            fair=fair, producer=producer, values=values, actor=request.user, now=timezone.now()
        )
        return detail(request, made.pk, status.HTTP_201_CREATED)


class ApplicationDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="One application",
        responses=ApplicationDetailRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Change a draft or a requested correction",
        request=ApplicationChange,
        responses=ApplicationDetailRow,
        examples=[OpenApiExample("two booths", {"modules": 2, "version": 3}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        found = get_application_of_producer(request.user, pk)
        values = parse_edit(ApplicationChange, request)
        save_draft(
            fair=found.fair,
            producer=found.producer,
            version=values.pop("version"),
            values=values,
            actor=request.user,
            now=timezone.now(),
        )
        return detail(request, pk)
