"""Venues, halls and rooms."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, parse
from exhibitors.models import Commune
from venues.access import (
    get_hall_to_edit,
    get_room_to_edit,
    get_venue_to_edit,
    get_venue_to_view,
    visible_venues,
)
from venues.filters import VenueFilter
from venues.models import Hall, Room, Venue
from venues.rules import VenueKind
from venues.services import places

FIELDS = (
    "id",
    "code",
    "name",
    "name_en",
    "name_fr",
    "kind",
    "commune",
    "commune__name",
    "address",
    "capacity_seen",
    "source",
    "verified",
    "note",
    "is_demo",
    "version",
)
VENUE = {
    "id": 1,
    "code": "V001",
    "name": "Trung tâm Triển lãm Quốc gia (VEC)",
    "name_en": "Vietnam Exhibition Center",
    "name_fr": "",
    "kind": "EXHIBITION_CENTRE",
    "commune": 12,
    "commune_name": "Xã Đông Anh",
    "address": "",
    "capacity_seen": "130,000 m2",
    "source": "https://example.org/",
    "verified": True,
    "note": "",
    "is_demo": False,
    "version": 1,
}
HALL = {
    "id": 3,
    "venue": 1,
    "name": "Nhà A",
    "width_m": "72.00",
    "depth_m": "48.00",
    "is_outdoor": False,
    "is_demo": True,
    "version": 1,
}
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


class VenueRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    kind = serializers.ChoiceField(choices=VenueKind.choices)
    commune = serializers.IntegerField(allow_null=True)
    commune_name = serializers.CharField(allow_null=True)
    address = serializers.CharField()
    capacity_seen = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    verified = serializers.BooleanField()
    note = serializers.CharField()
    is_demo = serializers.BooleanField()
    version = serializers.IntegerField()


class VenueChange(StrictSerializer):
    name = serializers.CharField(max_length=250, required=False)
    name_en = serializers.CharField(max_length=250, allow_blank=True, required=False)
    name_fr = serializers.CharField(max_length=250, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=VenueKind.choices, required=False)
    commune = serializers.PrimaryKeyRelatedField(
        queryset=Commune.objects.all(), allow_null=True, required=False
    )
    address = serializers.CharField(max_length=300, allow_blank=True, required=False)
    capacity_seen = serializers.CharField(max_length=500, allow_blank=True, required=False)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=500, allow_blank=True, required=False
    )
    verified = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    version = serializers.IntegerField(required=False)


class VenueCreate(VenueChange):
    name = serializers.CharField(max_length=250)
    kind = serializers.ChoiceField(choices=VenueKind.choices)
    version = None  # type: ignore[assignment]


class HallRow(serializers.Serializer):
    id = serializers.IntegerField()
    venue = serializers.IntegerField()
    name = serializers.CharField()
    width_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    depth_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    is_outdoor = serializers.BooleanField()
    is_demo = serializers.BooleanField()
    version = serializers.IntegerField()


class HallChange(StrictSerializer):
    name = serializers.CharField(max_length=120, required=False)
    width_m = serializers.DecimalField(7, 2, min_value=1, required=False)
    depth_m = serializers.DecimalField(7, 2, min_value=1, required=False)
    is_outdoor = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False)


class HallCreate(HallChange):
    venue = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=120)
    width_m = serializers.DecimalField(7, 2, min_value=1)
    depth_m = serializers.DecimalField(7, 2, min_value=1)
    version = None  # type: ignore[assignment]


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


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key.replace("__", "_").removesuffix("_id"): value for key, value in row.items()}


def answer(place: Any, names: tuple[str, ...], code: int = status.HTTP_200_OK) -> Response:
    """A place as its API representation, with its entity tag."""
    row = {name: place.serializable_value(name) for name in names}
    return Response(plain(row), status=code, headers={"ETag": etag(place.version)})


def venue_answer(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    venue = get_venue_to_view(request.user, pk)
    found = answer(venue, tuple(n for n in FIELDS if n != "commune__name"), code)
    found.data["commune_name"] = venue.commune.name if venue.commune else None
    return found


class PublicList(IdempotentPost, ListView):
    """Read by everybody, added to by organisers."""

    permission_classes = (AllowAny,)

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser()] if self.request.method == "POST" else [AllowAny()]

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [plain(row) for row in rows]


class VenueList(PublicList):
    serializer_class = VenueRow
    filterset_class = VenueFilter
    row_fields = FIELDS
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "code", "id")

    def get_queryset(self) -> QuerySet[Venue]:
        return visible_venues(self.request.user)

    @extend_schema(summary="Venues", examples=[OpenApiExample("one", VENUE)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a venue",
        request=VenueCreate,
        responses={201: VenueRow},
        examples=[
            OpenApiExample("one", {"name": "Nhà văn hóa", "kind": "OTHER"}, request_only=True)
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        venue = places.add_venue(values=parse(VenueCreate, request), actor=request.user)
        return venue_answer(request, venue.pk, status.HTTP_201_CREATED)


class VenueDetail(APIView):
    permission_classes = (AllowAny,)
    serializer_class = VenueRow

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser()] if self.request.method == "PATCH" else [AllowAny()]

    @extend_schema(summary="One venue", responses=VenueRow, examples=[OpenApiExample("one", VENUE)])
    def get(self, request: Request, pk: int) -> Response:
        return venue_answer(request, pk)

    @extend_schema(
        summary="Change a venue (send the version you edited)",
        request=VenueChange,
        responses=VenueRow,
        examples=[OpenApiExample("one", {"address": "Đông Anh", "version": 1}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        venue = get_venue_to_edit(request.user, pk)
        version = expected_version(request)
        places.edit_place(
            place=venue, values=_values(VenueChange, request), version=version, actor=request.user
        )
        return venue_answer(request, pk)


def _values(serializer: Any, request: Request) -> dict[str, Any]:
    return {k: v for k, v in parse(serializer, request).items() if k != "version"}


HALL_FIELDS = ("id", "venue_id", "name", "width_m", "depth_m", "is_outdoor", "is_demo", "version")
ROOM_FIELDS = (
    "id",
    "venue_id",
    "name",
    "capacity",
    "equipment",
    "buffer_minutes",
    "is_demo",
    "version",
)


class HallList(PublicList):
    serializer_class = HallRow
    row_fields = HALL_FIELDS
    filterset_fields = ("venue",)
    ordering_fields = ("id", "name")

    def get_queryset(self) -> QuerySet[Hall]:
        return Hall.objects.all()

    @extend_schema(summary="Halls, in metres", examples=[OpenApiExample("one", HALL)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a hall",
        request=HallCreate,
        responses={201: HallRow},
        examples=[
            OpenApiExample(
                "one",
                {"venue": 1, "name": "Nhà A", "width_m": "72", "depth_m": "48"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(HallCreate, request)
        venue = get_venue_to_edit(request.user, values.pop("venue"))
        hall = places.add_hall(venue=venue, values=values, actor=request.user)
        return answer(hall, HALL_FIELDS, status.HTTP_201_CREATED)


class HallDetail(APIView):
    permission_classes = (IsOrganiser,)
    serializer_class = HallRow

    @extend_schema(
        summary="Change a hall (send the version you edited)",
        request=HallChange,
        responses=HallRow,
        examples=[OpenApiExample("one", {"width_m": "60", "version": 1}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        hall = get_hall_to_edit(request.user, pk)
        version = expected_version(request)
        hall = places.edit_place(
            place=hall, values=_values(HallChange, request), version=version, actor=request.user
        )
        return answer(hall, HALL_FIELDS)


class RoomList(PublicList):
    serializer_class = RoomRow
    row_fields = ROOM_FIELDS
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
        return answer(room, ROOM_FIELDS, status.HTTP_201_CREATED)


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
            place=room, values=_values(RoomChange, request), version=version, actor=request.user
        )
        return answer(room, ROOM_FIELDS)
