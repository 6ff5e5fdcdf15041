"""A point passes from one manager to another: begun by the office, signed by both."""

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

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from venues.access import (
    get_handover_to_cancel,
    get_handover_to_view,
    get_staff_to_edit,
    visible_handovers,
)
from venues.filters.points import HandoverFilter
from venues.models import Handover
from venues.rules import HandoverState
from venues.services import handovers

FIELDS = (
    "id",
    "point_id",
    "state",
    "outgoing__user__full_name",
    "incoming__full_name",
    "last_day",
    "count_id",
    "outgoing_signed_at",
    "incoming_signed_at",
    "started_at",
)
HANDOVER = {
    "id": 2,
    "point": 7,
    "state": "OPEN",
    "outgoing": "Nguyễn Văn An",
    "incoming": "Trần Thị Bình",
    "last_day": "2026-11-30",
    "count": None,
    "outgoing_signed_at": None,
    "incoming_signed_at": None,
    "started_at": "2026-11-24T09:00:00+07:00",
}
NAMES = dict(zip(FIELDS, HANDOVER, strict=True))


class HandoverRow(serializers.Serializer):
    id = serializers.IntegerField()
    point = serializers.IntegerField()
    state = serializers.ChoiceField(choices=HandoverState.choices)
    outgoing = serializers.CharField()
    incoming = serializers.CharField()
    last_day = serializers.DateField()
    count = serializers.UUIDField(allow_null=True)
    outgoing_signed_at = serializers.DateTimeField(allow_null=True)
    incoming_signed_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField()


class HandoverInput(StrictSerializer):
    email = EmailField()
    full_name = serializers.CharField(max_length=150)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, default="vi")
    last_day = serializers.DateField()


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return {NAMES[name]: value for name, value in row.items()}


def answer(handover: Handover, code: int = status.HTTP_200_OK) -> Response:
    row = Handover.objects.values(*FIELDS).get(pk=handover.pk)
    return Response(shown(row), status=code)


class HandoverList(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = HandoverRow
    filterset_class = HandoverFilter
    row_fields = FIELDS
    ordering = ("-id",)
    ordering_fields = ("id", "last_day")

    def get_queryset(self) -> QuerySet[Handover]:
        return visible_handovers(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [shown(row) for row in rows]

    @extend_schema(
        summary="Handovers: all for the office, of the own points, and to oneself",
        examples=[OpenApiExample("one", HANDOVER)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class HandoverStart(IdempotentPost, APIView):
    permission_classes = (IsOrganiser,)
    serializer_class = HandoverRow

    @extend_schema(
        summary="Prepare that somebody takes over from a manager; new people are invited by mail",
        request=HandoverInput,
        responses={201: HandoverRow},
        examples=[
            OpenApiExample(
                "one",
                {
                    "email": "binh@example.org",
                    "full_name": "Trần Thị Bình",
                    "last_day": "2026-11-30",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        staff = get_staff_to_edit(request.user, kwargs["pk"], kwargs["staff_pk"])
        made = handovers.start_handover(
            staff=staff, actor=request.user, now=timezone.now(), **parse(HandoverInput, request)
        )
        return answer(made, status.HTTP_201_CREATED)


class HandoverDetail(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = HandoverRow

    @extend_schema(
        summary="One handover",
        responses=HandoverRow,
        examples=[OpenApiExample("one", HANDOVER)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return answer(get_handover_to_view(request.user, pk))


class HandoverSign(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = HandoverRow

    @extend_schema(
        summary="Sign for the own side, on the newest count since the handover began",
        description="With both signatures the tenures change. A newer count asks for both again.",
        request=None,
        responses=HandoverRow,
        examples=[OpenApiExample("one", HANDOVER, response_only=True)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_handover_to_view(request.user, kwargs["pk"])
        return answer(
            handovers.sign_handover(handover=found, actor=request.user, now=timezone.now())
        )


class HandoverCancel(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = HandoverRow

    @extend_schema(
        summary="Call a handover off; the present manager stays",
        request=None,
        responses=HandoverRow,
        examples=[OpenApiExample("one", HANDOVER | {"state": "CANCELLED"}, response_only=True)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_handover_to_cancel(request.user, kwargs["pk"])
        handovers.cancel_handover(handover=found, actor=request.user)
        return answer(found)
