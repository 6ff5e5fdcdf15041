"""Invitations to a seminar, and answers taken by phone."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.step_up import require_fresh_sign_in
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors.access import acting
from fairs.access.seminars import (
    get_invitation_to_manage,
    get_seminar_to_edit,
    get_seminar_to_watch,
)
from fairs.models import Invitation
from fairs.queries.seminars import invitations_of
from fairs.rules.states import Response as Answer
from fairs.services import seminar_invitations as invitations
from notifications.rules import ConsentChannel

INVITATION_FIELDS = (
    "id", "name", "organisation", "email", "response", "response_channel", "party_size",
    "responded_at",
)  # fmt: skip
INVITATION = {
    "id": 4, "name": "HTX ví dụ", "organisation": "", "email": "htx@example.org",
    "response": "NONE", "response_channel": "", "party_size": 1, "responded_at": None,
    "message_state": "SENT",
}  # fmt: skip


class InvitationRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    organisation = serializers.CharField()
    email = EmailField()
    response = serializers.ChoiceField(choices=Answer.choices)
    response_channel = serializers.CharField()
    party_size = serializers.IntegerField()
    responded_at = serializers.DateTimeField(allow_null=True)
    message_state = serializers.CharField(allow_null=True)


class GuestInput(StrictSerializer):
    email = EmailField()
    name = serializers.CharField(max_length=150, required=False, default="", allow_blank=True)
    organisation = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True
    )


class InviteInput(StrictSerializer):
    guests = serializers.ListField(child=GuestInput(), max_length=500)
    text = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    consent_channel = serializers.ChoiceField(
        choices=ConsentChannel.choices, required=False, default="", allow_blank=True,
        help_text="How guests without a consent on record agreed to be written to.",
    )  # fmt: skip
    consent_on = serializers.DateField(required=False, allow_null=True, default=None)


class Invited(serializers.Serializer):
    invited = serializers.IntegerField()
    known_before = serializers.IntegerField()


class AnswerInput(StrictSerializer):
    response = serializers.ChoiceField(choices=[Answer.ACCEPTED, Answer.DECLINED])
    party_size = serializers.IntegerField(min_value=1, max_value=20, default=1)


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
        return [{"message_state": row.pop("message__state"), **row} for row in rows]

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
                {
                    "guests": [{"email": "an@example.org", "name": "Nguyễn Văn An"}],
                    "consent_channel": "PAPER",
                    "consent_on": "2026-11-24",
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        seminar = get_seminar_to_edit(request.user, kwargs["pk"])
        values = parse(InviteInput, request)
        require_fresh_sign_in(request)
        guests = [invitations.Guest(**guest) for guest in values["guests"]]
        made = invitations.invite_guests(
            seminar=seminar,
            guests=guests,
            actor=acting(request.user),
            now=timezone.now(),
            text=values["text"],
            consent_channel=values["consent_channel"],
            consent_on=values["consent_on"],
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
