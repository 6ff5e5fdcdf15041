"""A new fair made after an old one."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.views import StrictSerializer, parse
from fairs.access import get_fair_to_edit
from fairs.services.clone import clone_fair


class CloneInput(StrictSerializer):
    name_vi = serializers.CharField(max_length=250)
    opens_on = serializers.DateField()


class CloneReportRow(serializers.Serializer):
    fair = serializers.IntegerField()
    shifted_days = serializers.IntegerField()
    halls = serializers.IntegerField()
    zones = serializers.IntegerField()
    booths = serializers.IntegerField()
    quotas = serializers.IntegerField()
    freed = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())


class FairClone(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Make a new draft after this fair",
        request=CloneInput,
        responses={201: CloneReportRow},
        examples=[
            OpenApiExample(
                "next year", {"name_vi": "Tuần hàng OCOP 2028", "opens_on": "2028-01-19"},
                request_only=True,
            )
        ],
    )  # fmt: skip
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fair = get_fair_to_edit(request.user, kwargs["pk"])
        values = parse(CloneInput, request)
        report = clone_fair(source=fair, actor=request.user, now=timezone.now(), **values)
        row = {
            "fair": report.fair.pk,
            "freed": list(report.freed),
            "warnings": [str(w) for w in report.warnings],
            **{
                n: getattr(report, n)
                for n in ("shifted_days", "halls", "zones", "booths", "quotas")
            },
        }
        return Response(row, status=status.HTTP_201_CREATED)
