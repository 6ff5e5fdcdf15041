"""Places in a plan over the API: given, exchanged, taken back, and what the rules say of them."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import parse_edit
from fairs.access.plans import get_application_of_plan, get_plan_to_edit, get_plan_to_view
from fairs.api.plans import PlanDetailRow, Versioned, answer
from fairs.queries.checks import verdicts_on
from fairs.services.assignments import assign_booths, swap_places, unassign
from fairs.services.plans import load_input, occupancy_of

CHECK_EXAMPLE = {
    "application": "TA-00031",
    "booths": ["A05"],
    "allowed": False,
    "refused_because": [
        {
            "rule": "OCCUPIED",
            "text": "Gian A05 đã có HTX ví dụ.",
            "booth": "A05",
            "applications": ["TA-00012"],
        }
    ],
    "notes": [],
}


class BreachRow(serializers.Serializer):
    rule = serializers.CharField()
    text = serializers.CharField()
    booth = serializers.CharField()
    applications = serializers.ListField(child=serializers.CharField())


class PlaceCheckRow(serializers.Serializer):
    application = serializers.CharField()
    booths = serializers.ListField(child=serializers.CharField())
    allowed = serializers.BooleanField()
    refused_because = BreachRow(many=True)
    notes = BreachRow(many=True)


class BoothVerdict(PlaceCheckRow):
    booth = serializers.CharField()


class Verdicts(serializers.Serializer):
    """One verdict with `booths`, or one for every booth without."""

    application = serializers.CharField()
    booths = BoothVerdict(many=True)


class AssignInput(Versioned):
    application = serializers.CharField(max_length=24)
    booths = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=4, allow_empty=True
    )
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class SwapInput(Versioned):
    first = serializers.CharField(max_length=24)
    second = serializers.CharField(max_length=24)
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class Edited(PlanDetailRow):
    notes = BreachRow(many=True)


class PlanAssign(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Give booths to an applicant, move it, or (no booths) take its place back",
        description=(
            "One booth stands for the best block of the right size that holds it. "
            "A hard rule refuses with 409 and names booth and rule. `notes` are what the place "
            "costs; without a `note` that says why, they refuse with 409 `note_needed`."
        ),
        request=AssignInput,
        responses=Edited,
        examples=[
            OpenApiExample(
                "Give a booth",
                {"application": "TA-00031", "booths": ["A05"], "version": 5},
                request_only=True,
            )
        ],
    )
    def put(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        data = parse_edit(AssignInput, request)
        application = get_application_of_plan(plan, code=data["application"])
        if not data["booths"]:
            plan = unassign(
                plan=plan, application=application, version=data["version"], actor=request.user
            )
            return answer(plan, notes=[])
        plan, check = assign_booths(
            plan=plan,
            application=application,
            booths=data["booths"],
            version=data["version"],
            actor=request.user,
            note=data["note"],
        )
        return answer(plan, notes=[breach.as_dict() for breach in check.soft])


class PlanSwap(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Exchange the places of two applicants",
        request=SwapInput,
        responses=PlanDetailRow,
        examples=[
            OpenApiExample(
                "Exchange",
                {"first": "TA-00012", "second": "TA-00031", "version": 5},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        data = parse_edit(SwapInput, request)
        plan, _checks = swap_places(
            plan=plan,
            first=get_application_of_plan(plan, code=data["first"]),
            second=get_application_of_plan(plan, code=data["second"]),
            version=data["version"],
            actor=request.user,
            note=data["note"],
        )
        return answer(plan)


class PlanCheck(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="Ask the rules about a place without changing anything",
        description="With `booths`, a single verdict; without, one for each booth of the fair.",
        parameters=[
            OpenApiParameter("application", OpenApiTypes.STR, required=True),
            OpenApiParameter("booths", OpenApiTypes.STR, description="Numbers, by commas"),
        ],
        responses=Verdicts,
        examples=[
            OpenApiExample(
                "A refusal",
                {"application": "TA-00031", "booths": [{"booth": "A05", **CHECK_EXAMPLE}]},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_view(request.user, pk)
        application = get_application_of_plan(
            plan, code=request.query_params.get("application", "")[:24]
        )
        asked = [n for n in request.query_params.get("booths", "")[:60].split(",") if n][:4]
        occupancy = occupancy_of(plan, load_input(plan.fair))
        verdicts = verdicts_on(occupancy, application.code, tuple(asked))
        rows = [{"booth": number, **check.as_dict()} for number, check in verdicts.items()]
        return Response({"application": application.code, "booths": rows})
