"""Imports of recognition decisions."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors.access import acting, get_import_to_view, visible_imports
from exhibitors.filters import ImportFilter
from exhibitors.models import RecognitionImport
from exhibitors.rules.recognition import ERRORS
from exhibitors.services.imports import start_import

FIELDS = (
    "id",
    "filename",
    "total",
    "next_row",
    "created",
    "updated",
    "unchanged",
    "failed",
    "created_at",
    "finished_at",
    "job",
)
EXAMPLE = {
    "id": 2,
    "filename": "quyet-dinh.xlsx",
    "total": 120,
    "next_row": 120,
    "created": 110,
    "updated": 0,
    "unchanged": 7,
    "failed": 3,
    "created_at": "2026-11-24T02:00:00Z",
    "finished_at": "2026-11-24T02:00:02Z",
    "job": 14,
}


class ImportRow(serializers.Serializer):
    id = serializers.IntegerField()
    filename = serializers.CharField()
    total = serializers.IntegerField()
    next_row = serializers.IntegerField()
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    failed = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    job = serializers.IntegerField(allow_null=True)


class ImportProblem(serializers.Serializer):
    row = serializers.IntegerField()
    column = serializers.CharField()
    code = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class ImportDetailRow(ImportRow):
    problems = ImportProblem(many=True)


class ImportUpload(StrictSerializer):
    file = serializers.FileField()


def detail(record: RecognitionImport, code: int = status.HTTP_200_OK) -> Response:
    row = {name: record.serializable_value(name) for name in FIELDS}
    row["problems"] = [
        {**error, "message": str(ERRORS.get(error["code"], error["code"]))}
        for error in record.errors[:500]
    ]
    return Response(row, status=code)


class ImportList(ListView):
    permission_classes = (IsOrganiser,)
    parser_classes = (MultiPartParser,)
    serializer_class = ImportRow
    filterset_class = ImportFilter
    row_fields = FIELDS
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[RecognitionImport]:
        return visible_imports(self.request.user).select_related(None).defer(None)

    @extend_schema(
        summary="Imports of recognition decisions", examples=[OpenApiExample("one", EXAMPLE)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Upload a workbook; its rows are checked in the background",
        request={"multipart/form-data": ImportUpload},
        responses={202: ImportDetailRow},
        examples=[OpenApiExample("one", EXAMPLE, response_only=True, status_codes=["202"])],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        upload = parse(ImportUpload, request)["file"]
        record = start_import(
            filename=upload.name, file=upload.file, actor=acting(request.user), now=timezone.now()
        )
        return detail(record, status.HTTP_202_ACCEPTED)


class ImportDetail(APIView):
    permission_classes = (IsOrganiser,)

    @extend_schema(
        summary="One import with what was wrong in each row",
        responses=ImportDetailRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(get_import_to_view(request.user, pk))
