"""Campaigns over the API; organisers only."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, parse, parse_edit
from notifications.access import (
    acting,
    get_campaign_to_see,
    get_campaign_to_steer,
    visible_campaigns,
)
from notifications.filters import CampaignFilter
from notifications.queries.campaigns import abilities_of, campaign_progress
from notifications.rules import CampaignState, Language, MessageKind
from notifications.services import campaigns as services

ROW = (
    "id", "name", "kind", "state", "send_at", "not_after", "asks_answer", "with_letter",
    "paused_at", "held_at",
    "subject_type", "subject_id", "version", "created_at",
)  # fmt: skip
COUNTED = ("written", "sent", "troubled")


class CampaignRow(serializers.Serializer):
    """One campaign with its numbers of messages: written, sent, in trouble."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=MessageKind.choices)
    state = serializers.ChoiceField(choices=CampaignState.choices)
    send_at = serializers.DateTimeField(allow_null=True)
    not_after = serializers.DateTimeField(allow_null=True)
    asks_answer = serializers.BooleanField()
    with_letter = serializers.BooleanField()
    paused_at = serializers.DateTimeField(allow_null=True)
    held_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when its event is postponed, without new days yet."
    )
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    written = serializers.IntegerField()
    sent = serializers.IntegerField()
    troubled = serializers.IntegerField()


class TextInput(StrictSerializer):
    """What it says in one language; {name} and other placeholders are filled in literally."""

    language = serializers.ChoiceField(choices=Language.choices)
    subject = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=20_000)


class CampaignInput(StrictSerializer):
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=MessageKind.choices, default=MessageKind.SERVICE)
    asks_answer = serializers.BooleanField(default=False)
    with_letter = serializers.BooleanField(
        default=False,
        help_text="Attach a letter in each recipient's name; only in a campaign about a fair.",
    )
    send_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    not_after = serializers.DateTimeField(required=False, allow_null=True, default=None)
    texts = TextInput(many=True, allow_empty=False, max_length=3)


class CampaignEdit(CampaignInput):
    version = serializers.IntegerField(required=False)


class CampaignDetail(CampaignRow):
    """One campaign with its texts, live numbers and what may be done now."""

    texts = TextInput(many=True)
    recipients = serializers.IntegerField()
    unwritten = serializers.IntegerField()
    outdated = serializers.IntegerField()
    skipped = serializers.DictField(child=serializers.IntegerField())
    messages = serializers.DictField(child=serializers.IntegerField())
    answers = serializers.DictField(child=serializers.IntegerField())
    people_coming = serializers.IntegerField()
    job_id = serializers.IntegerField(allow_null=True)
    abilities = serializers.DictField(child=serializers.BooleanField())


INPUT: dict[str, Any] = {
    "name": "Thư mời Hội chợ Xuân",
    "kind": "SERVICE",
    "asks_answer": True,
    "with_letter": False,
    "send_at": "2026-12-01T08:00:00+07:00",
    "not_after": "2027-01-15T00:00:00+07:00",
    "texts": [{"language": "vi", "subject": "Thư mời", "body": "Kính gửi {name},"}],
}
EXAMPLE: dict[str, Any] = {
    "id": 3,
    **{name: value for name, value in INPUT.items() if name != "texts"},
    "state": "UNDER_WAY",
    "paused_at": None,
    "held_at": None,
    "subject_type": "",
    "subject_id": "",
    "version": 2,
    "created_at": "2026-11-28T09:00:00+07:00",
    "written": 1200,
    "sent": 840,
    "troubled": 2,
}
DETAIL_EXAMPLE: dict[str, Any] = {
    **EXAMPLE,
    "texts": INPUT["texts"],
    "recipients": 1210,
    "unwritten": 0,
    "outdated": 0,
    "skipped": {"NO_CONSENT": 10, "OPTED_OUT": 0, "CLOSED": 0},
    "messages": {"QUEUED": 358, "SENT": 840, "UNCERTAIN": 2},
    "answers": {"NONE": 1000, "ACCEPTED": 180, "DECLINED": 30},
    "people_coming": 312,
    "job_id": None,
    "abilities": {"pause": True, "cancel": True, "release": False},
}


def facts_of(values: Mapping[str, Any]) -> services.CampaignFacts:
    """The body of a request as the service takes it."""
    texts = {text["language"]: (text["subject"], text["body"]) for text in values["texts"]}
    names = ("name", "kind", "asks_answer", "with_letter", "send_at", "not_after")
    return services.CampaignFacts(texts=texts, **{name: values[name] for name in names})


def represent(pk: int, user: Any) -> dict[str, Any]:
    """A campaign as the API shows it."""
    found = get_campaign_to_see(user, pk)
    progress = campaign_progress(found)
    return {
        **{name: getattr(found, name) for name in ROW + COUNTED},
        "texts": list(found.texts.values("language", "subject", "body")),
        "recipients": progress.recipients,
        "unwritten": progress.unwritten,
        "outdated": progress.outdated,
        "skipped": progress.skipped,
        "messages": progress.messages,
        "answers": progress.answers,
        "people_coming": progress.people,
        "job_id": progress.job.pk if progress.job else None,
        "abilities": abilities_of(found, progress, timezone.now()),
    }


def answer(pk: int, user: Any, code: int = status.HTTP_200_OK) -> Response:
    body = represent(pk, user)
    return Response(body, status=code, headers={"ETag": etag(body["version"])})


class CampaignList(IdempotentPost, ListView):
    permission_classes = [IsOrganiser]
    serializer_class = CampaignRow
    filterset_class = CampaignFilter
    row_fields = ROW + COUNTED
    ordering = ("-id",)
    ordering_fields = ("id", "created_at", "send_at")

    def get_queryset(self) -> Any:
        return visible_campaigns(self.request.user)

    @extend_schema(
        summary="List campaigns",
        examples=[OpenApiExample("A campaign", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Write a campaign; it is a draft and sends nothing until it is released",
        request=CampaignInput,
        responses={201: CampaignDetail},
        examples=[
            OpenApiExample("A draft", INPUT, request_only=True),
            OpenApiExample("Written", {**DETAIL_EXAMPLE, "state": "DRAFT"}, response_only=True),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        made = services.create_campaign(
            facts=facts_of(parse(CampaignInput, request)),
            actor=acting(request.user),
            now=timezone.now(),
        )
        return answer(made.pk, request.user, status.HTTP_201_CREATED)


class CampaignView(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Read a campaign with its live numbers",
        responses=CampaignDetail,
        examples=[OpenApiExample("A campaign", DETAIL_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return answer(pk, request.user)

    @extend_schema(
        summary="Change a campaign (If-Match); messages written already keep their text",
        request=CampaignEdit,
        responses=CampaignDetail,
        examples=[
            OpenApiExample("New text", {**INPUT, "version": 2}, request_only=True),
            OpenApiExample("Changed", {**DETAIL_EXAMPLE, "version": 3}, response_only=True),
        ],
    )
    def put(self, request: Request, pk: int) -> Response:
        found = get_campaign_to_steer(request.user, pk)
        values = parse_edit(CampaignEdit, request)
        services.edit_campaign(
            campaign=found,
            facts=facts_of(values),
            version=values["version"],
            actor=acting(request.user),
            now=timezone.now(),
        )
        return answer(pk, request.user)
