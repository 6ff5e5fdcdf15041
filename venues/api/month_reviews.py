"""A point's months: handed in by the point, asked back or approved by the office."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.views import ListView, StrictSerializer, parse
from venues.access import (
    get_point_to_edit,
    get_point_to_hand_in,
    get_point_to_view,
    point_abilities,
)
from venues.filters.months import MonthFilter
from venues.models import PointMonth, ShowcasePoint
from venues.queries import reviews as read
from venues.queries.dashboard import COUNTS
from venues.rules import ReviewState, written_month
from venues.services import reviews

REVIEW = ("state", "question", "answer", "handed_in_at", "decided_at")


class MonthRow(serializers.Serializer):
    month = serializers.DateField()
    expected_days = serializers.IntegerField()
    stock_days = serializers.IntegerField()
    stock_late = serializers.IntegerField()
    visitor_days = serializers.IntegerField()
    visitor_late = serializers.IntegerField()
    received = serializers.DecimalField(14, 3)
    sold = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    visitors = serializers.IntegerField()
    state = serializers.ChoiceField(choices=ReviewState.choices, allow_null=True)
    question = serializers.CharField()
    answer = serializers.CharField()
    handed_in_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class MonthDetailRow(MonthRow):
    rev = serializers.IntegerField()
    against = serializers.ListField(child=serializers.CharField())
    abilities = serializers.DictField(child=serializers.BooleanField())


class HandIn(StrictSerializer):
    answer = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class Question(StrictSerializer):
    question = serializers.CharField(max_length=500)


class Approval(StrictSerializer):
    rev = serializers.IntegerField(min_value=0, max_value=2**62, required=False, allow_null=True)


MONTH = {
    "month": "2026-10-01",
    "expected_days": 31,
    "stock_days": 31,
    "stock_late": 2,
    "visitor_days": 30,
    "visitor_late": 1,
    "received": "240.000",
    "sold": "212.000",
    "amount": 18400000,
    "visitors": 1240,
    "state": "HANDED_IN",
    "question": "",
    "answer": "",
    "handed_in_at": "2026-11-02T09:10:00+07:00",
    "decided_at": None,
}
DETAIL = {
    **MONTH,
    "rev": 412,
    "against": [],
    "abilities": {"hand_in": False, "decide": True},
}


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "state": row["state"] or None}


def asked_for(text: str) -> date:
    """The month of the address; another text is an address that does not exist."""
    month = written_month(text)
    if month is None:
        raise Http404
    return month


def detail(request: Request, point: ShowcasePoint, month: date) -> Response:
    row = read.months_with_review(point.pk).filter(month=month).values(*MONTH).first()
    if row is None:
        raise Http404
    able = point_abilities(request.user, point)
    rev = ShowcasePoint.objects.values_list("rev", flat=True).get(pk=point.pk)
    return Response(
        {
            **shown(row),
            "rev": rev,
            "against": read.against_approval(point.pk, month),
            "abilities": {"hand_in": able["report"], "decide": able["edit"]},
        }
    )


def month_of_point(point: ShowcasePoint, text: str) -> date:
    """A month the point has figures of."""
    month = asked_for(text)
    if not PointMonth.objects.filter(point=point, month=month).exists():
        raise Http404
    return month


class MonthList(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = MonthRow
    filterset_class = MonthFilter
    row_fields = ("month", *COUNTS, *REVIEW)
    ordering = ("-month",)
    ordering_fields = ("month",)

    def get_queryset(self) -> QuerySet[PointMonth]:
        return read.months_with_review(get_point_to_view(self.request.user, self.kwargs["pk"]).pk)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [shown(row) for row in rows]

    @extend_schema(
        summary="Months of a point with their figures and how far their approval is",
        examples=[OpenApiExample("one", MONTH)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class MonthDetail(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = MonthDetailRow

    @extend_schema(
        summary="One month of a point, what stands against its approval, what you may do",
        responses=MonthDetailRow,
        examples=[OpenApiExample("one", DETAIL)],
    )
    def get(self, request: Request, pk: int, month: str) -> Response:
        point = get_point_to_view(request.user, pk)
        return detail(request, point, asked_for(month))


class MonthDecision(IdempotentPost, APIView):
    """A step of a month's approval; answers with the month as it then is."""

    permission_classes = (IsAuthenticated,)
    serializer_class = MonthDetailRow
    find = staticmethod(get_point_to_edit)
    given: type[serializers.Serializer]
    decide: Callable[..., Any]

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        point = self.find(request.user, kwargs["pk"])
        month = month_of_point(point, kwargs["month"])
        values = parse(self.given, request)
        self.decide(point=point, month=month, actor=request.user, now=timezone.now(), **values)
        return detail(request, point, month)


@extend_schema(
    summary="Hand a month in; with the answer where the office asked a question",
    request=HandIn,
    responses=MonthDetailRow,
    examples=[OpenApiExample("one", {"answer": ""}, request_only=True)],
)
class MonthHandIn(MonthDecision):
    find = staticmethod(get_point_to_hand_in)
    given = HandIn
    decide = staticmethod(reviews.hand_in_month)


@extend_schema(
    summary="Give a month back with a question; the managers get it by mail",
    request=Question,
    responses=MonthDetailRow,
    examples=[OpenApiExample("one", {"question": "Ngày 12/10 có đúng không?"}, request_only=True)],
)
class MonthQuery(MonthDecision):
    given = Question
    decide = staticmethod(reviews.query_month)


@extend_schema(
    summary="Approve a handed-in month; its figures are settled",
    description="With the `rev` of the figures you looked at, 409 `stale` tells that "
    "something was posted since. 409 `not_approvable` names what stands against it.",
    request=Approval,
    responses=MonthDetailRow,
    examples=[OpenApiExample("one", {"rev": 412}, request_only=True)],
)
class MonthApprove(MonthDecision):
    given = Approval
    decide = staticmethod(reviews.approve_month)
