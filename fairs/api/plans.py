"""Allocation plans over the API: versions of who stands where, read by the office."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, parse, parse_edit
from common.errors import InvalidInput
from fairs.access.plans import get_fair_to_allocate, get_plan_to_edit, get_plan_to_view
from fairs.models import AllocationPlan
from fairs.queries.instances import places_of_plan
from fairs.queries.plan_words import plan_sentences
from fairs.queries.plans import (
    active_job,
    conflict_sentences,
    plans_of,
    staleness,
    standing,
    unplaced,
)
from fairs.rules.proof import shown_metrics
from fairs.rules.states import PlanState
from fairs.services.plans import create_plan, discard_plan, load_input, refresh_plan

ROW = (
    "id",
    "number",
    "name",
    "state",
    "method",
    "seed",
    "placed",
    "metrics",
    "created_at",
    "published_at",
    "version",
)
METHODS = ("MANUAL", "SOLVER")
EXAMPLE: dict[str, Any] = {
    "id": 7,
    "number": 2,
    "name": "",
    "state": "READY",
    "method": "SOLVER",
    "seed": 1,
    "placed": 228,
    "metrics": {"applicants": 260, "placed": 228, "unplaced": 32, "objective": 48120500},
    "created_at": "2026-11-24T14:05:00+07:00",
    "published_at": None,
    "version": 5,
}
DETAIL_EXAMPLE = {
    **EXAMPLE,
    "fair": 3,
    "job": None,
    "stale": [],
    "conflicts": [],
    "assignments": {"TA-00012": ["A05", "A06"]},
    "waiting": ["TA-00031"],
}


class PlanRow(serializers.Serializer):
    """`metrics.gap` is null where the bound of a computed plan says nothing useful."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=PlanState.choices)
    method = serializers.CharField()
    seed = serializers.IntegerField()
    placed = serializers.IntegerField()
    metrics = serializers.DictField()
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class PlanDetailRow(PlanRow):
    fair = serializers.IntegerField()
    job = serializers.IntegerField(allow_null=True)
    stale = serializers.ListField(child=serializers.CharField())
    conflicts = serializers.ListField(child=serializers.CharField())
    assignments = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    waiting = serializers.ListField(child=serializers.CharField())
    summary = serializers.ListField(child=serializers.CharField())


class Refreshed(PlanDetailRow):
    """`dropped` says which places the data of now no longer allow."""

    dropped = serializers.ListField(child=serializers.CharField())


class PlanCreate(StrictSerializer):
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    copy_of = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class Versioned(StrictSerializer):
    version = serializers.IntegerField(required=False)


def represent(plan: AllocationPlan) -> dict[str, Any]:
    """A plan as the API shows it."""
    job = active_job(plan)
    values = {name: getattr(plan, name) for name in ROW if name not in ("placed", "state")}
    values["metrics"] = shown_metrics(plan.metrics)
    places = places_of_plan(plan)
    state = standing(plan, job)
    open_plan = state in (PlanState.DRAFT, PlanState.READY)
    return {
        **values,
        "state": state,
        "placed": len(places),
        "fair": plan.fair_id,
        "job": job.pk if job else None,
        "stale": list(staleness(plan, load_input(plan.fair)).sentences) if open_plan else [],
        "conflicts": conflict_sentences(plan),
        "assignments": places,
        "waiting": [application.code for application in unplaced(plan)],
        "summary": plan_sentences(plan),
    }


def answer(plan: AllocationPlan, status_code: int = 200, **more: Any) -> Response:
    response = Response({**represent(plan), **more}, status=status_code)
    response["ETag"] = etag(plan.version)
    return response


class PlanFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=PlanState.choices)
    method = django_filters.ChoiceFilter(choices=[(method, method) for method in METHODS])

    class Meta:
        model = AllocationPlan
        fields: list[str] = []


class PlanList(IdempotentPost, ListView):
    serializer_class = PlanRow
    filterset_class = PlanFilter
    row_fields = ROW
    ordering = ("-number",)
    ordering_fields = ("number", "created_at")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsOffice()]

    def get_queryset(self) -> QuerySet[AllocationPlan]:
        return plans_of(get_fair_to_allocate(self.request.user, self.kwargs["pk"]))

    def present(self, rows: list[Any]) -> list[dict[str, Any]]:
        return [{**row, "metrics": shown_metrics(row["metrics"])} for row in rows]

    @extend_schema(
        summary="List the plans of a fair",
        examples=[OpenApiExample("A plan", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Make a plan, empty or as a copy",
        request=PlanCreate,
        responses={201: PlanDetailRow},
        examples=[
            OpenApiExample("A copy", {"name": "Phương án B", "copy_of": 6}, request_only=True)
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk=pk)

    def create(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_allocate(request.user, pk, edit=True)
        data = parse(PlanCreate, request)
        source = None
        if data["copy_of"] is not None:
            source = plans_of(fair).filter(pk=data["copy_of"]).first()
            if source is None:
                raise InvalidInput(fields={"copy_of": [_("This fair has no such plan.")]})
        plan = create_plan(fair=fair, actor=request.user, name=data["name"], copy_of=source)
        return answer(plan, status.HTTP_201_CREATED)


class PlanDetail(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="One plan with its places",
        responses=PlanDetailRow,
        examples=[OpenApiExample("A plan", DETAIL_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return answer(get_plan_to_view(request.user, pk))


class PlanRefresh(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Bring a draft to the fair's data of now",
        request=Versioned,
        responses=Refreshed,
        examples=[OpenApiExample("Refresh", {"version": 5}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        plan, dropped = refresh_plan(
            plan=plan, actor=request.user, **parse_edit(Versioned, request)
        )
        return answer(plan, dropped=dropped)


class PlanDiscard(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Put a draft aside for good",
        request=None,
        responses=PlanDetailRow,
        examples=[OpenApiExample("A plan", DETAIL_EXAMPLE, response_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        return answer(discard_plan(plan=plan, actor=request.user))
