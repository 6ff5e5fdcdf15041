"""Certificates: recognition decisions about products."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors import services
from exhibitors.access import (
    acting,
    get_certificate_to_revoke,
    get_certificate_to_view,
    get_product_to_edit,
    get_product_to_view,
    visible_certificates,
)
from exhibitors.filters import CertificateFilter
from exhibitors.models import Certificate
from exhibitors.queries import certificates_of

EXAMPLE = {
    "id": 9,
    "product": 7,
    "product_name": "Bộ ấm chén gốm sứ",
    "producer_name": "HTX ví dụ",
    "stars": 4,
    "decision_number": "123/QĐ-UBND",
    "issued_on": "2025-06-01",
    "expires_on": "2028-06-01",
    "issuer": "UBND thành phố Hà Nội",
    "revoked_on": None,
    "revoke_reason": "",
    "is_demo": False,
}
FIELDS = (
    "id",
    "product",
    "product__name",
    "product__producer__name",
    "stars",
    "decision_number",
    "issued_on",
    "expires_on",
    "issuer",
    "revoked_on",
    "revoke_reason",
    "is_demo",
)


class CertificateRow(serializers.Serializer):
    id = serializers.IntegerField()
    product = serializers.IntegerField()
    product_name = serializers.CharField()
    producer_name = serializers.CharField()
    stars = serializers.IntegerField()
    decision_number = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()
    issuer = serializers.CharField()
    revoked_on = serializers.DateField(allow_null=True)
    revoke_reason = serializers.CharField()
    is_demo = serializers.BooleanField()


class CertificateInput(StrictSerializer):
    stars = serializers.IntegerField(min_value=1, max_value=5)
    decision_number = serializers.CharField(max_length=60)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True)
    issuer = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class RevokeInput(StrictSerializer):
    revoked_on = serializers.DateField()
    reason = serializers.CharField(max_length=500)


def certificate_row(row: dict[str, Any]) -> dict[str, Any]:
    row["product_name"] = row.pop("product__name")
    row["producer_name"] = row.pop("product__producer__name")
    return row


def detail(pk: int, code: int = status.HTTP_200_OK) -> Response:
    """A certificate as its API representation."""
    row = Certificate.objects.filter(pk=pk).values(*FIELDS).get()
    return Response(certificate_row(row), status=code)


class ProductCertificates(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = CertificateRow
    filterset_class = CertificateFilter
    row_fields = FIELDS
    ordering = ("-issued_on", "-id")
    ordering_fields = ("expires_on", "issued_on", "id")

    def get_permissions(self) -> list[Any]:
        if self.request.method == "POST":
            return [IsOrganiser()]
        return list(super().get_permissions())

    def get_queryset(self) -> QuerySet[Certificate]:
        return certificates_of(get_product_to_view(self.request.user, self.kwargs["pk"]))

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [certificate_row(row) for row in rows]

    @extend_schema(summary="Certificates of a product", examples=[OpenApiExample("one", EXAMPLE)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Record a recognition decision",
        request=CertificateInput,
        responses={201: CertificateRow},
        examples=[
            OpenApiExample(
                "new",
                {"stars": 4, "decision_number": "123/QĐ-UBND", "issued_on": "2025-06-01"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = get_product_to_edit(request.user, kwargs["pk"])
        made = services.add_certificate(
            product=found,
            actor=acting(request.user),
            now=timezone.now(),
            **parse(CertificateInput, request),
        )
        return detail(made.pk, status.HTTP_201_CREATED)


class CertificateList(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = CertificateRow
    filterset_class = CertificateFilter
    row_fields = FIELDS
    ordering = ("expires_on", "id")
    ordering_fields = ("expires_on", "issued_on", "id")

    def get_queryset(self) -> QuerySet[Certificate]:
        return visible_certificates(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [certificate_row(row) for row in rows]

    @extend_schema(
        summary="Certificates; `within` = in force and ending within 30, 60 or 90 days",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class CertificateDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="One certificate",
        responses=CertificateRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(get_certificate_to_view(request.user, pk).pk)


class CertificateRevoke(APIView):
    permission_classes = (IsOrganiser,)

    @extend_schema(
        summary="Withdraw a certificate",
        request=RevokeInput,
        responses=CertificateRow,
        examples=[
            OpenApiExample(
                "why",
                {"revoked_on": "2026-11-24", "reason": "Không còn đạt tiêu chí"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_certificate_to_revoke(request.user, pk)
        values = parse(RevokeInput, request)
        services.revoke_certificate(
            certificate=found,
            on=values["revoked_on"],
            reason=values["reason"],
            actor=acting(request.user),
            now=timezone.now(),
        )
        return detail(pk)
