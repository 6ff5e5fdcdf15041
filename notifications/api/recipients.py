"""Recipients of campaigns over the API; organisers only."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from notifications.access import (
    acting,
    get_campaign_to_see,
    get_campaign_to_steer,
    get_recipient_to_steer,
    visible_recipients,
)
from notifications.api.messages import NoBody
from notifications.filters import RecipientFilter
from notifications.models import Recipient
from notifications.rules import GIVEN_ANSWERS, Answer, Language, MessageState, Skip
from notifications.services.recipients import (
    Addressee,
    add_recipients,
    record_answer,
    revoke_link,
)

ROW = (
    "id", "address", "name", "language", "registered", "skipped", "answer", "party_size",
    "answered_at", "answer_channel", "reminders", "message_id",
)  # fmt: skip


class RecipientRow(serializers.Serializer):
    """One recipient: delivery (`message_state`) and answer are two axes."""

    id = serializers.IntegerField()
    address = EmailField()
    name = serializers.CharField()
    language = serializers.ChoiceField(choices=Language.choices)
    registered = serializers.BooleanField()
    skipped = serializers.ChoiceField(choices=Skip.choices, allow_blank=True)
    answer = serializers.ChoiceField(choices=Answer.choices)
    party_size = serializers.IntegerField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answer_channel = serializers.CharField(allow_blank=True)
    reminders = serializers.IntegerField()
    message_id = serializers.IntegerField(allow_null=True)
    message_state = serializers.ChoiceField(choices=MessageState.choices, allow_null=True)


class PersonInput(StrictSerializer):
    address = serializers.CharField(max_length=254)
    name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    language = serializers.ChoiceField(choices=Language.choices, default=Language.VI)


class PeopleInput(StrictSerializer):
    recipients = PersonInput(many=True, allow_empty=False, max_length=1000)


class AddedBody(serializers.Serializer):
    added = serializers.IntegerField()
    known_before = serializers.IntegerField()


class RecipientAnswer(StrictSerializer):
    answer = serializers.ChoiceField(choices=GIVEN_ANSWERS)
    party_size = serializers.IntegerField(min_value=1, max_value=20, default=1)


EXAMPLE: dict[str, Any] = {
    "id": 12,
    "address": "htx@example.org",
    "name": "HTX ví dụ",
    "language": "vi",
    "registered": True,
    "skipped": "",
    "answer": "NONE",
    "party_size": 1,
    "answered_at": None,
    "answer_channel": "",
    "reminders": 0,
    "message_id": 812,
    "message_state": "SENT",
}


def represent(recipient: Recipient) -> dict[str, Any]:
    """A recipient as the API shows it."""
    state = recipient.message.state if recipient.message else None
    return {**{name: getattr(recipient, name) for name in ROW}, "message_state": state}


class RecipientList(IdempotentPost, ListView):
    permission_classes = [IsOrganiser]
    serializer_class = RecipientRow
    filterset_class = RecipientFilter
    row_fields = (*ROW, "message__state")

    def get_queryset(self) -> Any:
        campaign = get_campaign_to_see(self.request.user, self.kwargs["pk"])
        return visible_recipients(self.request.user, campaign).select_related(None).defer(None)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"message_state": row.pop("message__state"), **row} for row in rows]

    @extend_schema(
        summary="List a campaign's recipients",
        examples=[OpenApiExample("A recipient", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add people to a draft; they get advertising, which needs consent on record",
        request=PeopleInput,
        responses={201: AddedBody},
        examples=[
            OpenApiExample(
                "One person",
                {"recipients": [{"address": "an@example.org", "name": "Nguyễn Văn An"}]},
                request_only=True,
            ),
            OpenApiExample("Added", {"added": 1, "known_before": 0}, response_only=True),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        campaign = get_campaign_to_steer(request.user, kwargs["pk"])
        values = parse(PeopleInput, request)
        people = [Addressee(p["address"], p["name"], p["language"]) for p in values["recipients"]]
        added = add_recipients(campaign=campaign, people=people, actor=acting(request.user))
        body = {"added": added.added, "known_before": added.known}
        return Response(body, status=status.HTTP_201_CREATED)


class AnswerRecipient(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Record an answer given by phone",
        request=RecipientAnswer,
        responses=RecipientRow,
        examples=[
            OpenApiExample("Two come", {"answer": "ACCEPTED", "party_size": 2}, request_only=True),
            OpenApiExample(
                "Recorded",
                {**EXAMPLE, "answer": "ACCEPTED", "party_size": 2, "answer_channel": "PHONE",
                 "answered_at": "2026-12-01T09:00:00+07:00"},
                response_only=True,
            ),
        ],
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        found = get_recipient_to_steer(request.user, pk)
        values = parse(RecipientAnswer, request)
        record_answer(recipient=found, actor=acting(request.user), now=timezone.now(), **values)
        return Response(represent(get_recipient_to_steer(request.user, pk)))


class RevokeRecipient(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="End a recipient's personal link for good",
        request=NoBody,
        responses=RecipientRow,
        examples=[OpenApiExample("Ended", EXAMPLE, response_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        parse(NoBody, request)
        found = get_recipient_to_steer(request.user, pk)
        revoke_link(recipient=found, actor=acting(request.user), now=timezone.now())
        return Response(represent(get_recipient_to_steer(request.user, pk)))
