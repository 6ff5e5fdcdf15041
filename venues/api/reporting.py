"""What the offline page asks first: who is signed in, what time it is, and which points are due."""

from django.middleware.csrf import get_token
from django.utils import timezone, translation
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from venues.access import points_of
from venues.queries import days


class ReportingPerson(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ReportingPoint(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    rev = serializers.IntegerField()


class Reporting(serializers.Serializer):
    person = ReportingPerson()
    csrf = serializers.CharField()
    now = serializers.DateTimeField()
    language = serializers.CharField()
    points = ReportingPoint(many=True)
    waiting = serializers.ListField(child=serializers.UUIDField())


REPORTING = {
    "person": {"id": 3, "name": "Nguyễn An"},
    "csrf": "Yk0…",
    "now": "2026-11-24T19:02:00+07:00",
    "language": "vi",
    "points": [{"id": 7, "name": "Điểm OCOP Hồng Vân", "rev": 12}],
    "waiting": [],
}


class ReportingStart(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = Reporting

    @extend_schema(
        summary="Who is signed in, the server's clock, and the points this person reports for",
        description="`waiting` names the person's own held reports that nobody has decided about; "
        "`csrf` goes into `X-CSRFToken` of requests made with a session.",
        responses=Reporting,
        examples=[OpenApiExample("one", REPORTING)],
    )
    def get(self, request: Request) -> Response:
        points = points_of(request.user).order_by("pk")
        body = {
            "person": {"id": request.user.pk, "name": str(request.user)},
            "csrf": get_token(request._request),
            "now": timezone.localtime(),
            "language": translation.get_language(),
            "points": list(points.values("id", "name", "rev")),
            "waiting": days.held_of(request.user.pk),
        }
        return Response(body)
