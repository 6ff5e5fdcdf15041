"""Sales and visits of a fair as its organiser reports them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import MAX_INTEGER
from common.drf.views import StrictSerializer, etag, parse_edit
from fairs.access import get_fair_to_edit, get_fair_to_review
from fairs.models import Fair
from fairs.queries.results import reported_results
from fairs.services.results import MOST_SALES, MOST_VISITS, record_results


class SalesInput(StrictSerializer):
    application = serializers.IntegerField(min_value=1, max_value=MAX_INTEGER)
    amount = serializers.IntegerField(
        min_value=0, max_value=MOST_SALES, allow_null=True, help_text="đồng; null: not reported"
    )


class VisitsInput(StrictSerializer):
    day = serializers.DateField()
    visits = serializers.IntegerField(
        min_value=0, max_value=MOST_VISITS, allow_null=True, help_text="null: not reported"
    )


class ResultsEdit(StrictSerializer):
    sales = SalesInput(many=True, required=False, max_length=2_000)
    visits = VisitsInput(many=True, required=False, max_length=400)
    version = serializers.IntegerField(required=False)


class SalesLine(serializers.Serializer):
    application = serializers.IntegerField()
    exhibitor = serializers.CharField()
    booths = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)


class VisitsLine(serializers.Serializer):
    day = serializers.DateField()
    visits = serializers.IntegerField(allow_null=True)


class Results(serializers.Serializer):
    """Every exhibitor of the published plan and every day; null where nothing was reported."""

    sales = SalesLine(many=True)
    visits = VisitsLine(many=True)
    version = serializers.IntegerField()


INPUT: dict[str, Any] = {
    "sales": [{"application": 12, "amount": 5_600_000}],
    "visits": [{"day": "2026-12-10", "visits": 1200}],
}
EXAMPLE: dict[str, Any] = {
    "sales": [
        {"application": 12, "exhibitor": "HTX Gốm", "booths": "A012", "amount": 5_600_000},
        {"application": 13, "exhibitor": "HTX Chè", "booths": "A014", "amount": None},
    ],
    "visits": [{"day": "2026-12-10", "visits": 1200}],
    "version": 8,
}


def represent(fair: Fair) -> Response:
    found = reported_results(fair)
    body = {
        "sales": [
            {
                "application": row.application,
                "exhibitor": row.name,
                "booths": row.booths,
                "amount": row.amount,
            }
            for row in found.sales
        ],
        "visits": [{"day": day, "visits": count} for day, count in found.visits],
        "version": fair.version,
    }
    return Response(body, headers={"ETag": etag(fair.version)})


class FairResults(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Sales and visits reported for a fair",
        responses=Results,
        examples=[OpenApiExample("Two exhibitors", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return represent(get_fair_to_review(request.user, pk))

    @extend_schema(
        summary="Record sales and visits (If-Match); null takes a figure back, others stay",
        request=ResultsEdit,
        responses=Results,
        examples=[
            OpenApiExample("Figures", {**INPUT, "version": 7}, request_only=True),
            OpenApiExample("Recorded", EXAMPLE, response_only=True),
        ],
    )
    def put(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        values = parse_edit(ResultsEdit, request)
        changed = record_results(
            fair=fair,
            sales={row["application"]: row["amount"] for row in values.get("sales", [])},
            visits={row["day"]: row["visits"] for row in values.get("visits", [])},
            version=values["version"],
            actor=request.user,
            now=timezone.now(),
        )
        return represent(changed)
