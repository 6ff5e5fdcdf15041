"""What the offline page takes along and brings back besides reports: bundle and photos."""

import hashlib
from typing import Any

import orjson
from django.utils import timezone
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import TooLarge
from venues.access import get_point_to_report
from venues.queries.bundle import point_bundle
from venues.services.photos import MAX_BYTES, store_photo


class BundlePoint(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    rev = serializers.IntegerField()
    is_demo = serializers.BooleanField()


class Bundle(serializers.Serializer):
    version = serializers.CharField()
    rules = serializers.DictField()
    point = BundlePoint()
    today = serializers.DateField()
    locked_until = serializers.DateField(allow_null=True)
    calendar = serializers.ListField(child=serializers.DictField())
    lines = serializers.ListField(child=serializers.DictField())
    days = serializers.ListField(child=serializers.DictField())


BUNDLE = {
    "version": "3f1c9a0b7d5e2468",
    "rules": {"stock": {"max_lines": 1000}, "texts": {"number": "Hãy nhập một số."}},
    "point": {
        "id": 7,
        "code": "P007",
        "name": "Điểm OCOP Hồng Vân",
        "kind": "COOPERATIVE",
        "rev": 12,
        "is_demo": False,
    },
    "today": "2026-11-24",
    "locked_until": "2026-10-31",
    "calendar": [
        {
            "day": "2026-11-24",
            "expected": True,
            "closed": False,
            "locked": False,
            "stock_at": None,
            "visitors_at": None,
        }
    ],
    "lines": [
        {
            "product": 5,
            "name": "Trà sen",
            "unit": "hộp",
            "barcode": "",
            "producer": "HTX ví dụ",
            "price": 80000,
            "on_hand": "12.000",
            "listed_from": "2026-01-01",
            "listed_until": None,
            "receivable": True,
        }
    ],
    "days": [{"day": "2026-11-24", "opening": {"5": "12.000"}, "stock": [], "visitors": []}],
}


class PointBundle(APIView):
    permission_classes = (IsAuthenticated,)
    serializer_class = Bundle

    @extend_schema(
        summary="Everything a phone needs to report without a connection",
        description="Rules, calendar, lines and recent figures; `ETag` follows all of it, a new "
        "product as well, so `If-None-Match` answers 304 while nothing changed.",
        responses=Bundle,
        examples=[OpenApiExample("one", BUNDLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        point = get_point_to_report(request.user, pk)
        today = timezone.localdate()
        body = point_bundle(point, today)
        tag = quote_etag(hashlib.sha256(orjson.dumps(body)).hexdigest()[:32])
        if request.headers.get("If-None-Match") == tag:
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        return Response(body, headers={"ETag": tag, "Cache-Control": "private, no-cache"})


class PictureParser(BaseParser):
    """The bytes of a picture as they are, up to the size a photo may have."""

    media_type = "image/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise TooLarge
        return content


class PhotoStored(serializers.Serializer):
    sha256 = serializers.CharField()
    day = serializers.DateField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


PHOTO = {"sha256": "e3b0c442…", "day": "2026-11-24", "width": 1600, "height": 1200}
DAY = OpenApiParameter("day", OpenApiTypes.DATE, required=True, description="Business day")


class PointPhoto(APIView):
    permission_classes = (IsAuthenticated,)
    parser_classes = (PictureParser,)
    serializer_class = PhotoStored

    @extend_schema(
        summary="Send a photo of a day; the address is the SHA-256 of its bytes",
        parameters=[DAY],
        request={"image/jpeg": OpenApiTypes.BINARY},
        responses={201: PhotoStored, 200: PhotoStored},
        examples=[OpenApiExample("stored", PHOTO, response_only=True)],
    )
    def put(self, request: Request, pk: int, sha256: str) -> Response:
        point = get_point_to_report(request.user, pk)
        day = serializers.DateField()
        try:
            wanted = day.run_validation(request.query_params.get("day"))
        except ValidationError as error:
            raise ValidationError({"day": error.detail}) from error
        content = request.data if isinstance(request.data, bytes) else b""
        photo, new = store_photo(
            point=point,
            sha256=sha256.lower(),
            content=content,
            day=wanted,
            actor=request.user,
            now=timezone.now(),
        )
        body = {name: getattr(photo, name) for name in ("sha256", "day", "width", "height")}
        return Response(body, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK)
