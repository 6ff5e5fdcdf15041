"""An application sent, or withdrawn."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.views import StrictSerializer, parse
from fairs.access import acts_for, get_application_of_producer, get_application_to_withdraw
from fairs.api.application_rows import ApplicationDetailRow, detail
from fairs.services.applications import submit_application
from fairs.services.withdrawal import withdraw_application


class SubmitInput(StrictSerializer):
    consent = serializers.BooleanField(default=False)


class ApplicationWithdrawInput(StrictSerializer):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ApplicationSubmit(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Send an application; sending twice gives the first",
        request=SubmitInput,
        responses=ApplicationDetailRow,
        examples=[OpenApiExample("send", {"consent": True}, request_only=True)],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_application_of_producer(request.user, kwargs["pk"])
        submit_application(
            application=found, actor=request.user, now=timezone.now(), **parse(SubmitInput, request)
        )
        return detail(request, found.pk)


class ApplicationWithdraw(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Withdraw an application",
        description="An organiser withdraws it for the producer; `reason` is needed then.",
        request=ApplicationWithdrawInput,
        responses=ApplicationDetailRow,
        examples=[OpenApiExample("why", {"reason": "Bận việc"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_application_to_withdraw(request.user, pk)
        withdraw_application(
            application=found,
            actor=request.user,
            now=timezone.now(),
            by_office=not acts_for(request.user, found),
            **parse(ApplicationWithdrawInput, request),
        )
        return detail(request, pk)
