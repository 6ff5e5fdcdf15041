"""Products of producers."""

from datetime import date
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
from common.drf.views import ListView, StrictSerializer, etag, expected_version, flat, parse
from exhibitors import services
from exhibitors.access import (
    acting,
    get_producer_to_edit,
    get_product_to_edit,
    get_product_to_view,
    product_abilities,
    visible_products,
)
from exhibitors.filters import ProductFilter
from exhibitors.models import Product
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


def product_row(row: dict[str, Any], day: date) -> dict[str, Any]:
    made = flat(row)
    made["standing"] = standing_of(row, day).value
    del made["last_expiry"]
    return made


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    """A product as its API representation, with its entity tag."""
    found = get_product_to_view(request.user, pk)
    today = timezone.localdate()
    rows = with_standing(Product.objects.filter(pk=pk), today)
    row = product_row(rows.values(*FIELDS).get(), today)
    row["abilities"] = product_abilities(request.user, found)
    return Response(row, status=code, headers={"ETag": etag(found.version)})


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
        today = timezone.localdate()
        return [product_row(row, today) for row in rows]

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
