"""Returned mail and consents over the API: organisers, and the mail server by its secret."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, parse
from notifications.access import (
    acting,
    get_bounce_to_settle,
    visible_bounces,
    visible_consents,
)
from notifications.filters import BounceFilter, ConsentFilter
from notifications.models import Message
from notifications.rules import BounceOutcome, ConsentAct, ConsentChannel
from notifications.services import record_consent, settle_bounce
from notifications.services.bounces import message_of_return_path, record_bounce

BOUNCE = (
    "id", "message_id", "status", "diagnosis", "permanent", "returned_at", "outcome", "note",
    "settled_at",
)  # fmt: skip
CONSENT = (
    "id", "address_hash", "act", "channel", "text_version", "occurred_at", "recorded_at", "note",
)  # fmt: skip


class BounceRow(serializers.Serializer):
    """One returned message and what was done about it."""

    id = serializers.IntegerField()
    message_id = serializers.IntegerField()
    status = serializers.CharField(allow_blank=True)
    diagnosis = serializers.CharField(allow_blank=True)
    permanent = serializers.BooleanField()
    returned_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=BounceOutcome.choices)
    note = serializers.CharField(allow_blank=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class SettleInput(StrictSerializer):
    outcome = serializers.ChoiceField(
        choices=[c for c in BounceOutcome.choices if c[0] != BounceOutcome.OPEN]
    )
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class ReportInput(StrictSerializer):
    """A return reported by the mail server: the return path names the message."""

    return_path = serializers.CharField(max_length=300)
    status = serializers.RegexField(r"^[245]\.\d{1,3}\.\d{1,3}$", required=False, default="")
    diagnosis = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class Noted(serializers.Serializer):
    noted = serializers.BooleanField()


class ConsentRow(serializers.Serializer):
    """One entry of the log; the address is kept as a digest (SHA-256) only."""

    id = serializers.IntegerField()
    address_hash = serializers.CharField()
    act = serializers.ChoiceField(choices=ConsentAct.choices)
    channel = serializers.ChoiceField(choices=ConsentChannel.choices)
    text_version = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)


class ConsentInput(StrictSerializer):
    address = serializers.CharField(max_length=254)
    act = serializers.ChoiceField(choices=ConsentAct.choices)
    channel = serializers.ChoiceField(choices=ConsentChannel.choices)
    occurred_at = serializers.DateTimeField()
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


BOUNCE_EXAMPLE: dict[str, Any] = {
    "id": 5,
    "message_id": 812,
    "status": "5.1.1",
    "diagnosis": "smtp; 550 no such user",
    "permanent": True,
    "returned_at": "2026-12-01T08:10:00+07:00",
    "outcome": "OPEN",
    "note": "",
    "settled_at": None,
}
CONSENT_EXAMPLE: dict[str, Any] = {
    "id": 9,
    "address_hash": "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4",
    "act": "GRANTED",
    "channel": "PAPER",
    "text_version": "2026-1",
    "occurred_at": "2026-11-24T00:00:00+07:00",
    "recorded_at": "2026-11-25T09:00:00+07:00",
    "note": "",
}
SECRET = OpenApiParameter(
    "X-Bounce-Secret", str, OpenApiParameter.HEADER, required=True,
    description="BOUNCE_WEBHOOK_SECRET of this installation.",
)  # fmt: skip


class BounceList(ListView):
    permission_classes = [IsOrganiser]
    serializer_class = BounceRow
    filterset_class = BounceFilter
    row_fields = BOUNCE
    ordering = ("-id",)

    def get_queryset(self) -> Any:
        return visible_bounces(self.request.user).select_related(None).defer(None)

    @extend_schema(
        summary="List returned messages",
        examples=[OpenApiExample("Returned", BOUNCE_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class SettleBounce(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Say what was done about a returned message",
        request=SettleInput,
        responses=BounceRow,
        examples=[
            OpenApiExample("Corrected", {"outcome": "CORRECTED"}, request_only=True),
            OpenApiExample(
                "Settled",
                {**BOUNCE_EXAMPLE, "outcome": "CORRECTED",
                 "settled_at": "2026-12-01T09:00:00+07:00"},
                response_only=True,
            ),
        ],
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        found = get_bounce_to_settle(request.user, pk)
        values = parse(SettleInput, request)
        done = settle_bounce(bounce=found, actor=acting(request.user), now=timezone.now(), **values)
        return Response({name: getattr(done, name) for name in BOUNCE})


class ReportBounce(APIView):
    """The mail server's door: shut (404) where BOUNCE_WEBHOOK_SECRET is not set."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="Report a returned message (mail servers; repeated reports change nothing)",
        request=ReportInput,
        responses=Noted,
        parameters=[SECRET],
        examples=[
            OpenApiExample(
                "No such user",
                {"return_path": "bounce+0f3c@bounces.example.org", "status": "5.1.1",
                 "diagnosis": "550 no such user"},
                request_only=True,
            ),
            OpenApiExample("Noted", {"noted": True}, response_only=True),
        ],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        wanted = settings.BOUNCE_WEBHOOK_SECRET
        if not wanted:
            raise Http404
        if not constant_time_compare(request.headers.get("X-Bounce-Secret", ""), wanted):
            raise PermissionDenied
        values = parse(ReportInput, request)
        message: Message | None = message_of_return_path(values["return_path"])
        if message is not None:
            record_bounce(
                message=message,
                reason=f"{values['status']} {values['diagnosis']}".strip(),
                permanent=values["status"].startswith("5"),
                now=timezone.now(),
                channel="WEBHOOK",
            )
        return Response({"noted": message is not None})


class ConsentList(IdempotentPost, ListView):
    permission_classes = [IsOrganiser]
    serializer_class = ConsentRow
    filterset_class = ConsentFilter
    row_fields = CONSENT
    ordering = ("-id",)

    def get_queryset(self) -> Any:
        return visible_consents(self.request.user).select_related(None)

    @extend_schema(
        summary="List the log of consents to advertising mail",
        examples=[OpenApiExample("A consent", CONSENT_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Record a consent or its withdrawal; entries are never changed",
        request=ConsentInput,
        responses={201: ConsentRow},
        examples=[
            OpenApiExample(
                "On paper",
                {"address": "an@example.org", "act": "GRANTED", "channel": "PAPER",
                 "occurred_at": "2026-11-24T00:00:00+07:00"},
                request_only=True,
            ),
            OpenApiExample("Recorded", CONSENT_EXAMPLE, response_only=True),
        ],
    )  # fmt: skip
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(ConsentInput, request)
        made = record_consent(actor=acting(request.user), now=timezone.now(), **values)
        body = {name: getattr(made, name) for name in CONSENT}
        return Response(body, status=status.HTTP_201_CREATED)
