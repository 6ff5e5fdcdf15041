"""An exhibitor's own booths over the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import MAX_INTEGER
from common.drf.views import ListView
from fairs.access.plans import get_own_application, own_applications
from fairs.models import Application
from fairs.queries.places import (
    PublishedPlace,
    published_place,
    published_places,
    with_published_place,
)
from fairs.rules.states import ApplicationState
from fairs.services.places import confirm_participation
from notifications.downloads import document_file

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


class PlaceFilter(django_filters.FilterSet):
    fair = django_filters.NumberFilter(field_name="fair", max_value=MAX_INTEGER)
    state = django_filters.ChoiceFilter(choices=ApplicationState.choices)

    class Meta:
        model = Application
        fields: list[str] = []


class MyPlaces(ListView):
    permission_classes = [IsAuthenticated]
    serializer_class = PlaceRow
    filterset_class = PlaceFilter
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Application]:
        return with_published_place(own_applications(self.request.user))

    def rows(self, queryset: QuerySet) -> QuerySet:
        return queryset

    def present(self, rows: list[Any]) -> list[dict[str, Any]]:
        places = {place.application.pk: place for place in published_places(rows)}
        return [represent(row, places.get(row.pk)) for row in rows]

    @extend_schema(
        summary="My published booths, the newest applications first",
        examples=[OpenApiExample("One booth", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)


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
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        place = published_place(get_own_application(request.user, pk))
        if place is None or place.letter is None:
            raise Http404
        letter = place.letter
        return document_file(letter)
