"""Allocation plans over the API: read by the office, changed by organisers."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOffice, IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, parse
from common.errors import InvalidInput
from fairs.access.plans import (
    get_application_of_plan,
    get_fair_to_allocate,
    get_plan_to_edit,
    get_plan_to_view,
)
from fairs.models import AllocationPlan
from fairs.queries.checks import check_place, eligible_booths, propose_place
from fairs.queries.exports import instance_file, plan_file
from fairs.queries.instances import places_of_plan
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
from fairs.services.assignments import assign_booths, swap_places, unassign
from fairs.services.plans import create_plan, discard_plan, load_input, occupancy_of, refresh_plan
from fairs.services.publication import publish_plan
from fairs.services.solving import request_solve

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


class BreachRow(serializers.Serializer):
    rule = serializers.CharField()
    text = serializers.CharField()
    booth = serializers.CharField()
    applications = serializers.ListField(child=serializers.CharField())


class CheckRow(serializers.Serializer):
    application = serializers.CharField()
    booths = serializers.ListField(child=serializers.CharField())
    allowed = serializers.BooleanField()
    refused_because = BreachRow(many=True)
    notes = BreachRow(many=True)


class BoothVerdict(CheckRow):
    booth = serializers.CharField()


class Verdicts(serializers.Serializer):
    """One verdict with `booths`, or one for every booth without."""

    application = serializers.CharField()
    booths = BoothVerdict(many=True)


class PlanCreate(StrictSerializer):
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    copy_of = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class Versioned(StrictSerializer):
    version = serializers.IntegerField(required=False)


class SolveInput(Versioned):
    seed = serializers.IntegerField(required=False, default=1, min_value=1, max_value=2**31 - 1)
    seconds = serializers.IntegerField(required=False, default=20, min_value=1, max_value=600)


class AssignInput(Versioned):
    application = serializers.CharField(max_length=24)
    booths = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=4, allow_empty=True
    )
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class SwapInput(Versioned):
    first = serializers.CharField(max_length=24)
    second = serializers.CharField(max_length=24)


class Edited(PlanDetailRow):
    notes = BreachRow(many=True)


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
    }


def answer(plan: AllocationPlan, status_code: int = 200, **more: Any) -> Response:
    response = Response({**represent(plan), **more}, status=status_code)
    response["ETag"] = etag(plan.version)
    return response


class PlanList(IdempotentPost, ListView):
    serializer_class = PlanRow
    row_fields = ROW
    ordering = ("-number",)
    ordering_fields = ("number", "created_at")

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsOffice()]

    def get_queryset(self) -> Any:
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
            source = AllocationPlan.objects.filter(fair=fair, pk=data["copy_of"]).first()
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


class PlanAssign(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Give booths to an applicant, move it, or (no booths) take its place back",
        description=(
            "One booth stands for the best block of the right size that holds it. "
            "A hard rule refuses with 409 and names booth and rule; `notes` are soft breaches."
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
        data = parse(AssignInput, request)
        version = expected_version(request)
        application = get_application_of_plan(plan, code=data["application"])
        if not data["booths"]:
            plan = unassign(plan=plan, application=application, version=version, actor=request.user)
            return answer(plan, notes=[])
        plan, check = assign_booths(
            plan=plan,
            application=application,
            booths=data["booths"],
            version=version,
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
        data = parse(SwapInput, request)
        plan, _checks = swap_places(
            plan=plan,
            first=get_application_of_plan(plan, code=data["first"]),
            second=get_application_of_plan(plan, code=data["second"]),
            version=expected_version(request),
            actor=request.user,
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
        occupancy = occupancy_of(plan, load_input(plan.fair))
        asked = [n for n in request.query_params.get("booths", "")[:60].split(",") if n][:4]
        if not asked:
            verdicts = eligible_booths(occupancy, application.code)
            rows = [{"booth": number, **check.as_dict()} for number, check in verdicts.items()]
        else:
            numbers = tuple(asked)
            if len(numbers) == 1:
                numbers = propose_place(occupancy, application.code, numbers[0])
            check = check_place(occupancy, application.code, numbers)
            rows = [{"booth": asked[0], **check.as_dict()}]
        return Response({"application": application.code, "booths": rows})


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
        data = parse(SolveInput, request)
        plan, _job = request_solve(
            plan=plan,
            version=expected_version(request),
            actor=request.user,
            seed=data["seed"],
            seconds=data["seconds"],
        )
        return answer(plan, status.HTTP_202_ACCEPTED)


class PlanRefresh(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Bring a draft to the fair's data of now",
        request=Versioned,
        responses=PlanDetailRow,
        examples=[OpenApiExample("Refresh", {"version": 5}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        parse(Versioned, request)
        plan, dropped = refresh_plan(
            plan=plan, version=expected_version(request), actor=request.user
        )
        return answer(plan, dropped=dropped)


class PlanPublish(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Publish a plan and queue its letters",
        description="409 when the fair changed since (`plan_stale`) or a rule is broken.",
        request=Versioned,
        responses=PlanDetailRow,
        examples=[OpenApiExample("Publish", {"version": 5}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        parse(Versioned, request)
        plan, job = publish_plan(
            plan=plan,
            version=expected_version(request),
            actor=request.user,
            now=timezone.now(),
        )
        return answer(plan, letters_job=job.pk)


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
