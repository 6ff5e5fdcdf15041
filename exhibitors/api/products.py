"""Products and certificates."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import is_organiser
from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, StrictSerializer, etag, expected_version, parse
from exhibitors import services
from exhibitors.access import (
    acting,
    get_certificate_to_revoke,
    get_certificate_to_view,
    get_producer_to_edit,
    get_product_to_edit,
    get_product_to_view,
    product_abilities,
    visible_certificates,
    visible_products,
)
from exhibitors.filters import CertificateFilter, ProductFilter
from exhibitors.models import Certificate, Product
from exhibitors.queries import standing_of, with_standing
from exhibitors.rules import ProductGroup, Standing

FIELDS = (
    "id",
    "code",
    "name",
    "producer",
    "producer__name",
    "group",
    "product_type",
    "unit",
    "barcode",
    "assessment",
    "assessment_year",
    "assessment_stars",
    "source",
    "verified",
    "note",
    "is_demo",
    "withdrawn_on",
    "version",
    "stars",
    "valid_until",
    "last_expiry",
)
EXAMPLE = {
    "id": 7,
    "code": "HN-S043",
    "name": "Bộ ấm chén gốm sứ",
    "producer": 5,
    "producer_name": "HTX ví dụ",
    "group": 4,
    "product_type": "pottery",
    "unit": "bộ",
    "barcode": "",
    "assessment": "",
    "assessment_year": None,
    "assessment_stars": "",
    "source": "",
    "verified": False,
    "note": "",
    "is_demo": False,
    "withdrawn_on": None,
    "version": 1,
    "stars": 4,
    "valid_until": "2027-05-31",
    "standing": "RECOGNISED",
}


class ProductRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    producer = serializers.IntegerField()
    producer_name = serializers.CharField()
    group = serializers.ChoiceField(choices=ProductGroup.choices)
    product_type = serializers.CharField()
    unit = serializers.CharField()
    barcode = serializers.CharField()
    assessment = serializers.CharField()
    assessment_year = serializers.IntegerField(allow_null=True)
    assessment_stars = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    verified = serializers.BooleanField()
    note = serializers.CharField()
    is_demo = serializers.BooleanField()
    withdrawn_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    stars = serializers.IntegerField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    standing = serializers.ChoiceField(choices=Standing.choices)


class ProductDetailRow(ProductRow):
    abilities = serializers.DictField(child=serializers.BooleanField())


class ProductChange(StrictSerializer):
    name = serializers.CharField(max_length=250, required=False)
    group = serializers.ChoiceField(choices=ProductGroup.choices, required=False)
    product_type = serializers.CharField(max_length=60, allow_blank=True, required=False)
    unit = serializers.CharField(max_length=30, allow_blank=True, required=False)
    barcode = serializers.CharField(max_length=20, allow_blank=True, required=False)
    version = serializers.IntegerField(required=False)


class ProductCreate(ProductChange):
    producer = serializers.IntegerField(min_value=1)
    name = serializers.CharField(max_length=250)
    group = serializers.ChoiceField(choices=ProductGroup.choices)
    version = None  # type: ignore[assignment]


class WithdrawInput(StrictSerializer):
    on = serializers.DateField(required=False)
    version = serializers.IntegerField(required=False)


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


CERTIFICATE = {
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
CERTIFICATE_FIELDS = (
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


def product_row(row: dict[str, Any]) -> dict[str, Any]:
    made = {key.replace("__", "_"): value for key, value in row.items()}
    made["standing"] = standing_of(row, timezone.localdate()).value
    del made["last_expiry"]
    return made


def certificate_row(row: dict[str, Any]) -> dict[str, Any]:
    row["product_name"] = row.pop("product__name")
    row["producer_name"] = row.pop("product__producer__name")
    return row


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    found = get_product_to_view(request.user, pk)
    rows = with_standing(Product.objects.filter(pk=pk), timezone.localdate())
    row = product_row(rows.values(*FIELDS).get())
    row["abilities"] = product_abilities(request.user, found)
    return Response(row, status=code, headers={"ETag": etag(found.version)})


def certificate_detail(pk: int, code: int = status.HTTP_200_OK) -> Response:
    row = Certificate.objects.filter(pk=pk).values(*CERTIFICATE_FIELDS).get()
    return Response(certificate_row(row), status=code)


class ProductList(IdempotentPost, ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = ProductRow
    filterset_class = ProductFilter
    row_fields = FIELDS
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "code", "id")

    def get_queryset(self) -> QuerySet[Product]:
        return with_standing(visible_products(self.request.user), timezone.localdate())

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [product_row(row) for row in rows]

    @extend_schema(
        summary="Products: all for the office, own for a producer",
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Add a product",
        request=ProductCreate,
        responses={201: ProductDetailRow},
        examples=[
            OpenApiExample(
                "new", {"producer": 5, "name": "Mật ong ví dụ", "group": 1}, request_only=True
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(ProductCreate, request)
        producer = get_producer_to_edit(request.user, values.pop("producer"))
        made = services.create_product(
            producer=producer, actor=acting(request.user), now=timezone.now(), **values
        )
        return detail(request, made.pk, status.HTTP_201_CREATED)


class ProductDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="One product",
        responses=ProductDetailRow,
        examples=[OpenApiExample("one", EXAMPLE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return detail(request, pk)

    @extend_schema(
        summary="Change a product (If-Match)",
        request=ProductChange,
        responses=ProductDetailRow,
        examples=[OpenApiExample("unit", {"unit": "lọ 500 g"}, request_only=True)],
    )
    def patch(self, request: Request, pk: int) -> Response:
        found = get_product_to_edit(request.user, pk)
        values = parse(ProductChange, request)
        values.pop("version", None)
        services.update_product(
            product=found,
            version=expected_version(request),
            actor=acting(request.user),
            organiser=is_organiser(request.user),
            now=timezone.now(),
            **values,
        )
        return detail(request, pk)


class ProductWithdraw(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Record a product as no longer made (If-Match)",
        request=WithdrawInput,
        responses=ProductDetailRow,
        examples=[OpenApiExample("today", {"on": "2026-11-24"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_product_to_edit(request.user, pk)
        values = parse(WithdrawInput, request)
        services.withdraw_product(
            product=found,
            version=expected_version(request),
            on=values.get("on") or timezone.localdate(),
            actor=acting(request.user),
            now=timezone.now(),
        )
        return detail(request, pk)


class ProductCertificates(IdempotentPost, APIView):
    permission_classes = (IsAuthenticated,)

    def get_permissions(self) -> list[Any]:
        if self.request.method == "POST":
            return [IsOrganiser()]
        return list(super().get_permissions())

    @extend_schema(
        summary="Certificates of a product",
        responses=CertificateRow(many=True),
        examples=[OpenApiExample("one", CERTIFICATE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        found = get_product_to_view(request.user, pk)
        rows = Certificate.objects.filter(product=found).values(*CERTIFICATE_FIELDS)[:100]
        return Response([certificate_row(row) for row in rows])

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
        return certificate_detail(made.pk, status.HTTP_201_CREATED)


class CertificateList(ListView):
    permission_classes = (IsAuthenticated,)
    serializer_class = CertificateRow
    filterset_class = CertificateFilter
    row_fields = CERTIFICATE_FIELDS
    ordering = ("expires_on", "id")
    ordering_fields = ("expires_on", "issued_on", "id")

    def get_queryset(self) -> QuerySet[Certificate]:
        return visible_certificates(self.request.user)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [certificate_row(row) for row in rows]

    @extend_schema(
        summary="Certificates; `within` = in force and ending within 30, 60 or 90 days",
        examples=[OpenApiExample("one", CERTIFICATE)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class CertificateDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="One certificate",
        responses=CertificateRow,
        examples=[OpenApiExample("one", CERTIFICATE)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return certificate_detail(get_certificate_to_view(request.user, pk).pk)


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
        return certificate_detail(pk)
