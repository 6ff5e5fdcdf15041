"""Issued documents over the API, and the public check of a paper."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.views import ListView
from notifications.access import get_document_to_download, get_document_to_see, visible_documents
from notifications.downloads import document_file
from notifications.filters import DocumentFilter
from notifications.queries import document_by_token
from notifications.rules import DocumentState

ROW = (
    "id",
    "kind",
    "subject_type",
    "subject_id",
    "language",
    "revision",
    "title",
    "filename",
    "content_type",
    "size",
    "sha256",
    "state",
    "issued_at",
    "issued_by_id",
    "voided_at",
    "void_reason",
)


class DocumentRow(serializers.Serializer):
    """An issued document without its bytes."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    language = serializers.CharField()
    revision = serializers.IntegerField()
    title = serializers.CharField()
    filename = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    state = serializers.ChoiceField(choices=DocumentState.choices)
    issued_at = serializers.DateTimeField()
    issued_by_id = serializers.IntegerField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)
    void_reason = serializers.CharField()


class Verification(serializers.Serializer):
    """What anybody holding the paper may know: never what it says."""

    valid = serializers.BooleanField()
    state = serializers.ChoiceField(choices=DocumentState.choices)
    kind = serializers.CharField()
    title = serializers.CharField()
    revision = serializers.IntegerField()
    issued_at = serializers.DateTimeField()
    voided_at = serializers.DateTimeField(allow_null=True)


EXAMPLE: dict[str, Any] = {
    "id": 3,
    "kind": "fairs.booth_letter",
    "subject_type": "fairs.application",
    "subject_id": "12",
    "language": "vi",
    "revision": 2,
    "title": "Thư xác nhận gian hàng A-12",
    "filename": "thu-xac-nhan-A-12.pdf",
    "content_type": "application/pdf",
    "size": 22140,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "state": "VALID",
    "issued_at": "2026-11-24T14:05:00+07:00",
    "issued_by_id": 1,
    "voided_at": None,
    "void_reason": "",
}
VERIFIED = {
    "valid": True,
    "state": "VALID",
    "kind": "fairs.booth_letter",
    "title": "Thư xác nhận gian hàng A-12",
    "revision": 2,
    "issued_at": "2026-11-24T14:05:00+07:00",
    "voided_at": None,
}


class DocumentList(ListView):
    permission_classes = [IsAuthenticated]
    serializer_class = DocumentRow
    filterset_class = DocumentFilter
    row_fields = ROW
    ordering = ("-id",)
    ordering_fields = ("id", "issued_at")

    def get_queryset(self) -> Any:
        return visible_documents(self.request.user).select_related(None).defer(None)

    @extend_schema(
        summary="List documents",
        examples=[OpenApiExample("A document", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)


class DocumentView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Facts of a document",
        responses=DocumentRow,
        examples=[OpenApiExample("A document", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        found = get_document_to_see(request.user, pk)
        return Response({name: getattr(found, name) for name in ROW})


class DownloadDocument(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="The bytes as they were issued",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        return document_file(get_document_to_download(request.user, pk))


class VerifyDocument(APIView):
    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    @extend_schema(
        summary="Whether a paper is valid today",
        responses=Verification,
        examples=[OpenApiExample("Valid", VERIFIED, response_only=True)],
    )
    def get(self, request: Request, token: str) -> Response:
        found = document_by_token(token)
        if found is None:
            raise Http404
        names = ("state", "kind", "title", "revision", "issued_at", "voided_at")
        facts = {name: getattr(found, name) for name in names}
        return Response({"valid": found.state == DocumentState.VALID, **facts})
