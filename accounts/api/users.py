"""People, for organisers."""

from typing import Any, ClassVar

import django_filters as filters
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.access import get_person_to_edit, visible_people
from accounts.idempotency import IdempotentPost
from accounts.models import User
from accounts.permissions import IsOrganiser
from accounts.queries import named
from accounts.rules import Role, Standing
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse

ROW = ("id", "email", "full_name", "language", "standing", "roles", "date_joined", "invited_at")
EXAMPLE = {
    "id": 12,
    "email": "nguyen.an@example.org",
    "full_name": "Nguyễn An",
    "language": "vi",
    "standing": "ACTIVE",
    "roles": ["REVIEWER"],
    "date_joined": "2026-08-01T08:00:00+07:00",
    "invited_at": "2026-08-01T08:00:00+07:00",
}
ONE = OpenApiExample("person", EXAMPLE, response_only=True)


class PersonRow(serializers.Serializer):
    id = serializers.IntegerField()
    email = EmailField()
    full_name = serializers.CharField()
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    standing = serializers.ChoiceField(choices=Standing.choices)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    date_joined = serializers.DateTimeField()
    invited_at = serializers.DateTimeField(allow_null=True)


class Invite(StrictSerializer):
    email = EmailField()
    full_name = serializers.CharField(max_length=150)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, default="vi")
    role = serializers.ChoiceField(choices=Role.choices, required=False)


class Change(StrictSerializer):
    is_active = serializers.BooleanField()
    reason = serializers.CharField(max_length=300, required=False, default="")


class RoleChoice(StrictSerializer):
    role = serializers.ChoiceField(choices=Role.choices)


class PeopleFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Name or e-mail")
    role = filters.ChoiceFilter(choices=Role.choices, method="with_role")
    standing = filters.ChoiceFilter(choices=Standing.choices)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return named(queryset, value)

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(roles__contains=[value])


def row(user: User, pk: int) -> dict[str, Any]:
    return visible_people(user).filter(pk=pk).values(*ROW).get()


class UserList(IdempotentPost, ListView):
    """Everybody with an account."""

    permission_classes = [IsOrganiser]
    serializer_class = PersonRow
    filterset_class = PeopleFilter
    row_fields = ROW
    ordering_fields = ("id", "email", "date_joined")

    def get_queryset(self) -> QuerySet[User]:
        return visible_people(self.request.user)

    @extend_schema(operation_id="users_list", examples=[ONE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="users_invite",
        request=Invite,
        responses={201: PersonRow},
        description=(
            "Make the account where there is none, and mail a link to choose a password (valid "
            "7 days). Somebody who has a password keeps it and gets no mail."
        ),
        examples=[
            OpenApiExample(
                "invite",
                {"email": "nguyen.an@example.org", "full_name": "Nguyễn An", "role": "REVIEWER"},
                request_only=True,
            ),
            ONE,
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        data = parse(Invite, request)
        role, now = data.pop("role", None), timezone.now()
        person = services.invite_user(**data, actor=request.user, now=now)
        if role:
            services.grant_role(user=person, role=role, actor=request.user, now=now)
        return Response(row(request.user, person.pk), status=status.HTTP_201_CREATED)


class UserDetail(APIView):
    """One account."""

    permission_classes = [IsOrganiser]

    @extend_schema(operation_id="users_detail", responses=PersonRow, examples=[ONE])
    def get(self, request: Request, pk: int) -> Response:
        return Response(row(request.user, get_person_to_edit(request.user, pk).pk))

    @extend_schema(
        operation_id="users_update",
        request=Change,
        responses=PersonRow,
        description="Close or reopen the account. A closed one signs in nowhere.",
        examples=[
            OpenApiExample(
                "close", {"is_active": False, "reason": "Left the office"}, request_only=True
            ),
            ONE,
        ],
    )
    def patch(self, request: Request, pk: int) -> Response:
        person = get_person_to_edit(request.user, pk)
        data = parse(Change, request)
        services.set_active(
            user=person, active=data["is_active"], actor=request.user, reason=data["reason"]
        )
        return Response(row(request.user, pk))


class UserRoles(APIView):
    """Giving an office role. Giving one that is held changes nothing."""

    permission_classes = [IsOrganiser]

    @extend_schema(
        operation_id="users_role_grant",
        request=RoleChoice,
        responses=PersonRow,
        examples=[OpenApiExample("give", {"role": "REVIEWER"}, request_only=True), ONE],
    )
    def post(self, request: Request, pk: int) -> Response:
        person = get_person_to_edit(request.user, pk)
        role = parse(RoleChoice, request)["role"]
        services.grant_role(user=person, role=role, actor=request.user, now=timezone.now())
        return Response(row(request.user, pk))


class UserRole(APIView):
    """Taking an office role away, effective on the person's next request."""

    permission_classes = [IsOrganiser]

    @extend_schema(
        operation_id="users_role_revoke",
        responses=PersonRow,
        examples=[OpenApiExample("person", {**EXAMPLE, "roles": []}, response_only=True)],
    )
    def delete(self, request: Request, pk: int, role: str) -> Response:
        person = get_person_to_edit(request.user, pk)
        services.revoke_role(user=person, role=role, actor=request.user, now=timezone.now())
        return Response(row(request.user, pk))
