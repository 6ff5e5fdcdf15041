"""Venues: everybody reads them, organisers add and change them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.views import StrictSerializer, expected_version, parse
from exhibitors.models import Commune
from venues.access import get_venue_to_edit, get_venue_to_view, visible_venues
from venues.api.places import PublicList, changed_values, place_answer
from venues.filters.places import VenueFilter
from venues.models import Venue
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


def venue_answer(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    venue = get_venue_to_view(request.user, pk)
    found = place_answer(venue, tuple(n for n in FIELDS if n != "commune__name"), code)
    found.data["commune_name"] = venue.commune.name if venue.commune else None
    return found


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
            place=venue,
            values=changed_values(VenueChange, request),
            version=version,
            actor=request.user,
        )
        return venue_answer(request, pk)
