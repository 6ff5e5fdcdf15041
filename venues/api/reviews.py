"""Months of a point with their approval, and requests to correct settled days."""

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
from common.drf.views import ListView, StrictSerializer, parse
from venues.access import (
    get_amendment_to_decide,
    get_point_to_report,
    get_point_to_view,
    visible_amendments,
)
from venues.api.reports import KEY
from venues.filters.months import AmendmentFilter
from venues.models import Amendment
from venues.rules import AmendmentState
from venues.services import reviews


class AmendmentInput(StrictSerializer):
    client_uuid = serializers.UUIDField()
    day = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class AmendmentRow(serializers.Serializer):
    id = serializers.IntegerField()
    day = serializers.DateField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=AmendmentState.choices)


AMENDMENT = {"id": 3, "day": "2026-10-12", "reason": "đếm lại", "state": "ASKED"}


class AmendmentOfPoint(AmendmentRow):
    point = serializers.IntegerField()


class Decision(StrictSerializer):
    grant = serializers.BooleanField()


class AllAmendments(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = AmendmentOfPoint
    filterset_class = AmendmentFilter
    row_fields = (*AMENDMENT, "point_id")
    ordering = ("-id",)
    ordering_fields = ("id", "day")

    def get_queryset(self) -> QuerySet[Amendment]:
        return visible_amendments(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k.removesuffix("_id"): v for k, v in row.items()} for row in rows]

    @extend_schema(
        operation_id="amendments_list",
        summary="Requests to correct settled days: all for the office, of the own points",
        examples=[OpenApiExample("one", AMENDMENT | {"point": 7})],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class AmendmentDecide(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = AmendmentRow

    @extend_schema(
        summary="Reopen the day and its approved month, or refuse; who asked gets a mail",
        request=Decision,
        responses=AmendmentRow,
        examples=[OpenApiExample("grant", {"grant": True}, request_only=True)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_amendment_to_decide(request.user, kwargs["pk"])
        done = reviews.decide_amendment(
            amendment=found, actor=request.user, now=timezone.now(), **parse(Decision, request)
        )
        return Response({name: getattr(done, name) for name in AMENDMENT})


class AmendmentList(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = AmendmentRow
    filterset_class = AmendmentFilter
    row_fields = tuple(AMENDMENT)
    ordering = ("-id",)
    ordering_fields = ("id", "day")

    def get_queryset(self) -> QuerySet[Amendment]:
        return get_point_to_view(self.request.user, self.kwargs["pk"]).amendments.all()

    @extend_schema(
        summary="Requests to correct settled days of a point",
        examples=[OpenApiExample("one", AMENDMENT)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Ask the office to reopen a settled day; safe to repeat with the same client_uuid",
        request=AmendmentInput,
        responses={201: AmendmentRow, 200: AmendmentRow},
        examples=[
            OpenApiExample(
                "one",
                {"client_uuid": KEY, "day": "2026-10-12", "reason": "đếm lại"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        point = get_point_to_report(request.user, pk)
        values = parse(AmendmentInput, request)
        made, new = reviews.ask_amendment(
            point=point, actor=request.user, now=timezone.now(), **values
        )
        body = {name: getattr(made, name) for name in AMENDMENT}
        return Response(body, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)
