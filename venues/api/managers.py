"""Who manages a point, for organisers."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse
from venues.access import get_point_to_edit, get_staff_to_edit
from venues.filters.points import ManagerFilter
from venues.models import PointStaff
from venues.services import managers

MANAGER = {
    "id": 4,
    "email": "an@example.org",
    "full_name": "Nguyễn Văn An",
    "since": "2026-11-01",
    "last": None,
}


class ManagerRow(serializers.Serializer):
    id = serializers.IntegerField()
    email = EmailField()
    full_name = serializers.CharField()
    since = serializers.DateField()
    last = serializers.DateField(allow_null=True)


class ManagerInput(StrictSerializer):
    email = EmailField()
    full_name = serializers.CharField(max_length=150)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, default="vi")
    since = serializers.DateField()


class LastDay(StrictSerializer):
    last = serializers.DateField()


FIELDS = ("id", "user__email", "user__full_name", "days")


def manager_row(row: dict[str, Any]) -> dict[str, Any]:
    """A tenure with its last day, or none while it goes on."""
    days = row["days"]
    return {
        "id": row["id"],
        "email": row["user__email"],
        "full_name": row["user__full_name"],
        "since": days.lower,
        "last": days.upper - timedelta(days=1) if days.upper else None,
    }


class ManagerList(IdempotentPost, ListView):
    permission_classes = (IsOrganiser,)
    serializer_class = ManagerRow
    filterset_class = ManagerFilter
    row_fields = FIELDS
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[PointStaff]:
        return get_point_to_edit(self.request.user, self.kwargs["pk"]).staff.all()

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [manager_row(row) for row in rows]

    @extend_schema(
        summary="Who manages a point, and who did", examples=[OpenApiExample("one", MANAGER)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Make somebody manager of a point; new people are invited by mail",
        request=ManagerInput,
        responses={201: ManagerRow},
        examples=[
            OpenApiExample(
                "new",
                {"email": "an@example.org", "full_name": "Nguyễn Văn An", "since": "2026-11-01"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        point = get_point_to_edit(request.user, kwargs["pk"])
        staff = managers.assign_manager(
            point=point, actor=request.user, now=timezone.now(), **parse(ManagerInput, request)
        )
        row = PointStaff.objects.values(*FIELDS).get(pk=staff.pk)
        return Response(manager_row(row), status=status.HTTP_201_CREATED)


class ManagerEnd(APIView):
    permission_classes = (IsOrganiser,)

    @extend_schema(
        summary="A manager's last day",
        request=LastDay,
        responses={204: None},
        examples=[OpenApiExample("today", {"last": "2026-11-24"}, request_only=True)],
    )
    def post(self, request: Request, pk: int, staff_pk: int) -> Response:
        staff = get_staff_to_edit(request.user, pk, staff_pk)
        managers.end_management(staff=staff, actor=request.user, **parse(LastDay, request))
        return Response(status=status.HTTP_204_NO_CONTENT)
