"""The people who act for a producer."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from common.drf.views import StrictSerializer, parse
from exhibitors import services
from exhibitors.access import (
    acting,
    get_member_to_end,
    get_producer_to_manage_members,
    get_producer_to_view,
)
from exhibitors.queries import members_of
from exhibitors.rules import MemberRole

EXAMPLE = {
    "id": 3,
    "email": "an@example.org",
    "full_name": "Nguyễn Văn An",
    "role": "OWNER",
    "since": "2026-11-24T02:00:00Z",
}


class MemberRow(serializers.Serializer):
    id = serializers.IntegerField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    role = serializers.ChoiceField(choices=MemberRole.choices)
    since = serializers.DateTimeField()


class MemberInput(StrictSerializer):
    email = serializers.EmailField(max_length=254)
    full_name = serializers.CharField(max_length=150)
    role = serializers.ChoiceField(choices=MemberRole.choices, default=MemberRole.STAFF)


class MemberList(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="People who act for a producer",
        responses=MemberRow(many=True),
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = members_of(get_producer_to_view(request.user, pk)).order_by("id")[:100]
        return Response(
            [
                {
                    "id": m.pk,
                    "email": m.user.email,
                    "full_name": m.user.full_name,
                    "role": m.role,
                    "since": m.since,
                }
                for m in rows
            ]
        )

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
        body = {
            "id": member.pk,
            "email": member.user.email,
            "full_name": member.user.full_name,
            "role": member.role,
            "since": member.since.isoformat(),
        }
        return Response(body, status=status.HTTP_201_CREATED)


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
