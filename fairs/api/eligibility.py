"""Whether a producer may take part in a fair, rule by rule."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import MAX_INTEGER
from common.errors import InvalidInput
from fairs.access import get_fair_to_view, get_producer_to_apply
from fairs.queries.applications import prospects
from fairs.rules.eligibility import Check, is_eligible
from fairs.rules.sentences import sentence, title, verdict_sentence

CHECK = {"code": "modules", "passed": True, "hard": True, "title": "…", "text": "1 / 2"}


class CheckRow(serializers.Serializer):
    code = serializers.CharField()
    passed = serializers.BooleanField()
    hard = serializers.BooleanField()
    title = serializers.CharField()
    text = serializers.CharField()


class ProductVerdictRow(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    admitted = serializers.BooleanField()
    reason = serializers.CharField()


class EligibilityRow(serializers.Serializer):
    eligible = serializers.BooleanField()
    checks = CheckRow(many=True)
    products = ProductVerdictRow(many=True)


def check_rows(checks: list[Check]) -> list[dict[str, Any]]:
    return [
        {
            "code": check.code,
            "passed": check.passed,
            "hard": check.hard,
            "title": title(check),
            "text": sentence(check),
        }
        for check in checks
    ]


class FairEligibility(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Whether a producer may take part, rule by rule, with all admitted products",
        parameters=[OpenApiParameter("producer", OpenApiTypes.INT, required=False)],
        responses=EligibilityRow,
        examples=[
            OpenApiExample("one", {"eligible": True, "checks": [CHECK], "products": []})
        ],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_view(request.user, pk)
        producer = get_producer_to_apply(request.user, _producer(request), fair)
        checks, judged = prospects(fair, producer, timezone.now())
        products = [
            {
                "product": v.product.id,
                "name": v.product.name,
                "admitted": v.admitted,
                "reason": verdict_sentence(v),
            }
            for v in judged
        ]
        return Response(
            {"eligible": is_eligible(checks), "checks": check_rows(checks), "products": products}
        )


def _producer(request: Request) -> int | None:
    value = request.query_params.get("producer", "")
    if not value:
        return None
    if not value.isdecimal() or int(value[:19]) > MAX_INTEGER or len(value) > 19:
        raise InvalidInput(fields={"producer": [_("Give the number of a producer.")]})
    return int(value)
