"""An exhibitor's own booths over the API."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.files import download
from fairs.access.plans import get_own_application, own_applications
from fairs.models import Application
from fairs.queries.places import PublishedPlace, published_place, published_places
from fairs.services.places import confirm_participation

MOST = 100
EXAMPLE = {
    "application": 31,
    "code": "TA-00031",
    "state": "ACCEPTED",
    "fair": 3,
    "fair_name": "Hội chợ OCOP",
    "booths": ["A05"],
    "hall": "Nhà A1",
    "zone": "K1",
    "letter": "/api/v1/my/places/31/letter/",
    "verify": "/v/4xk2…/",
}


class PlaceRow(serializers.Serializer):
    application = serializers.IntegerField()
    code = serializers.CharField()
    state = serializers.CharField()
    fair = serializers.IntegerField()
    fair_name = serializers.CharField()
    booths = serializers.ListField(child=serializers.CharField())
    hall = serializers.CharField(allow_null=True)
    zone = serializers.CharField(allow_null=True)
    letter = serializers.CharField(allow_null=True)
    verify = serializers.CharField(allow_null=True)


class MyPlaceList(serializers.Serializer):
    results = PlaceRow(many=True)


def represent(application: Application, place: PublishedPlace | None) -> dict[str, Any]:
    letter = place.letter if place else None
    zone = place.first.zone if place else None
    return {
        "application": application.pk,
        "code": application.code,
        "state": application.state,
        "fair": application.fair_id,
        "fair_name": application.fair.name,
        "booths": [booth.number for booth in place.booths] if place else [],
        "hall": place.first.hall.name if place else None,
        "zone": zone.code if zone else None,
        "letter": reverse("api:my-place-letter", args=[application.pk]) if letter else None,
        "verify": reverse("notifications:verify", args=[letter.verify_token]) if letter else None,
    }


class MyPlaces(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="My published booths",
        description=f"The {MOST} newest applications with a published place.",
        responses=MyPlaceList,
        examples=[OpenApiExample("One booth", {"results": [EXAMPLE]}, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        places = published_places(own_applications(request.user)[:MOST])
        return Response({"results": [represent(place.application, place) for place in places]})


class ConfirmPlace(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Confirm that I take part",
        request=None,
        responses=PlaceRow,
        examples=[OpenApiExample("Confirmed", {**EXAMPLE, "state": "CONFIRMED"})],
    )
    def post(self, request: Request, pk: int) -> Response:
        application = get_own_application(request.user, pk)
        changed = confirm_participation(
            application=application, actor=request.user, now=timezone.now()
        )
        application.state = changed.state
        return Response(represent(application, published_place(application)))


class PlaceLetter(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="My booth letter as it was issued",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        place = published_place(get_own_application(request.user, pk))
        if place is None or place.letter is None:
            raise Http404
        letter = place.letter
        return download(
            content=bytes(letter.content),
            filename=letter.filename,
            content_type=letter.content_type,
        )
