"""Other programs that are told about low stock and missing reports, for organisers."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, parse
from venues.access import get_webhook_to_edit
from venues.filters.webhooks import WebhookCallFilter, WebhookFilter
from venues.models import Webhook, WebhookCall
from venues.rules.webhooks import LONGEST_URL, CallState, WebhookTopic
from venues.services import webhooks

TOLD = [choice for choice in WebhookTopic.choices if choice[0] != WebhookTopic.TEST]
WEBHOOK = {
    "id": 1,
    "name": "Quầy thu ngân Hồng Vân",
    "url": "https://till.example.org/hoicho",
    "topics": ["line.low"],
    "active": True,
    "created_at": "2026-11-24T09:00:00+07:00",
}
CALL = {
    "id": 31,
    "topic": "line.low",
    "payload": {"topic": "line.low", "point": 7, "product": 5, "on_hand": "2.000"},
    "state": "SENT",
    "attempts": 1,
    "answer": "HTTP 200",
    "created_at": "2026-11-24T19:02:00+07:00",
}


class WebhookRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    url = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class WebhookWithSecret(WebhookRow):
    secret = serializers.CharField()


class WebhookInput(StrictSerializer):
    name = serializers.CharField(max_length=120)
    url = serializers.CharField(max_length=LONGEST_URL)
    topics = serializers.ListField(
        child=serializers.ChoiceField(choices=TOLD), allow_empty=False, max_length=len(TOLD)
    )


class WebhookSwitch(StrictSerializer):
    active = serializers.BooleanField()


class CallRow(serializers.Serializer):
    id = serializers.IntegerField()
    topic = serializers.CharField()
    payload = serializers.DictField()
    state = serializers.ChoiceField(choices=CallState.choices)
    attempts = serializers.IntegerField()
    answer = serializers.CharField()
    created_at = serializers.DateTimeField()


def with_secret(webhook: Webhook) -> Response:
    """A program with the secret its calls are signed with."""
    row = Webhook.objects.values(*WEBHOOK, "secret").get(pk=webhook.pk)
    return Response(row)


class WebhookList(IdempotentPost, ListView):
    permission_classes = (IsOrganiser,)
    serializer_class = WebhookRow
    filterset_class = WebhookFilter
    row_fields = tuple(WEBHOOK)
    ordering = ("name", "id")
    ordering_fields = ("name", "id")

    def get_queryset(self) -> QuerySet[Webhook]:
        return Webhook.objects.all()

    @extend_schema(
        summary="Programs that are told by https", examples=[OpenApiExample("one", WEBHOOK)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Tell a program from now on; its secret is read at the address of the program",
        request=WebhookInput,
        responses={201: WebhookRow},
        examples=[
            OpenApiExample(
                "one", {n: WEBHOOK[n] for n in ("name", "url", "topics")}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = webhooks.add_webhook(actor=request.user, **parse(WebhookInput, request))
        row = Webhook.objects.values(*WEBHOOK).get(pk=made.pk)  # an answer that is kept: no secret
        return Response(row, status=status.HTTP_201_CREATED)


class WebhookDetail(APIView):
    permission_classes = (IsOrganiser,)
    serializer_class = WebhookWithSecret

    @extend_schema(
        summary="A program with the secret its calls are signed with",
        responses=WebhookWithSecret,
        examples=[OpenApiExample("one", WEBHOOK | {"secret": "kept-by-the-program"})],
    )
    def get(self, request: Request, pk: int) -> Response:
        return with_secret(get_webhook_to_edit(request.user, pk))

    @extend_schema(
        summary="Stop telling a program, or begin again",
        description="Says where it stands afterwards; the same twice changes nothing.",
        request=WebhookSwitch,
        responses=WebhookWithSecret,
        examples=[OpenApiExample("off", {"active": False}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        webhook = get_webhook_to_edit(request.user, pk)
        values = parse(WebhookSwitch, request)
        webhooks.switch_webhook(webhook=webhook, actor=request.user, **values)
        return with_secret(webhook)


class WebhookCalls(IdempotentPost, ListView):
    permission_classes = (IsOrganiser,)
    serializer_class = CallRow
    filterset_class = WebhookCallFilter
    row_fields = tuple(CALL)
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[WebhookCall]:
        return get_webhook_to_edit(self.request.user, self.kwargs["pk"]).calls.all()

    @extend_schema(
        summary="Calls to a program, newest first, with what it answered",
        examples=[OpenApiExample("one", CALL)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Queue a test call",
        request=None,
        responses={201: CallRow},
        examples=[
            OpenApiExample(
                "queued",
                CALL | {"topic": "test", "payload": {"topic": "test"}, "state": "QUEUED"},
                response_only=True,
                status_codes=["201"],
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        webhook = get_webhook_to_edit(request.user, kwargs["pk"])
        call = webhooks.test_webhook(webhook=webhook, actor=request.user, now=timezone.now())
        row = WebhookCall.objects.values(*CALL).get(pk=call.pk)
        return Response(row, status=status.HTTP_201_CREATED)
