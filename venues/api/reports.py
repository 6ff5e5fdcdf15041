"""Stock and visitor reports of a point (safe to repeat), and the monthly documents."""

from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import StrictSerializer, parse
from venues.access import get_point_to_report
from venues.rules import CountMethod, VisitorOrigin, VisitorType, month_of
from venues.rules.reports import LARGEST_GROUP, MAX_GROUPS
from venues.services import ledger, monthly, visitors
from venues.services.submissions import Posted

KEY = "0192f3a4-7b1c-7d3e-9f00-4a5b6c7d8e9f"


class StockLine(StrictSerializer):
    """Figures are checked by the service, so that every wrong line is named at once."""

    product = serializers.IntegerField(min_value=1, max_value=2**62)
    received = serializers.CharField(max_length=30, required=False, allow_null=True)
    sold = serializers.CharField(max_length=30, required=False, allow_null=True)
    returned = serializers.CharField(max_length=30, required=False, allow_null=True)
    damaged = serializers.CharField(max_length=30, required=False, allow_null=True)
    adjusted = serializers.CharField(max_length=30, required=False, allow_null=True)
    amount = serializers.IntegerField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class Envelope(StrictSerializer):
    client_uuid = serializers.UUIDField()
    day = serializers.DateField()
    device = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    seq = serializers.IntegerField(min_value=0, max_value=2**62, required=False, default=0)
    base_rev = serializers.IntegerField(
        min_value=0, max_value=2**62, required=False, default=None, allow_null=True
    )
    captured_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    correction = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    supersedes = serializers.UUIDField(required=False, default=None, allow_null=True)


class StockReport(Envelope):
    lines = serializers.ListField(child=StockLine(), required=False, default=list, max_length=1000)
    nothing_sold = serializers.BooleanField(required=False, default=False)


class VisitorGroup(StrictSerializer):
    n = serializers.IntegerField(min_value=0, max_value=LARGEST_GROUP)
    origin = serializers.ChoiceField(choices=VisitorOrigin.choices, required=False)
    nationality = serializers.RegexField("^[A-Za-z]{0,2}$", required=False, allow_blank=True)
    type = serializers.ChoiceField(choices=VisitorType.choices, required=False)
    method = serializers.ChoiceField(choices=CountMethod.choices, required=False)


class VisitorReport(Envelope):
    groups = serializers.ListField(
        child=VisitorGroup(), required=False, default=list, max_length=MAX_GROUPS
    )


class Warning(serializers.Serializer):
    code = serializers.CharField()
    product = serializers.IntegerField()
    message = serializers.CharField()


class Accepted(serializers.Serializer):
    submission = serializers.UUIDField()
    status = serializers.CharField()
    point = serializers.IntegerField()
    day = serializers.DateField()
    rev = serializers.IntegerField()
    late = serializers.BooleanField()
    received_at = serializers.DateTimeField()
    totals = serializers.DictField()
    warnings = Warning(many=True)
    recomputing = serializers.BooleanField(required=False)


ACCEPTED = {
    "submission": KEY,
    "status": "accepted",
    "point": 7,
    "day": "2026-11-24",
    "rev": 13,
    "late": False,
    "received_at": "2026-11-24T19:02:00+07:00",
    "movements": 2,
    "amount": 240000,
    "lines": [{"product": 5, "on_hand": "12.000", "low": False, "negative": False}],
    "totals": {"sold": "3.000", "amount": 240000},
    "warnings": [],
    "recomputing": False,
}
ANSWERS = {201: Accepted, 200: Accepted}


def given(posted: Posted) -> Response:
    """201 the first time; the same words with 200 when the report is repeated."""
    code = posted.status
    if posted.replayed and code == status.HTTP_201_CREATED:
        code = status.HTTP_200_OK
    response = Response(orjson.loads(posted.text), status=code)
    if posted.replayed:
        response["Idempotent-Replay"] = "true"
    return response


class StockReports(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = StockReport

    @extend_schema(
        summary="Report a day's stock; safe to repeat with the same client_uuid",
        description=(
            "201 accepted; 200 the same report again (stored answer); 409 `id_reuse` or `stale` "
            "(both figures are kept); 422 wrong figures by line; 423 settled period; 403 not the "
            "manager that day. Columns left out say nothing; zero says zero."
        ),
        request=StockReport,
        responses=ANSWERS,
        examples=[
            OpenApiExample(
                "report",
                {
                    "client_uuid": KEY,
                    "day": "2026-11-24",
                    "lines": [{"product": 5, "received": "10", "sold": "3"}],
                },
                request_only=True,
            ),
            OpenApiExample("accepted", ACCEPTED, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        point = get_point_to_report(request.user, pk)
        values = parse(StockReport, request)
        return given(
            ledger.post_stock_report(
                point_id=point.pk, actor=request.user, now=timezone.now(), **values
            )
        )


class VisitorReports(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = VisitorReport

    @extend_schema(
        summary="Report a day's visits; safe to repeat with the same client_uuid",
        request=VisitorReport,
        responses=ANSWERS,
        examples=[
            OpenApiExample(
                "report",
                {
                    "client_uuid": KEY,
                    "day": "2026-11-24",
                    "groups": [{"n": 41}],
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        point = get_point_to_report(request.user, pk)
        values = parse(VisitorReport, request)
        return given(
            visitors.post_visitor_report(
                point_id=point.pk, actor=request.user, now=timezone.now(), **values
            )
        )


class MonthlyInput(StrictSerializer):
    month = serializers.DateField()
    languages = serializers.MultipleChoiceField(choices=settings.LANGUAGES, default=("vi",))


class MonthlyStarted(serializers.Serializer):
    job = serializers.IntegerField()
    state = serializers.CharField()
    url = serializers.CharField()


class MonthlyReports(IdempotentPost, APIView):
    permission_classes = (IsOrganiser,)
    serializer_class = MonthlyStarted

    @extend_schema(
        summary="Make the monthly reports of all points and the city in the background",
        request=MonthlyInput,
        responses={202: MonthlyStarted},
        examples=[
            OpenApiExample("month", {"month": "2026-11-01", "languages": ["vi"]}, request_only=True)
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(MonthlyInput, request)
        job = monthly.start_monthly_reports(
            month=month_of(values["month"]), languages=values["languages"], actor=request.user
        )
        body = {
            "job": job.pk,
            "state": job.state,
            "url": reverse("notifications:job", args=[job.pk]),
        }
        return Response(body, status=status.HTTP_202_ACCEPTED)
