"""Plans as files that any checker of the format can judge."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice
from fairs.access.plans import get_plan_to_view
from fairs.queries.exports import instance_file, plan_file
from fairs.services.plans import load_input


class PlanInstance(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="The fair as a booth-assign/1 instance",
        responses=OpenApiTypes.OBJECT,
        examples=[
            OpenApiExample(
                "Begin of a file",
                {"format": "booth-assign/1", "name": "hc-2026", "unit": "centipoint"},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(instance_file(get_plan_to_view(request.user, pk).fair))


class PlanFile(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="The plan as a file that a checker of the format can judge",
        responses=OpenApiTypes.OBJECT,
        examples=[
            OpenApiExample(
                "A plan",
                {"assignment": {"TA-00012": ["A05"]}, "waitlist": [], "objective": 412300},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_view(request.user, pk)
        return Response(plan_file(plan, load_input(plan.fair)))
