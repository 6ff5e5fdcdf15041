"""Messages and the outbox over the API; organisers only."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from notifications.access import acting, get_message_to_decide, get_message_to_see, visible_messages
from notifications.filters import MessageFilter
from notifications.models import Message
from notifications.queries import held_domains, message_counts, outbox_switch
from notifications.rules import MessageState, message_abilities
from notifications.services import cancel_message, count_as_sent, outbox, resend_message

ROW = (
    "id",
    "campaign_id",
    "kind",
    "subject_type",
    "subject_id",
    "recipient",
    "recipient_name",
    "language",
    "subject",
    "state",
    "attempts",
    "next_attempt_at",
    "last_reply",
    "message_id",
    "created_at",
    "sent_at",
)


class MessageRow(serializers.Serializer):
    """One message without its text."""

    id = serializers.IntegerField()
    campaign_id = serializers.IntegerField(allow_null=True)
    kind = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    recipient = EmailField()
    recipient_name = serializers.CharField()
    language = serializers.CharField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=MessageState.choices)
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField()
    last_reply = serializers.CharField()
    message_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)


class MessageDetail(MessageRow):
    """One message with its text and what may be decided about it."""

    text = serializers.CharField()
    html = serializers.CharField()
    attachments = serializers.ListField(child=serializers.DictField())
    abilities = serializers.DictField(child=serializers.BooleanField())


class NoBody(StrictSerializer):
    """A request without content."""


EXAMPLE: dict[str, Any] = {
    "id": 7,
    "campaign_id": None,
    "kind": "SERVICE",
    "subject_type": "fairs.application",
    "subject_id": "12",
    "recipient": "htx.phuvinh@example.org",
    "recipient_name": "Hợp tác xã Mây tre đan Phú Vinh",
    "language": "vi",
    "subject": "Thư xác nhận gian hàng A-12",
    "state": "UNCERTAIN",
    "attempts": 1,
    "next_attempt_at": "2026-11-24T14:05:00+07:00",
    "last_reply": "Connection unexpectedly closed",
    "message_id": "<0f3c@example.org>",
    "created_at": "2026-11-24T14:05:00+07:00",
    "sent_at": None,
}
DETAIL_EXAMPLE = {
    **EXAMPLE,
    "text": "Kính gửi Quý đơn vị…",
    "html": "",
    "attachments": [{"filename": "thu-xac-nhan.pdf", "document_id": 3}],
    "abilities": {"resend": True, "count_as_sent": True, "try_again": False, "cancel": False},
}


def _example(name: str, state: str) -> OpenApiExample:
    return OpenApiExample(name, {**DETAIL_EXAMPLE, "state": state}, response_only=True)


def represent(message: Message) -> dict[str, Any]:
    """A message as the API shows it."""
    return {
        **{name: getattr(message, name) for name in ROW},
        "text": message.text,
        "html": message.html,
        "attachments": list(message.attachments.order_by("id").values("filename", "document_id")),
        "abilities": message_abilities(message.state),
    }


class MessageList(ListView):
    permission_classes = [IsOrganiser]
    serializer_class = MessageRow
    filterset_class = MessageFilter
    row_fields = ROW
    ordering = ("-id",)
    ordering_fields = ("id", "created_at", "sent_at")

    def get_queryset(self) -> Any:
        return visible_messages(self.request.user).select_related(None).defer(None)

    @extend_schema(
        summary="List messages",
        examples=[OpenApiExample("A message", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)


class MessageView(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Read a message",
        responses=MessageDetail,
        examples=[OpenApiExample("A message", DETAIL_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(represent(get_message_to_see(request.user, pk)))


class _Decision(APIView):
    """One decision about one message; a repetition is refused with 409 (illegal_transition)."""

    permission_classes = [IsOrganiser]
    service: Any = None

    def decide(self, request: Request, pk: int) -> Response:
        parse(NoBody, request)
        message = get_message_to_decide(request.user, pk)
        changed = type(self).service(
            message=message, actor=acting(request.user), now=timezone.now()
        )
        return Response(represent(changed))


class Resend(_Decision):
    service = staticmethod(resend_message)

    @extend_schema(
        summary="Send an uncertain message again, or try a refused one again",
        request=NoBody,
        responses=MessageDetail,
        examples=[
            OpenApiExample(
                "Queued again", {**DETAIL_EXAMPLE, "state": "QUEUED"}, response_only=True
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk)


class CountAsSent(_Decision):
    service = staticmethod(count_as_sent)

    @extend_schema(
        summary="Settle an uncertain message as sent",
        request=NoBody,
        responses=MessageDetail,
        examples=[_example("Settled", "SENT")],
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk)


class CancelMessage(_Decision):
    service = staticmethod(cancel_message)

    @extend_schema(
        summary="Take an unsent message back",
        request=NoBody,
        responses=MessageDetail,
        examples=[
            OpenApiExample(
                "Taken back", {**DETAIL_EXAMPLE, "state": "CANCELLED"}, response_only=True
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.decide(request, pk)


class HeldDomain(serializers.Serializer):
    domain = serializers.CharField()
    not_before = serializers.DateTimeField()


class OutboxState(serializers.Serializer):
    """Whether messages leave, and how many are in each state."""

    paused = serializers.BooleanField()
    paused_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    held_domains = HeldDomain(many=True)


class Pause(StrictSerializer):
    reason = serializers.CharField(max_length=300)


OUTBOX_EXAMPLE: dict[str, Any] = {
    "paused": False,
    "paused_at": None,
    "reason": "",
    "counts": {"QUEUED": 12, "SENT": 840, "UNCERTAIN": 1},
    "held_domains": [],
}


def outbox_state() -> dict[str, Any]:
    """The outbox as the API shows it."""
    switch = outbox_switch()
    return {
        "paused": switch.paused_at is not None,
        "paused_at": switch.paused_at,
        "reason": switch.reason,
        "counts": message_counts(),
        "held_domains": list(held_domains().values("domain", "not_before")),
    }


class OutboxView(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="State of the outbox",
        responses=OutboxState,
        examples=[OpenApiExample("Running", OUTBOX_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(outbox_state())


class PauseOutbox(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Let nothing leave until it is resumed",
        request=Pause,
        responses=OutboxState,
        examples=[
            OpenApiExample("Reason", {"reason": "Máy chủ thư bảo trì"}, request_only=True),
            OpenApiExample("Paused", {**OUTBOX_EXAMPLE, "paused": True}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        data = parse(Pause, request)
        outbox.pause_outbox(actor=acting(request.user), reason=data["reason"], now=timezone.now())
        return Response(outbox_state())


class ResumeOutbox(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Let messages leave again",
        request=NoBody,
        responses=OutboxState,
        examples=[OpenApiExample("Running", OUTBOX_EXAMPLE, response_only=True)],
    )
    def post(self, request: Request) -> Response:
        parse(NoBody, request)
        outbox.resume_outbox(actor=acting(request.user))
        return Response(outbox_state())
