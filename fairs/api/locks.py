"""What holds in every plan of a fair: locks and rivals."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import ListView, StrictSerializer, parse
from common.errors import InvalidInput
from fairs.access.plans import (
    get_application_of_fair,
    get_fair_to_allocate,
    get_rivals_to_edit,
)
from fairs.models import Application, Booth, Fair, Lock, RivalPair
from fairs.queries.plans import locks_of, rivals_of
from fairs.rules.states import LockScope
from fairs.services.locks import declare_rivals, forget_rivals, lock_place, unlock_place

LOCK = {
    "id": 4,
    "application": "TA-00012",
    "application_id": 12,
    "booth": "A05",
    "scope": "APPLICATION",
    "subject": "",
    "reason": "",
    "created_at": "2026-11-24T14:05:00+07:00",
}
RIVALS = {"id": 2, "first": "TA-00012", "second": "TA-00031", "reason": ""}


class LockRow(serializers.Serializer):
    id = serializers.IntegerField()
    application = serializers.CharField(allow_null=True)
    application_id = serializers.IntegerField(allow_null=True)
    booth = serializers.CharField()
    scope = serializers.ChoiceField(choices=LockScope.choices)
    subject = serializers.CharField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class LockInput(StrictSerializer):
    application = serializers.CharField(max_length=24)
    booths = serializers.ListField(
        child=serializers.CharField(max_length=12), min_length=1, max_length=4
    )
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class RivalRow(serializers.Serializer):
    id = serializers.IntegerField()
    first = serializers.CharField()
    second = serializers.CharField()
    reason = serializers.CharField()


class RivalInput(StrictSerializer):
    first = serializers.CharField(max_length=24)
    second = serializers.CharField(max_length=24)
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


def application_of(fair: Fair, code: str, field: str) -> Application:
    """The application a field of the body names; the refusal names the field."""
    try:
        return get_application_of_fair(fair, code=code)
    except Http404:
        text = _("This fair has no such application.")
        raise InvalidInput(fields={field: [text]}) from None


class LockFilter(django_filters.FilterSet):
    application = django_filters.CharFilter(field_name="application__code", max_length=24)
    booth = django_filters.CharFilter(field_name="booth__number", max_length=12)
    scope = django_filters.ChoiceFilter(choices=LockScope.choices)

    class Meta:
        model = Lock
        fields: list[str] = []


class LockList(IdempotentPost, ListView):
    serializer_class = LockRow
    filterset_class = LockFilter
    row_fields = (
        "id", "application__code", "application_id", "booth__number", "scope", "subject",
        "reason", "created_at",
    )  # fmt: skip
    ordering_fields = ("id", "created_at")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsOffice()]

    def get_queryset(self) -> QuerySet[Lock]:
        return locks_of(get_fair_to_allocate(self.request.user, self.kwargs["pk"]))

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                **{k: v for k, v in row.items() if "__" not in k},
                "application": row["application__code"],
                "booth": row["booth__number"],
            }
            for row in rows
        ]

    @extend_schema(
        summary="List the locks of a fair",
        examples=[OpenApiExample("A lock", LOCK, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Lock an applicant to booths in every plan",
        request=LockInput,
        responses={201: LockRow(many=True)},
        examples=[
            OpenApiExample(
                "A lock", {"application": "TA-00012", "booths": ["A05"]}, request_only=True
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk=pk)

    def create(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_allocate(request.user, pk, edit=True)
        data = parse(LockInput, request)
        application = application_of(fair, data["application"], "application")
        booths = list(Booth.objects.filter(fair=fair, number__in=data["booths"]))
        if len(booths) < len(set(data["booths"])):
            raise InvalidInput(fields={"booths": [_("This fair has no such booth.")]})
        lock_place(
            application=application, booths=booths, actor=request.user, reason=data["reason"]
        )
        own = locks_of(fair).filter(application=application).values(*self.row_fields)
        return Response(self.present(list(own)), status=status.HTTP_201_CREATED)


class LockDetail(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Remove the locks of an application (by its id)",
        request=None,
        responses={204: None},
        examples=[],
    )
    def delete(self, request: Request, pk: int, application: int) -> Response:
        fair = get_fair_to_allocate(request.user, pk, edit=True)
        found = get_application_of_fair(fair, pk=application)
        if not unlock_place(application=found, actor=request.user):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class RivalFilter(django_filters.FilterSet):
    application = django_filters.CharFilter(method="of_application", max_length=24)

    class Meta:
        model = RivalPair
        fields: list[str] = []

    def of_application(
        self, rows: QuerySet[RivalPair], _name: str, value: str
    ) -> QuerySet[RivalPair]:
        """The pairs an application is one of, by its code."""
        return rows.filter(Q(first__code=value) | Q(second__code=value))


class RivalList(IdempotentPost, ListView):
    serializer_class = RivalRow
    filterset_class = RivalFilter
    row_fields = ("id", "first__code", "second__code", "reason")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsOffice()]

    def get_queryset(self) -> QuerySet[RivalPair]:
        return rivals_of(get_fair_to_allocate(self.request.user, self.kwargs["pk"]))

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {
                "id": row["id"],
                "first": row["first__code"],
                "second": row["second__code"],
                "reason": row["reason"],
            }
            for row in rows
        ]

    @extend_schema(
        summary="List declared rivals",
        examples=[OpenApiExample("A pair", RIVALS, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Declare two applicants rivals: never side by side",
        request=RivalInput,
        responses={201: RivalRow},
        examples=[
            OpenApiExample("A pair", {"first": "TA-00012", "second": "TA-00031"}, request_only=True)
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk=pk)

    def create(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_allocate(request.user, pk, edit=True)
        data = parse(RivalInput, request)
        pair = declare_rivals(
            fair=fair,
            first=application_of(fair, data["first"], "first"),
            second=application_of(fair, data["second"], "second"),
            actor=request.user,
            reason=data["reason"],
        )
        made = rivals_of(fair).filter(pk=pair.pk).values(*self.row_fields)
        return Response(self.present(list(made))[0], status=status.HTTP_201_CREATED)


class RivalDetail(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Forget a pair of rivals", request=None, responses={204: None}, examples=[]
    )
    def delete(self, request: Request, pk: int, pair: int) -> Response:
        forget_rivals(pair=get_rivals_to_edit(request.user, pk, pair), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
