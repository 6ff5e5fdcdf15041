"""Jobs over the API: one's own, organisers all."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.views import ListView, parse
from notifications.access import acting, get_job_to_see, get_job_to_steer, visible_jobs
from notifications.api.messages import NoBody
from notifications.filters import JobFilter
from notifications.models import Job
from notifications.rules import JobState, job_abilities
from notifications.services import request_cancel, retry_job

ROW = (
    "id",
    "kind",
    "title",
    "subject_type",
    "subject_id",
    "state",
    "total",
    "done",
    "failed",
    "message",
    "cancel_requested",
    "created_at",
    "started_at",
    "finished_at",
)


class JobRow(serializers.Serializer):
    """One job with its progress."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    state = serializers.ChoiceField(choices=JobState.choices)
    total = serializers.IntegerField(allow_null=True)
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    message = serializers.CharField()
    cancel_requested = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class JobDetail(JobRow):
    result = serializers.DictField(allow_null=True)
    abilities = serializers.DictField(child=serializers.BooleanField())


EXAMPLE: dict[str, Any] = {
    "id": 4,
    "kind": "fairs.letters",
    "title": "Tạo 280 thư xác nhận gian hàng",
    "subject_type": "fairs.fair",
    "subject_id": "2",
    "state": "RUNNING",
    "total": 280,
    "done": 112,
    "failed": 0,
    "message": "",
    "cancel_requested": False,
    "created_at": "2026-11-24T14:05:00+07:00",
    "started_at": "2026-11-24T14:05:01+07:00",
    "finished_at": None,
}
DETAIL_EXAMPLE = {**EXAMPLE, "result": None, "abilities": {"cancel": True, "retry": False}}


def represent(job: Job) -> dict[str, Any]:
    """A job as the API shows it."""
    return {
        **{name: getattr(job, name) for name in ROW},
        "result": job.result,
        "abilities": job_abilities(job.state, job.cancel_requested),
    }


class JobList(ListView):
    permission_classes = [IsAuthenticated]
    serializer_class = JobRow
    filterset_class = JobFilter
    row_fields = ROW
    ordering = ("-id",)
    ordering_fields = ("id", "created_at")

    def get_queryset(self) -> Any:
        return visible_jobs(self.request.user).select_related(None).defer(None)

    @extend_schema(
        summary="List background work",
        examples=[OpenApiExample("A running job", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)


class JobView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Progress of a job",
        responses=JobDetail,
        examples=[OpenApiExample("A running job", DETAIL_EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(represent(get_job_to_see(request.user, pk)))


class CancelJob(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Stop a job: at once while it waits, between two items while it runs",
        request=NoBody,
        responses=JobDetail,
        examples=[
            OpenApiExample(
                "Stopping", {**DETAIL_EXAMPLE, "cancel_requested": True}, response_only=True
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        parse(NoBody, request)
        job = request_cancel(job=get_job_to_steer(request.user, pk), actor=acting(request.user))
        return Response(represent(job))


class RetryJob(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Queue a failed or cancelled job again",
        request=NoBody,
        responses=JobDetail,
        examples=[
            OpenApiExample("Queued", {**DETAIL_EXAMPLE, "state": "QUEUED"}, response_only=True)
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        parse(NoBody, request)
        job = retry_job(job=get_job_to_steer(request.user, pk), actor=acting(request.user))
        return Response(represent(job))
