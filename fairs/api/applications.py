"""Applications over the API: a producer's own, and the office's reading of them."""

from collections.abc import Mapping
from dataclasses import asdict
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
from common.drf.views import ListView, StrictSerializer, etag, parse, parse_edit
from fairs.access import (
    application_abilities,
    get_application_of_producer,
    get_application_to_view,
    get_fair_to_view,
    get_producer_to_apply,
    visible_applications,
)
from fairs.api.eligibility import CheckRow, check_rows
from fairs.models import Application
from fairs.queries.corrections import material_changes
from fairs.rules.disclosure import note_for_applicant, state_for_applicant
from fairs.rules.eligibility import restore
from fairs.rules.states import (
    EDITABLE_APPLICATIONS,
    REVIEWED_APPLICATIONS,
    ApplicationState,
    ConsentWay,
    Decision,
)
from fairs.services.applications import NEEDS, WANTS, save_draft

OWN = (
    "id", "code", "fair_id", "producer_id", "state", "modules", "late", "submitted_at", "version",
)  # fmt: skip
OFFICE = (*OWN, "decision", "priority", "credit")
EXAMPLE = {
    "id": 12,
    "code": "HC3-7K4Q2M",
    "fair": 3,
    "producer": 5,
    "producer_name": "HTX ví dụ",
    "state": "SUBMITTED",
    "modules": 1,
    "late": False,
    "submitted_at": "2026-11-24T09:00:00+07:00",
    "version": 3,
}


class ApplicationRow(serializers.Serializer):
    """The office alone gets `decision`, `priority` and `credit`; who may edit, `version`."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    fair = serializers.IntegerField()
    producer = serializers.IntegerField()
    producer_name = serializers.CharField()
    state = serializers.ChoiceField(choices=ApplicationState.choices)
    modules = serializers.IntegerField()
    late = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    decision = serializers.ChoiceField(choices=Decision.choices, required=False, allow_blank=True)
    priority = serializers.IntegerField(required=False)
    credit = serializers.IntegerField(required=False)


class ItemRow(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    stars = serializers.IntegerField(allow_null=True)
    decision_number = serializers.CharField()


class ChangeRow(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class OnBehalfRow(serializers.Serializer):
    """Who of the producer agreed that an organiser applies, how and when."""

    given_by = serializers.CharField()
    how = serializers.ChoiceField(choices=ConsentWay.choices)
    given_on = serializers.DateField()


class ApplicationDetailRow(ApplicationRow):
    """`changes` (office only): material fields changed since changes were asked for, or null."""

    needs = serializers.ListField(child=serializers.CharField())
    wants = serializers.ListField(child=serializers.CharField())
    wished_booths = serializers.ListField(child=serializers.IntegerField())
    wished_zones = serializers.ListField(child=serializers.IntegerField())
    wished_types = serializers.ListField(child=serializers.IntegerField())
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    contact_email = serializers.CharField()
    note = serializers.CharField()
    review_note = serializers.CharField()
    decision_reason = serializers.CharField(required=False)
    changes = ChangeRow(many=True, required=False, allow_null=True)
    on_behalf = OnBehalfRow(allow_null=True)
    products = ItemRow(many=True)
    checks = CheckRow(many=True)
    abilities = serializers.DictField(child=serializers.BooleanField())


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


def shown(values: Mapping[str, Any], *, office: bool) -> dict[str, Any]:
    """The fields a role may read; a producer never sees an unannounced result."""
    names = OFFICE if office else OWN
    row = {name.removesuffix("_id"): values[name] for name in names}
    row["producer_name"] = values["producer__name"]
    if not office:
        row["state"] = state_for_applicant(values["state"])
        # Every step of the office counts: the count alone would tell that something was decided.
        if values["state"] not in EDITABLE_APPLICATIONS:
            row["version"] = None
    return row


def row_of(application: Application, *, office: bool) -> dict[str, Any]:
    """One application as a row of the list."""
    values = {name: getattr(application, name) for name in OFFICE}
    return shown({**values, "producer__name": application.producer.name}, office=office)


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    """One application as its reader may see it, with its entity tag."""
    found = get_application_to_view(request.user, pk)
    office = is_office(request.user)
    names = ("needs", "wants", "wished_booths", "wished_zones", "wished_types", "contact_name",
             "contact_phone", "contact_email", "note")  # fmt: skip
    row = row_of(found, office=office) | {name: getattr(found, name) for name in names}
    hidden = not office and found.state in REVIEWED_APPLICATIONS
    row["review_note"] = (
        found.review_note if office else note_for_applicant(found.state, found.review_note)
    )
    if office:
        row["decision_reason"] = found.decision_reason
        changes = material_changes(found)
        row["changes"] = None if changes is None else [asdict(change) for change in changes]
    row["products"] = [
        {
            "product": item.product_id,
            "name": item.snapshot.get("name") or item.product.name,
            "stars": item.snapshot.get("stars"),
            "decision_number": item.snapshot.get("decision_number", ""),
        }
        for item in found.items.select_related("product").order_by("id")
    ]
    row["checks"] = [] if hidden else check_rows(restore(found.checks))
    row["on_behalf"] = found.on_behalf_by_id and {
        "given_by": found.consent_given_by,
        "how": found.consent_how,
        "given_on": found.consent_given_on,
    }
    row["abilities"] = application_abilities(request.user, found)
    headers = {} if row["version"] is None else {"ETag": etag(row["version"])}
    return Response(row, status=code, headers=headers)


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
