"""For tills: several reports in one request, and the movements they made."""

from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import domain_problem
from common.drf.views import ListView, StrictSerializer, parse
from venues.access import get_point_to_report, get_point_to_view
from venues.api.reports import ACCEPTED, KEY, Envelope, StockLine, VisitorGroup
from venues.filters.stock import MovementListFilter
from venues.models import Movement
from venues.rules import MAX_LINES, MovementKind, ReportKind
from venues.rules.reports import MAX_GROUPS
from venues.services.batches import Answered, post_batch

MAX_REPORTS = 50


class BatchReport(Envelope):
    kind = serializers.ChoiceField(choices=[ReportKind.STOCK, ReportKind.VISITORS])
    lines = serializers.ListField(child=StockLine(), required=False, max_length=MAX_LINES)
    nothing_sold = serializers.BooleanField(required=False)
    groups = serializers.ListField(child=VisitorGroup(), required=False, max_length=MAX_GROUPS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Each kind has figures of its own."""
        stock = attrs["kind"] == ReportKind.STOCK
        if stock:
            attrs.pop("groups", None)
            attrs.setdefault("lines", [])
        else:
            attrs.pop("lines", None)
            attrs.pop("nothing_sold", None)
            attrs.setdefault("groups", [])
        return attrs


class Batch(StrictSerializer):
    reports = serializers.ListField(child=BatchReport(), min_length=1, max_length=MAX_REPORTS)


class BatchAnswer(serializers.Serializer):
    client_uuid = serializers.UUIDField()
    status = serializers.IntegerField()
    body = serializers.DictField()


class BatchAnswers(serializers.Serializer):
    answers = BatchAnswer(many=True)


def _shown(answered: Answered) -> dict[str, Any]:
    """An answer as the report would have got it alone."""
    if answered.refused is not None:
        problem = domain_problem(answered.refused)
        code, body = problem.status_code, problem.data
    elif answered.posted is not None:
        posted = answered.posted
        first = posted.status == status.HTTP_201_CREATED
        code = status.HTTP_200_OK if posted.replayed and first else posted.status
        body = orjson.loads(posted.text)
    return {"client_uuid": answered.client_uuid, "status": code, "body": body}


class ReportBatches(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = BatchAnswers
    throttle_scope = "bulk"

    @extend_schema(
        summary="Several reports at once, each safe to repeat with its client_uuid",
        description="Posted in the order given, each by itself: one that is refused holds no other "
        "up. `status` and `body` are what the report would have got alone.",
        request=Batch,
        responses=BatchAnswers,
        examples=[
            OpenApiExample(
                "batch",
                {
                    "reports": [
                        {
                            "kind": "STOCK",
                            "client_uuid": KEY,
                            "day": "2026-11-24",
                            "lines": [{"product": 5, "sold": "3"}],
                        }
                    ]
                },
                request_only=True,
            ),
            OpenApiExample(
                "answers",
                {"answers": [{"client_uuid": KEY, "status": 201, "body": ACCEPTED}]},
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        point = get_point_to_report(request.user, pk)
        reports = parse(Batch, request)["reports"]
        answers = post_batch(
            point_id=point.pk, reports=reports, actor=request.user, now=timezone.now()
        )
        return Response({"answers": [_shown(one) for one in answers]})


class MovementRow(serializers.Serializer):
    id = serializers.IntegerField()
    product = serializers.IntegerField()
    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=MovementKind.choices)
    quantity = serializers.DecimalField(12, 3)
    amount = serializers.IntegerField()
    reason = serializers.CharField()
    reverses = serializers.IntegerField(allow_null=True)
    submission = serializers.UUIDField()
    posted_at = serializers.DateTimeField()


MOVEMENT = {
    "id": 901,
    "product": 5,
    "day": "2026-11-24",
    "kind": "SELL",
    "quantity": "-3.000",
    "amount": 240000,
    "reason": "",
    "reverses": None,
    "submission": KEY,
    "posted_at": "2026-11-24T19:02:00+07:00",
}


class MovementList(ListView):
    """The ledger of a point, newest day first; never changed, only added to."""

    permission_classes = (IsAuthenticated,)
    serializer_class = MovementRow
    filterset_class = MovementListFilter
    row_fields = (
        "id",
        "product_id",
        "day",
        "kind",
        "quantity",
        "amount",
        "reason",
        "reverses_id",
        "submission_id",
        "posted_at",
    )
    ordering = ("-day", "-id")
    ordering_fields = ("day", "id")

    def get_queryset(self) -> QuerySet[Movement]:
        point = get_point_to_view(self.request.user, self.kwargs["pk"])
        return Movement.objects.filter(point=point)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{k.removesuffix("_id"): v for k, v in row.items()} for row in rows]

    @extend_schema(
        summary="Movements of a point's stock", examples=[OpenApiExample("one", MOVEMENT)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)
