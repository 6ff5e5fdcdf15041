"""The people who act for a producer."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors import services
from exhibitors.access import (
    acting,
    get_member_to_end,
    get_producer_to_manage_members,
    get_producer_to_view,
)
from exhibitors.models import ProducerMember
from exhibitors.queries import members_of
from exhibitors.rules import MemberRole

EXAMPLE = {
    "id": 3,
    "email": "an@example.org",
    "full_name": "Nguyễn Văn An",
    "role": "OWNER",
    "since": "2026-11-24T02:00:00Z",
}
FIELDS = ("id", "user__email", "user__full_name", "role", "since")


class MemberRow(serializers.Serializer):
    id = serializers.IntegerField()
    email = EmailField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(choices=MemberRole.choices)
    since = serializers.DateTimeField()


class MemberInput(StrictSerializer):
    email = EmailField()
    full_name = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=MemberRole.choices, default=MemberRole.STAFF)


def member_row(row: dict[str, Any]) -> dict[str, Any]:
    """Somebody who acts for a producer, under the names of the API."""
    return {name.removeprefix("user__"): value for name, value in row.items()}


class MemberList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = MemberRow
    row_fields = FIELDS

    def get_queryset(self) -> QuerySet[ProducerMember]:
        return members_of(get_producer_to_view(self.request.user, self.kwargs["pk"]))

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [member_row(row) for row in rows]

    @extend_schema(
        summary="People who act for a producer", examples=[OpenApiExample("one", EXAMPLE)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Let somebody act for a producer; new people are invited by mail",
        request=MemberInput,
        responses={201: MemberRow},
        examples=[
            OpenApiExample(
                "new",
                {"email": "an@example.org", "full_name": "Nguyễn Văn An", "role": "STAFF"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_producer_to_manage_members(request.user, kwargs["pk"])
        member = services.add_member(
            producer=found,
            actor=acting(request.user),
            now=timezone.now(),
            **parse(MemberInput, request),
        )
        row = ProducerMember.objects.values(*FIELDS).get(pk=member.pk)
        return Response(member_row(row), status=status.HTTP_201_CREATED)


class MemberDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Somebody no longer acts for a producer",
        request=None,
        responses={204: None},
        examples=[OpenApiExample("none", None)],
    )
    def delete(self, request: Request, pk: int, member_pk: int) -> Response:
        member = get_member_to_end(request.user, pk, member_pk)
        services.end_membership(member=member, actor=acting(request.user), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
