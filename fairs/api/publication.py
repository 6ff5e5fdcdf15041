"""A plan published, and the letters of the published one."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice, IsOrganiser
from accounts.step_up import require_fresh_sign_in
from common.drf.views import parse_edit
from fairs.access.plans import get_fair_to_allocate, get_plan_to_edit
from fairs.api.plans import PlanDetailRow, Versioned, answer
from fairs.models import AllocationPlan
from fairs.queries.instances import published_plan
from fairs.queries.letters import letter_counts
from fairs.queries.plans import LETTERS, jobs_of
from fairs.services.announcement import reissue_letters
from fairs.services.publication import publish_plan
from notifications.models import Job

PROGRESS = {
    "plan": 7,
    "exhibitors": 228,
    "rendered": 112,
    "mails": {"WAITING": 116, "SENT": 112},
    "job": {"id": 9, "state": "RUNNING", "done": 112, "total": 228},
}


class LetterProgress(serializers.Serializer):
    """Letters of the published plan: rendered ones, mails by state, the running job."""

    plan = serializers.IntegerField(allow_null=True)
    exhibitors = serializers.IntegerField()
    rendered = serializers.IntegerField()
    mails = serializers.DictField(child=serializers.IntegerField())
    job = serializers.DictField(allow_null=True)


class Published(PlanDetailRow):
    letters_job = serializers.IntegerField()


class PlanPublish(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Publish a plan and queue its letters",
        description="409 when the fair changed since (`plan_stale`) or a rule is broken.",
        request=Versioned,
        responses=Published,
        examples=[OpenApiExample("Publish", {"version": 5}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = get_plan_to_edit(request.user, pk)
        require_fresh_sign_in(request)
        plan, job = publish_plan(
            plan=plan, actor=request.user, now=timezone.now(), **parse_edit(Versioned, request)
        )
        return answer(plan, letters_job=job.pk)


def progress_of(plan: AllocationPlan | None) -> dict[str, Any]:
    if plan is None:
        return {"plan": None, "exhibitors": 0, "rendered": 0, "mails": {}, "job": None}
    counts = letter_counts(plan)
    job = jobs_of(plan, LETTERS).first()
    return {
        "plan": plan.pk,
        "exhibitors": counts.exhibitors,
        "rendered": counts.rendered,
        "mails": counts.mails,
        "job": _job(job) if job else None,
    }


def _job(job: Job) -> dict[str, Any]:
    return {"id": job.pk, "state": job.state, "done": job.done, "total": job.total}


class Letters(APIView):
    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsOffice()]

    @extend_schema(
        summary="How far the booth letters are",
        responses=LetterProgress,
        examples=[OpenApiExample("Progress", PROGRESS, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(progress_of(published_plan(get_fair_to_allocate(request.user, pk))))

    @extend_schema(
        summary="Write every letter of the published plan anew",
        request=None,
        responses={202: LetterProgress},
        examples=[OpenApiExample("Progress", PROGRESS, response_only=True, status_codes=["202"])],
    )
    def post(self, request: Request, pk: int) -> Response:
        plan = published_plan(get_fair_to_allocate(request.user, pk, edit=True))
        if plan is None:
            raise Http404
        reissue_letters(plan=plan, actor=request.user, now=timezone.now())
        return Response(progress_of(plan), status=status.HTTP_202_ACCEPTED)
