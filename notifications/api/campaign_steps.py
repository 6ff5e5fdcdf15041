"""The steps of a campaign over the API; organisers only."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from accounts.step_up import require_fresh_sign_in
from common.drf.views import StrictSerializer, parse
from notifications.access import acting, get_campaign_to_steer
from notifications.api.campaigns import DETAIL_EXAMPLE, CampaignDetail, answer
from notifications.api.messages import NoBody
from notifications.models import Campaign
from notifications.services import campaign_steps as steps
from notifications.services.campaign_tests import send_test
from notifications.services.campaign_writing import remind_recipients


class TestInput(StrictSerializer):
    address = serializers.CharField(max_length=254)


class Reminded(serializers.Serializer):
    reminded = serializers.IntegerField()


class RemindInput(StrictSerializer):
    """Whom to remind; without `recipients` all who are due."""

    recipients = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=1000
    )


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
        require_fresh_sign_in(self.request)
        return steps.release_campaign(campaign=campaign, actor=user, now=timezone.now())

    @_described("Write the messages of all recipients; they leave from send_at on", "WRITING")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class RewriteCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return steps.rewrite_unsent(campaign=campaign, actor=user)

    @_described("Replace waiting messages that carry an earlier text", "WRITING")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class PauseCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return steps.pause_campaign(campaign=campaign, actor=user, now=timezone.now())

    @_described("Let nothing more of it leave for now")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class ResumeCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return steps.resume_campaign(campaign=campaign, actor=user)

    @_described("Let it go on")
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk)


class CancelCampaign(_Step):
    def take(self, campaign: Campaign, user: Any) -> object:
        return steps.cancel_campaign(campaign=campaign, actor=user)

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
        require_fresh_sign_in(request)
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
            OpenApiExample("To me", {"address": "to-chuc@example.org"}, request_only=True),
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
