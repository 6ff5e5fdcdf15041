"""Rooms for seminars."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.views import StrictSerializer, expected_version, parse
from venues.access import get_room_to_edit, get_venue_to_edit
from venues.api.places import PublicList, changed_values, place_answer
from venues.models import Room
from venues.services import places

FIELDS = (
    "id",
    "venue_id",
    "name",
    "capacity",
    "equipment",
    "buffer_minutes",
    "is_demo",
    "version",
)
ROOM = {
    "id": 4,
    "venue": 1,
    "name": "Phòng hội thảo 1",
    "capacity": 120,
    "equipment": "",
    "buffer_minutes": 15,
    "is_demo": True,
    "version": 1,
}


class RoomRow(serializers.Serializer):
    id = serializers.IntegerField()
    venue = serializers.IntegerField()
    name = serializers.CharField()
    capacity = serializers.IntegerField()
    equipment = serializers.CharField()
    buffer_minutes = serializers.IntegerField()
    is_demo = serializers.BooleanField()
    version = serializers.IntegerField()


class RoomChange(StrictSerializer):
    name = serializers.CharField(max_length=120, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    equipment = serializers.CharField(max_length=300, allow_blank=True, required=False)
    buffer_minutes = serializers.IntegerField(min_value=0, max_value=600, required=False)
    version = serializers.IntegerField(required=False)


class RoomCreate(RoomChange):
    venue = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=120)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000)
    version = None  # type: ignore[assignment]


class RoomList(PublicList):
    serializer_class = RoomRow
    row_fields = FIELDS
    filterset_fields = ("venue",)
    ordering_fields = ("id", "name")

    def get_queryset(self) -> QuerySet[Room]:
        return Room.objects.all()

    @extend_schema(summary="Rooms for seminars", examples=[OpenApiExample("one", ROOM)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a room",
        request=RoomCreate,
        responses={201: RoomRow},
        examples=[
            OpenApiExample(
                "one", {"venue": 1, "name": "Phòng 1", "capacity": 80}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(RoomCreate, request)
        venue = get_venue_to_edit(request.user, values.pop("venue"))
        room = places.add_room(venue=venue, values=values, actor=request.user)
        return place_answer(room, FIELDS, status.HTTP_201_CREATED)


class RoomDetail(APIView):
    permission_classes = (IsOrganiser,)
    serializer_class = RoomRow

    @extend_schema(
        summary="Change a room (send the version you edited)",
        request=RoomChange,
        responses=RoomRow,
        examples=[OpenApiExample("one", {"capacity": 60, "version": 1}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        room = get_room_to_edit(request.user, pk)
        version = expected_version(request)
        room = places.edit_place(
            place=room,
            values=changed_values(RoomChange, request),
            version=version,
            actor=request.user,
        )
        return place_answer(room, FIELDS)
