"""Registrations of a seminar: made by anybody, read by the office, cancelled by organisers."""

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
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors.access import acting
from fairs.access.seminars import (
    get_registration_to_manage,
    get_seminar_to_view,
    get_seminar_to_watch,
)
from fairs.models import Registration
from fairs.queries.seminars import registrations_of
from fairs.rules.states import RegistrationState
from fairs.services.seminar_registrations import cancel_registration, register

REGISTRATION_FIELDS = (
    "id", "name", "organisation", "email", "phone", "party_size", "state", "reconfirm_since",
    "created_at",
)  # fmt: skip
REGISTRATION = {
    "id": 8, "name": "Nguyễn Văn An", "organisation": "", "email": "an@example.org", "phone": "",
    "party_size": 1, "state": "CONFIRMED", "reconfirm_since": None,
    "created_at": "2026-11-24T02:00:00Z",
}  # fmt: skip


class RegistrationInput(StrictSerializer):
    name = serializers.CharField(max_length=150)
    email = EmailField()
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
    email = EmailField()
    phone = serializers.CharField()
    party_size = serializers.IntegerField()
    state = serializers.ChoiceField(choices=RegistrationState.choices)
    reconfirm_since = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


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
