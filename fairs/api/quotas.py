"""Quotas of a fair: how many of a product group or a commune it accepts."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import MAX_INTEGER
from common.drf.views import StrictSerializer, parse
from exhibitors.rules import ProductGroup
from fairs.access import get_fair_to_edit, get_fair_to_view
from fairs.models import FairQuota
from fairs.queries.fairs import quotas_of
from fairs.services.fairs import set_quotas


class QuotaRow(serializers.Serializer):
    group = serializers.IntegerField(allow_null=True)
    commune = serializers.IntegerField(allow_null=True)
    limit = serializers.IntegerField()


class QuotaInput(StrictSerializer):
    group = serializers.ChoiceField(choices=ProductGroup.choices, required=False, allow_null=True)
    commune = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_INTEGER
    )
    limit = serializers.IntegerField(min_value=1, max_value=100_000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs.get("group") is None) == (attrs.get("commune") is None):
            raise serializers.ValidationError(_("Give either a product group or a commune."))
        return attrs


class QuotasInput(StrictSerializer):
    quotas = QuotaInput(many=True)


def quota_row(quota: FairQuota) -> dict[str, Any]:
    return {"group": quota.group, "commune": quota.commune_id, "limit": quota.limit}


class FairQuotas(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Quotas of a fair",
        responses=QuotaRow(many=True),
        examples=[OpenApiExample("one", {"group": 1, "commune": None, "limit": 40})],
    )
    def get(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_view(request.user, pk)
        return Response([quota_row(quota) for quota in quotas_of(fair)])

    @extend_schema(
        summary="Replace the quotas of a fair",
        request=QuotasInput,
        responses=QuotaRow(many=True),
        examples=[OpenApiExample("two", {"quotas": [{"group": 1, "limit": 40}]})],
    )
    def put(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        rows = parse(QuotasInput, request)["quotas"]
        set_quotas(
            fair=fair,
            groups={r["group"]: r["limit"] for r in rows if r.get("group") is not None},
            communes={r["commune"]: r["limit"] for r in rows if r.get("commune") is not None},
            actor=request.user,
        )
        return Response([quota_row(quota) for quota in quotas_of(fair)])
