"""The office's side over the API: review, private decisions, announcement."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.step_up import require_fresh_sign_in
from common.drf.views import StrictSerializer, parse, parse_edit
from fairs.access import (
    get_application_to_reopen,
    get_application_to_review,
    get_fair_to_edit,
)
from fairs.api.application_rows import ApplicationDetailRow, detail
from fairs.rules.states import Decision
from fairs.services.decisions import announce_decisions, decide_application
from fairs.services.review import VERDICTS, reopen_application, review_application


class ReviewInput(StrictSerializer):
    verdict = serializers.ChoiceField(choices=VERDICTS)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False)


class DecideInput(StrictSerializer):
    decision = serializers.ChoiceField(choices=Decision.choices, allow_blank=True)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False)


class ReopenInput(StrictSerializer):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    version = serializers.IntegerField(required=False)


class AnnounceInput(StrictSerializer):
    leave_undecided = serializers.BooleanField(default=False)


class AnnouncedRow(serializers.Serializer):
    announced = serializers.DictField(child=serializers.IntegerField())


def _arguments(request: Request, serializer: type[StrictSerializer]) -> dict[str, Any]:
    """The parsed body with the version it starts from, by header or body."""
    return parse_edit(serializer, request) | {"actor": request.user, "now": timezone.now()}


class ApplicationReview(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Judge an application: eligible, changes requested, not eligible",
        request=ReviewInput,
        responses=ApplicationDetailRow,
        examples=[OpenApiExample("fine", {"verdict": "ELIGIBLE", "version": 3}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_application_to_review(request.user, pk)
        review_application(application=found, **_arguments(request, ReviewInput))
        return detail(request, pk)


class ApplicationReopen(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Take a result back",
        request=ReopenInput,
        responses=ApplicationDetailRow,
        examples=[OpenApiExample("undo", {"version": 4}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_application_to_reopen(request.user, pk)
        reopen_application(application=found, **_arguments(request, ReopenInput))
        return detail(request, pk)


class ApplicationDecide(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Keep a decision in private, or take it back with an empty one",
        request=DecideInput,
        responses=ApplicationDetailRow,
        examples=[
            OpenApiExample("accept", {"decision": "ACCEPT", "version": 4}, request_only=True)
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_application_to_review(request.user, pk, decide=True)
        decide_application(application=found, **_arguments(request, DecideInput))
        return detail(request, pk)


class FairAnnounce(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Announce all private decisions together",
        request=AnnounceInput,
        responses=AnnouncedRow,
        examples=[OpenApiExample("all", {"leave_undecided": False}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        require_fresh_sign_in(request)
        counts = announce_decisions(
            fair=fair, actor=request.user, now=timezone.now(), **parse(AnnounceInput, request)
        )
        return Response({"announced": counts})
