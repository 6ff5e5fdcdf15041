"""What becomes of a seminar: room and time, publication, registration open or closed, cancelled."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.views import StrictSerializer, parse, parse_edit
from exhibitors.access import acting
from fairs.access.seminars import get_seminar_to_edit, rooms
from fairs.api.seminars import SeminarDetailRow, detail
from fairs.rules.states import SeminarState
from fairs.services import seminars as services
from fairs.services.seminar_schedule import schedule_seminar


class ScheduleInput(StrictSerializer):
    room = serializers.PrimaryKeyRelatedField(queryset=rooms())
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    version = serializers.IntegerField(required=False)


class SeminarStateInput(StrictSerializer):
    to = serializers.ChoiceField(
        choices=[SeminarState.PUBLISHED, SeminarState.DRAFT, SeminarState.HELD]
    )
    version = serializers.IntegerField(required=False)


class OpenInput(StrictSerializer):
    open = serializers.BooleanField()


class SeminarCancelInput(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class SeminarSchedule(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Room and time (If-Match); 409 room_taken names the other seminar and free times",
        request=ScheduleInput,
        responses=SeminarDetailRow,
        examples=[
            OpenApiExample(
                "slot",
                {
                    "room": 2,
                    "starts_at": "2026-12-05T08:30:00+07:00",
                    "ends_at": "2026-12-05T11:00:00+07:00",
                    "version": 1,
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        schedule_seminar(
            seminar=seminar,
            actor=acting(request.user),
            now=timezone.now(),
            **parse_edit(ScheduleInput, request),
        )
        return detail(request, pk)


class SeminarStateChange(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Publish, take back to draft, record as held (If-Match)",
        request=SeminarStateInput,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("publish", {"to": "PUBLISHED"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        services.change_state(
            seminar=seminar,
            actor=acting(request.user),
            now=timezone.now(),
            **parse_edit(SeminarStateInput, request),
        )
        return detail(request, pk)


class SeminarRegistrationOpen(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Open or close the public registration of a published seminar",
        request=OpenInput,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("close", {"open": False}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        services.set_registration_open(
            seminar=seminar,
            is_open=parse(OpenInput, request)["open"],
            actor=acting(request.user),
            now=timezone.now(),
        )
        return detail(request, pk)


class SeminarCancel(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Call a seminar off; everybody registered or invited is told",
        request=SeminarCancelInput,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("why", {"reason": "Diễn giả bị ốm"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        services.cancel_seminar(
            seminar=seminar,
            actor=acting(request.user),
            now=timezone.now(),
            **parse(SeminarCancelInput, request),
        )
        return detail(request, pk)
