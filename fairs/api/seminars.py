"""Seminars, their registrations and invitations."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone, translation
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, parse
from exhibitors.access import acting
from fairs.access.seminars import (
    get_invitation_to_manage,
    get_registration_to_manage,
    get_seminar_to_edit,
    get_seminar_to_view,
    get_seminar_to_watch,
    rooms,
    seminar_abilities,
    visible_seminars,
)
from fairs.models import Fair, Invitation, Registration, Seminar
from fairs.queries.seminars import invitations_of, registrations_of
from fairs.rules.states import RegistrationState, SeminarState
from fairs.rules.states import Response as Answer
from fairs.services import seminar_invitations as invitations
from fairs.services import seminars as services
from fairs.services.seminar_registrations import cancel_registration, register
from fairs.services.seminar_schedule import schedule_seminar

FIELDS = (
    "id", "code", "name_vi", "name_en", "name_fr", "kind", "summary", "organiser_name", "fair",
    "room", "room__name", "room__venue__name", "starts_at", "ends_at", "capacity", "taken",
    "waiting", "registration_open", "state", "state_reason", "sequence", "version",
)  # fmt: skip
EXAMPLE = {
    "id": 3, "code": "s-1f2e3d4c5b", "name_vi": "Kỹ năng bán hàng trực tuyến", "name_en": "",
    "name_fr": "", "kind": "Tập huấn", "summary": "", "organiser_name": "", "fair": 1, "room": 2,
    "room_name": "Phòng A", "venue_name": "Trung tâm ví dụ",
    "starts_at": "2026-12-05T01:30:00Z", "ends_at": "2026-12-05T04:00:00Z", "capacity": 60,
    "taken": 12, "waiting": 0, "registration_open": True, "state": "PUBLISHED",
    "state_reason": "", "sequence": 0, "version": 4,
}  # fmt: skip


class SeminarRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    kind = serializers.CharField()
    summary = serializers.CharField()
    organiser_name = serializers.CharField()
    fair = serializers.IntegerField(allow_null=True)
    room = serializers.IntegerField(allow_null=True)
    room_name = serializers.CharField(allow_null=True)
    venue_name = serializers.CharField(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    capacity = serializers.IntegerField()
    taken = serializers.IntegerField()
    waiting = serializers.IntegerField()
    registration_open = serializers.BooleanField()
    state = serializers.ChoiceField(choices=SeminarState.choices)
    state_reason = serializers.CharField()
    sequence = serializers.IntegerField()
    version = serializers.IntegerField()


class SeminarDetailRow(SeminarRow):
    abilities = serializers.DictField(child=serializers.BooleanField())


class SeminarChange(StrictSerializer):
    name_vi = serializers.CharField(max_length=250, required=False)
    name_en = serializers.CharField(max_length=250, required=False, allow_blank=True)
    name_fr = serializers.CharField(max_length=250, required=False, allow_blank=True)
    kind = serializers.CharField(max_length=40, required=False, allow_blank=True)
    summary = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    organiser_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    fair = serializers.PrimaryKeyRelatedField(
        queryset=Fair.objects.all(), required=False, allow_null=True
    )
    capacity = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    version = serializers.IntegerField(required=False)


class SeminarCreate(SeminarChange):
    name_vi = serializers.CharField(max_length=250)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000)
    version = None  # type: ignore[assignment]


class ScheduleInput(StrictSerializer):
    room = serializers.PrimaryKeyRelatedField(queryset=rooms())
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    version = serializers.IntegerField(required=False)


class StateInput(StrictSerializer):
    to = serializers.ChoiceField(
        choices=[SeminarState.PUBLISHED, SeminarState.DRAFT, SeminarState.HELD]
    )
    version = serializers.IntegerField(required=False)


class OpenInput(StrictSerializer):
    open = serializers.BooleanField()


class ReasonInput(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class RegistrationInput(StrictSerializer):
    name = serializers.CharField(max_length=150)
    email = serializers.EmailField(max_length=254)
    organisation = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True
    )
    phone = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)
    party_size = serializers.IntegerField(min_value=1, max_value=20, default=1)
    waitlist = serializers.BooleanField(default=False)


class Registered(serializers.Serializer):
    """What a guest learns; the personal link goes to the address only."""

    seminar = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RegistrationState.choices)


class RegistrationRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    email = serializers.EmailField()
    phone = serializers.CharField()
    party_size = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RegistrationState.choices)
    reconfirm_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class InvitationRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    email = serializers.EmailField()
    response = serializers.ChoiceField(choices=Answer.choices)
    response_channel = serializers.CharField()
    party_size = serializers.IntegerField()
    responded_at = serializers.DateTimeField(allow_null=True)
    message_state = serializers.CharField(allow_null=True)


class GuestInput(StrictSerializer):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=150, required=False, default="", allow_blank=True)
    organisation = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True
    )


class InviteInput(StrictSerializer):
    guests = serializers.ListField(child=GuestInput(), max_length=500)
    text = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class Invited(serializers.Serializer):
    invited = serializers.IntegerField()
    known_before = serializers.IntegerField()


class AnswerInput(StrictSerializer):
    response = serializers.ChoiceField(choices=[Answer.ACCEPTED, Answer.DECLINED])
    party_size = serializers.IntegerField(min_value=1, max_value=20, default=1)


REGISTRATION_FIELDS = (
    "id", "name", "organisation", "email", "phone", "party_size", "state", "reconfirm_since",
    "created_at",
)  # fmt: skip
INVITATION_FIELDS = (
    "id", "name", "organisation", "email", "response", "response_channel", "party_size",
    "responded_at",
)  # fmt: skip
REGISTRATION = {
    "id": 8, "name": "Nguyễn Văn An", "organisation": "", "email": "an@example.org", "phone": "",
    "party_size": 1, "state": "CONFIRMED", "reconfirm_since": None,
    "created_at": "2026-11-24T02:00:00Z",
}  # fmt: skip
INVITATION = {
    "id": 4, "name": "HTX ví dụ", "organisation": "", "email": "htx@example.org",
    "response": "NONE", "response_channel": "", "party_size": 1, "responded_at": None,
    "message_state": "SENT",
}  # fmt: skip


def plain(row: dict[str, Any]) -> dict[str, Any]:
    row["room_name"] = row.pop("room__name")
    row["venue_name"] = row.pop("room__venue__name")
    return row


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    rows = visible_seminars(request.user).filter(pk=pk)
    found = get_seminar_to_view(request.user, pk)
    row = plain(rows.select_related(None).values(*FIELDS).get())
    row["abilities"] = seminar_abilities(request.user, found, timezone.now())
    return Response(row, status=code, headers={"ETag": etag(found.version)})


class SeminarFilter(django_filters.FilterSet):
    fair = django_filters.NumberFilter(field_name="fair")
    state = django_filters.ChoiceFilter(choices=SeminarState.choices)

    class Meta:
        model = Seminar
        fields: list[str] = []


class SeminarList(IdempotentPost, ListView):
    permission_classes = (AllowAny,)
    serializer_class = SeminarRow
    filterset_class = SeminarFilter
    row_fields = FIELDS
    ordering = ("starts_at", "id")
    ordering_fields = ("starts_at", "id")

    def get_permissions(self) -> list[Any]:
        if self.request.method == "POST":
            return [IsAuthenticated(), IsOrganiser()]
        return list(super().get_permissions())

    def get_queryset(self) -> QuerySet[Seminar]:
        return visible_seminars(self.request.user).select_related(None)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [plain(row) for row in rows]

    @extend_schema(
        summary="Seminars: published ones for everybody, all for the office",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Write a seminar",
        request=SeminarCreate,
        responses={201: SeminarDetailRow},
        examples=[
            OpenApiExample(
                "new", {"name_vi": "Kỹ năng bán hàng", "capacity": 60}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(SeminarCreate, request)
        made = services.create_seminar(actor=acting(request.user), now=timezone.now(), **values)
        return detail(request, made.pk, status.HTTP_201_CREATED)


class SeminarDetail(APIView):
    permission_classes = (AllowAny,)

    def get_permissions(self) -> list[Any]:
        if self.request.method == "PATCH":
            return [IsAuthenticated()]
        return list(super().get_permissions())

    @extend_schema(
        summary="One seminar",
        responses=SeminarDetailRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Change the description or the seats (If-Match)",
        request=SeminarChange,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("seats", {"capacity": 80}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        values = parse(SeminarChange, request)
        values.pop("version", None)
        services.update_seminar(
            seminar=seminar,
            version=expected_version(request),
            actor=acting(request.user),
            now=timezone.now(),
            **values,
        )
        return detail(request, pk)


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
        values = parse(ScheduleInput, request)
        values.pop("version", None)
        schedule_seminar(
            seminar=seminar,
            version=expected_version(request),
            actor=acting(request.user),
            now=timezone.now(),
            **values,
        )
        return detail(request, pk)


class SeminarStateChange(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Publish, take back to draft, record as held (If-Match)",
        request=StateInput,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("publish", {"to": "PUBLISHED"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        values = parse(StateInput, request)
        services.change_state(
            seminar=seminar,
            to=values["to"],
            version=expected_version(request),
            actor=acting(request.user),
            now=timezone.now(),
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
        request=ReasonInput,
        responses=SeminarDetailRow,
        examples=[OpenApiExample("why", {"reason": "Diễn giả bị ốm"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        seminar = get_seminar_to_edit(request.user, pk)
        services.cancel_seminar(
            seminar=seminar,
            actor=acting(request.user),
            now=timezone.now(),
            **parse(ReasonInput, request),
        )
        return detail(request, pk)


class RegistrationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=RegistrationState.choices)

    class Meta:
        model = Registration
        fields: list[str] = []


class RegistrationList(IdempotentPost, ListView):
    permission_classes = (AllowAny,)
    serializer_class = RegistrationRow
    filterset_class = RegistrationFilter
    row_fields = REGISTRATION_FIELDS

    def get_queryset(self) -> QuerySet[Registration]:
        return registrations_of(get_seminar_to_watch(self.request.user, self.kwargs["pk"]))

    def get_permissions(self) -> list[Any]:
        if self.request.method == "GET":
            return [IsAuthenticated()]
        return list(super().get_permissions())

    @extend_schema(
        summary="Registrations of a seminar, for the office",
        examples=[OpenApiExample("one", REGISTRATION)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Register, without an account; 409 seminar_full offers the waiting list",
        request=RegistrationInput,
        responses={201: Registered},
        examples=[
            OpenApiExample(
                "guest",
                {"name": "Nguyễn Văn An", "email": "an@example.org", "party_size": 2},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        seminar = get_seminar_to_view(request.user, kwargs["pk"])
        made = register(
            seminar=seminar,
            language=(translation.get_language() or "vi")[:2],
            now=timezone.now(),
            **parse(RegistrationInput, request),
        )
        body = {"seminar": seminar.pk, "state": made.state}
        return Response(body, status=status.HTTP_201_CREATED)


def registration_body(registration: Registration) -> dict[str, Any]:
    return {name: getattr(registration, name) for name in REGISTRATION_FIELDS}


class RegistrationCancel(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Take a registration off the list; the seats are passed on",
        request=None,
        responses=RegistrationRow,
        examples=[OpenApiExample("one", REGISTRATION, response_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_registration_to_manage(request.user, pk)
        done = cancel_registration(
            registration=found, actor=acting(request.user), now=timezone.now()
        )
        return Response(registration_body(done))


def invitation_body(invitation: Invitation) -> dict[str, Any]:
    body = {name: getattr(invitation, name) for name in INVITATION_FIELDS}
    body["message_state"] = invitation.message.state if invitation.message else None
    return body


class InvitationFilter(django_filters.FilterSet):
    response = django_filters.ChoiceFilter(choices=Answer.choices)

    class Meta:
        model = Invitation
        fields: list[str] = []


class InvitationList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = InvitationRow
    filterset_class = InvitationFilter
    row_fields = (*INVITATION_FIELDS, "message__state")

    def get_queryset(self) -> QuerySet[Invitation]:
        seminar = get_seminar_to_watch(self.request.user, self.kwargs["pk"])
        return invitations_of(seminar).select_related(None)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "message_state": row.pop("message__state")} for row in rows]

    @extend_schema(
        summary="Invitations and answers, for the office",
        examples=[OpenApiExample("one", INVITATION)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Invite guests by mail; an address gets one invitation however often it is sent",
        request=InviteInput,
        responses={201: Invited},
        examples=[
            OpenApiExample(
                "guests",
                {"guests": [{"email": "an@example.org", "name": "Nguyễn Văn An"}]},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        seminar = get_seminar_to_edit(request.user, kwargs["pk"])
        values = parse(InviteInput, request)
        guests = [invitations.Guest(**guest) for guest in values["guests"]]
        made = invitations.invite_guests(
            seminar=seminar,
            guests=guests,
            actor=acting(request.user),
            now=timezone.now(),
            text=values["text"],
        )
        unique = len({guest.email.lower() for guest in guests})
        body = {"invited": len(made), "known_before": unique - len(made)}
        return Response(body, status=status.HTTP_201_CREATED)


class InvitationAnswer(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Record an answer given by phone",
        request=AnswerInput,
        responses=InvitationRow,
        examples=[OpenApiExample("yes", {"response": "ACCEPTED"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_invitation_to_manage(request.user, pk)
        values = parse(AnswerInput, request)
        done = invitations.answer_invitation(
            invitation=found,
            actor=acting(request.user),
            now=timezone.now(),
            waitlist=True,
            **values,
        )
        return Response(invitation_body(done))
