"""Computing anew from the published plan, and what a plan changes, over the API."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import StrictSerializer, parse
from fairs.access.plans import get_fair_to_allocate, get_plan_to_view
from fairs.api.plans import PlanDetailRow, answer
from fairs.queries.instances import build_input
from fairs.queries.move_words import sentences
from fairs.queries.moves import MoveKind, base_of, moves_of, names_in
from fairs.services.resolving import resolve_published

EXAMPLE = {
    "plan": 9,
    "compared_with": 7,
    "moves": [
        {
            "kind": "MOVED",
            "application": "TA-00012",
            "name": "HTX ví dụ",
            "before": ["A05"],
            "after": ["A07"],
            "own_points": 12,
            "plan_points": 41,
            "together": [],
            "reasons": ["Gian mới phù hợp hơn 12 điểm."],
        }
    ],
}


class MoveRow(serializers.Serializer):
    """`own_points`: for the applicant; `plan_points`: for the whole plan, with `together`."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in MoveKind])
    application = serializers.CharField()
    name = serializers.CharField()
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())
    own_points = serializers.IntegerField(allow_null=True)
    plan_points = serializers.IntegerField(allow_null=True)
    together = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(child=serializers.CharField())


class MoveReport(serializers.Serializer):
    plan = serializers.IntegerField()
    compared_with = serializers.IntegerField(allow_null=True)
    moves = MoveRow(many=True)


class ResolveInput(StrictSerializer):
    seed = serializers.IntegerField(required=False, default=1, min_value=1, max_value=2**31 - 1)
    seconds = serializers.IntegerField(required=False, default=20, min_value=1, max_value=600)
    fill_holes = serializers.BooleanField(required=False, default=False)


class PlanMoves(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="Who moves, joins and leaves with a plan, and why",
        description="Compared with the published plan, or with the one this plan replaced.",
        responses=MoveReport,
        examples=[OpenApiExample("One move", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_view(request.user, pk)
        moves, base = moves_of(plan, build_input(plan.fair)), base_of(plan)
        names = names_in(plan.fair_id, moves)
        rows = [
            {
                "kind": move.kind,
                "application": move.application,
                "name": names.get(move.application, ""),
                "before": list(move.before),
                "after": list(move.after),
                "own_points": _points(move.own),
                "plan_points": _points(move.gain),
                "together": list(move.together),
                "reasons": sentences(move, names),
            }
            for move in moves
        ]
        compared = base.pk if base else None
        return Response({"plan": plan.pk, "compared_with": compared, "moves": rows})


def _points(centipoints: int | None) -> int | None:
    return None if centipoints is None else round(centipoints / 100)


class PlanResolve(IdempotentPost, APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Compute a new plan from the published one",
        description=(
            "Announced places are held by the move penalty; with `fill_holes` none of them moves."
        ),
        request=ResolveInput,
        responses={202: PlanDetailRow},
        examples=[
            OpenApiExample("Fill holes", {"seconds": 20, "fill_holes": True}, request_only=True)
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk=pk)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fair = get_fair_to_allocate(request.user, kwargs["pk"], edit=True)
        data = parse(ResolveInput, request)
        plan, _job = resolve_published(fair=fair, actor=request.user, **data)
        return answer(plan, status.HTTP_202_ACCEPTED)
