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
from notifications.api.messages import NoBody
from notifications.filters import CampaignFilter
from notifications.models import Campaign
from notifications.queries.campaigns import abilities_of, campaign_progress
from notifications.rules import CampaignState, Language, MessageKind
from notifications.services import campaigns as services
from notifications.services.campaign_writing import remind_recipients, send_test

ROW = (
    "id", "name", "kind", "state", "send_at", "not_after", "asks_answer", "paused_at",
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
    paused_at = serializers.DateTimeField(allow_null=True)
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


class TestInput(StrictSerializer):
    address = serializers.CharField(max_length=254)


class Reminded(serializers.Serializer):
    reminded = serializers.IntegerField()


class RemindInput(StrictSerializer):
    """Whom to remind; without `recipients` all who are due."""

    recipients = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=1000
    )


INPUT: dict[str, Any] = {
    "name": "Thư mời Hội chợ Xuân",
    "kind": "SERVICE",
    "asks_answer": True,
    "send_at": "2026-12-01T08:00:00+07:00",
    "not_after": "2027-01-15T00:00:00+07:00",
    "texts": [{"language": "vi", "subject": "Thư mời", "body": "Kính gửi {name},"}],
}
EXAMPLE: dict[str, Any] = {
    "id": 3,
    **{name: value for name, value in INPUT.items() if name != "texts"},
    "state": "UNDER_WAY",
    "paused_at": None,
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
    names = ("name", "kind", "asks_answer", "send_at", "not_after")
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


class _Step(APIView):
    """One step of one campaign; a repetition changes nothing more."""

    permission_classes = [IsOrganiser]

    def take(self, campaign: Campaign, user: Any) -> object:
        raise NotImplementedError

    def step(self, request: Request, pk: int) -> Response:
        parse(NoBody, request)
        self.take(get_campaign_to_steer(request.user, pk), acting(request.user))
        return answer(pk, request.user)


def _described(summary: str, state: str = "UNDER_WAY") -> Any:
    return extend_schema(
        summary=summary,
        request=NoBody,
        responses=CampaignDetail,
        examples=[
            OpenApiExample("Afterwards", {**DETAIL_EXAMPLE, "state": state}, response_only=True)
        ],
    )


class ReleaseCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return services.release_campaign(campaign=campaign, actor=user, now=timezone.now())

    @_described("Write the messages of all recipients; they leave from send_at on", "WRITING")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class RewriteCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return services.rewrite_unsent(campaign=campaign, actor=user)

    @_described("Replace waiting messages that carry an earlier text", "WRITING")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class PauseCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return services.pause_campaign(campaign=campaign, actor=user, now=timezone.now())

    @_described("Let nothing more of it leave for now")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class ResumeCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return services.resume_campaign(campaign=campaign, actor=user)

    @_described("Let it go on")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class CancelCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return services.cancel_campaign(campaign=campaign, actor=user)

    @_described("Stop it for good and take back what has not left", "CANCELLED")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class RemindCampaign(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Write again to those who have not answered; nobody twice within a day",
        request=RemindInput,
        responses=Reminded,
        examples=[
            OpenApiExample("All who are due", {}, request_only=True),
            OpenApiExample("Some", {"recipients": [12, 15]}, request_only=True),
            OpenApiExample("Reminded", {"reminded": 2}, response_only=True),
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_campaign_to_steer(request.user, pk)
        values = parse(RemindInput, request)
        count = remind_recipients(
            campaign=found,
            actor=acting(request.user),
            now=timezone.now(),
            chosen=values.get("recipients"),
        )
        return Response({"reminded": count})


class TestCampaign(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Send the first recipient's message to an address of one's own",
        request=TestInput,
        responses=CampaignDetail,
        examples=[
            OpenApiExample("To me", {"address": "toi@example.org"}, request_only=True),
            OpenApiExample("Unchanged", DETAIL_EXAMPLE, response_only=True),
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_campaign_to_steer(request.user, pk)
        values = parse(TestInput, request)
        send_test(
            campaign=found,
            address=values["address"],
            actor=acting(request.user),
            now=timezone.now(),
        )
        return answer(pk, request.user)
