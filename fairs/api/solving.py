"""Plans computed in the background."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.views import parse_edit
from fairs.access.plans import get_plan_to_edit
from fairs.api.plans import PlanDetailRow, Versioned, answer
from fairs.services.solving import request_solve


class SolveInput(Versioned):
    seed = serializers.IntegerField(required=False, default=1, min_value=1, max_value=2**31 - 1)
    seconds = serializers.IntegerField(required=False, default=20, min_value=1, max_value=600)
    fill_holes = serializers.BooleanField(required=False, default=False)


class PlanSolve(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Have the solver compute the plan in the background",
        request=SolveInput,
        responses={202: PlanDetailRow},
        examples=[
            OpenApiExample(
                "Twenty seconds", {"seconds": 20, "seed": 1, "version": 5}, request_only=True
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        plan, _job = request_solve(plan=plan, actor=request.user, **parse_edit(SolveInput, request))
        return answer(plan, status.HTTP_202_ACCEPTED)
