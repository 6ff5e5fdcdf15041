"""Applications an organiser files for a producer over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.transport import MAX_INTEGER
from common.drf.views import StrictSerializer, parse
from exhibitors.access import get_producer_to_edit
from fairs.access import get_fair_to_edit
from fairs.api.application_rows import ApplicationDetailRow, detail
from fairs.rules.states import ConsentWay
from fairs.services.on_behalf import Consent, start_on_behalf


class OnBehalfInput(StrictSerializer):
    producer = serializers.IntegerField(min_value=1, max_value=MAX_INTEGER)
    given_by = serializers.CharField(max_length=150)
    how = serializers.ChoiceField(choices=ConsentWay.choices)
    given_on = serializers.DateField()


class FairOnBehalf(IdempotentPost, APIView):
    permission_classes = (IsOrganiser,)

    @extend_schema(
        summary="Begin an application for a producer who agreed",
        description="It is then changed and sent like the producer's own.",
        request=OnBehalfInput,
        responses={201: ApplicationDetailRow},
        examples=[
            OpenApiExample(
                "by phone",
                {
                    "producer": 5,
                    "given_by": "Giám đốc hợp tác xã",
                    "how": "PHONE",
                    "given_on": "2026-11-24",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fair = get_fair_to_edit(request.user, kwargs["pk"])
        values = parse(OnBehalfInput, request)
        made = start_on_behalf(
            fair=fair,
            producer=get_producer_to_edit(request.user, values.pop("producer")),
            consent=Consent(**values),
            actor=request.user,
            now=timezone.now(),
        )
        return detail(request, made.pk, status.HTTP_201_CREATED)
