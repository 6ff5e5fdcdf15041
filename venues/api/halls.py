"""Halls of venues, in metres."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.views import StrictSerializer, expected_version, parse
from venues.access import get_hall_to_edit, get_venue_to_edit
from venues.api.places import PublicList, changed_values, place_answer
from venues.models import Hall
from venues.services import places

FIELDS = ("id", "venue_id", "name", "width_m", "depth_m", "is_outdoor", "is_demo", "version")
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


class HallList(PublicList):
    serializer_class = HallRow
    row_fields = FIELDS
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
        return place_answer(hall, FIELDS, status.HTTP_201_CREATED)


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
            place=hall,
            values=changed_values(HallChange, request),
            version=version,
            actor=request.user,
        )
        return place_answer(hall, FIELDS)
