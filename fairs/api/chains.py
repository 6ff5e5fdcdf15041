"""Places of a plan changed together over the API: preview, do, take back."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import parse_edit
from fairs.access.plans import get_application_of_plan, get_plan_to_edit, get_plan_to_view
from fairs.api.assignments import BreachRow, Edited
from fairs.api.plans import PlanDetailRow, Versioned, answer
from fairs.queries.chains import ChainKind, chains_for
from fairs.services.assignments import move_chain
from fairs.services.plans import load_input, occupancy_of
from fairs.services.undo import undo_edit

EXAMPLE = {
    "application": "TA-00031",
    "booth": "A05",
    "ways": [
        {
            "kind": "SWAP",
            "moves": {"TA-00031": ["A05"], "TA-00012": ["A07"]},
            "gain": 12,
            "notes": [],
        }
    ],
}


class WayRow(serializers.Serializer):
    """`moves`: the new booths by application (none: waiting list); `gain`: points of the plan."""

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in ChainKind])
    moves = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    gain = serializers.IntegerField()
    notes = BreachRow(many=True)


class Ways(serializers.Serializer):
    application = serializers.CharField()
    booth = serializers.CharField()
    ways = WayRow(many=True)


class ChainInput(Versioned):
    moves = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=12), max_length=4)
    )
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class PlanPreview(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="What giving an applicant an occupied booth would set in motion",
        parameters=[
            OpenApiParameter("application", OpenApiTypes.STR, required=True),
            OpenApiParameter("booth", OpenApiTypes.STR, required=True),
        ],
        responses=Ways,
        examples=[OpenApiExample("An exchange", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_view(request.user, pk)
        code = request.query_params.get("application", "")[:24]
        application = get_application_of_plan(plan, code=code)
        booth = request.query_params.get("booth", "")[:12]
        found = chains_for(occupancy_of(plan, load_input(plan.fair)), application.code, booth)
        ways = [way.as_dict() for way in found]
        return Response({"application": application.code, "booth": booth, "ways": ways})


class PlanChain(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Change several places in one step, all or nothing",
        description="409 `note_needed` when it costs something and there is no note.",
        request=ChainInput,
        responses=Edited,
        examples=[
            OpenApiExample(
                "An exchange",
                {"moves": {"TA-00031": ["A05"], "TA-00012": ["A07"]}, "version": 5},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        data = parse_edit(ChainInput, request)
        plan, checks = move_chain(plan=plan, actor=request.user, **data)
        notes = [breach.as_dict() for check in checks for breach in check.soft]
        return answer(plan, notes=notes)


class PlanUndo(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Take back the latest edit of a plan",
        request=Versioned,
        responses=PlanDetailRow,
        examples=[OpenApiExample("Undo", {"version": 5}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        plan = undo_edit(plan=plan, actor=request.user, **parse_edit(Versioned, request))
        return answer(plan)
