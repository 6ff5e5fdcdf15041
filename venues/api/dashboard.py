"""All points in a month, for the office."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsOffice
from common.drf.paging import Pages
from common.drf.views import ListView
from venues.access import visible_points
from venues.api.months import MONTH, asked_month
from venues.models import ShowcasePoint
from venues.queries import dashboard
from venues.rules import PointKind, PointState


class DashboardRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PointKind.choices)
    state = serializers.ChoiceField(choices=PointState.choices)
    commune_name = serializers.CharField(allow_null=True)
    reports_from = serializers.DateField(allow_null=True)
    is_demo = serializers.BooleanField()
    demo_figures = serializers.BooleanField()
    complete = serializers.IntegerField(allow_null=True)
    stock_complete = serializers.IntegerField(allow_null=True)
    visitors_complete = serializers.IntegerField(allow_null=True)
    expected_days = serializers.IntegerField()
    stock_days = serializers.IntegerField()
    stock_late = serializers.IntegerField()
    visitor_days = serializers.IntegerField()
    visitor_late = serializers.IntegerField()
    received = serializers.DecimalField(14, 3)
    sold = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    visitors = serializers.IntegerField()
    low_lines = serializers.IntegerField()
    negative_lines = serializers.IntegerField()


ROW = {
    "id": 7,
    "code": "P007",
    "name": "Điểm OCOP Hồng Vân",
    "kind": "COOPERATIVE",
    "state": "ACTIVE",
    "commune_name": "Xã Hồng Vân",
    "reports_from": "2026-11-01",
    "is_demo": False,
    "demo_figures": False,
    "complete": 96,
    "stock_complete": 93,
    "visitors_complete": 100,
    "expected_days": 30,
    "stock_days": 28,
    "stock_late": 1,
    "visitor_days": 30,
    "visitor_late": 0,
    "received": "340.000",
    "sold": "312.000",
    "amount": 24600000,
    "visitors": 812,
    "low_lines": 1,
    "negative_lines": 0,
}


class DashboardPages(Pages):
    """Every page carries the month and the sums of all points, not of its rows."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        found = super().get_paginated_response_schema(schema)
        found["properties"] |= {
            "month": {"type": "string", "format": "date", "example": "2026-11-01"},
            "totals": {
                "type": "object",
                "additionalProperties": {},
                "example": {"sold": "26520.000", "amount": 2091000000, "visitors": 69020},
            },
        }
        return found


class PointsDashboard(ListView):
    permission_classes = (IsOffice,)
    serializer_class = DashboardRow
    pagination_class = DashboardPages
    row_fields = tuple(name for name in ROW if not name.endswith("complete"))
    ordering = ("sort_key", "id")
    ordering_fields = ("sort_key", "id")
    other_parameters = ("month",)

    def get_queryset(self) -> QuerySet[ShowcasePoint, Any]:
        return dashboard.month_rows(visible_points(self.request.user), asked_month(self.request))

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, **dashboard.percents(row)} for row in rows]

    @extend_schema(
        summary="All points in a month, and the city's sums",
        parameters=[MONTH],
        examples=[OpenApiExample("one", ROW)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        month = asked_month(request)
        page = self.list(request)
        totals = dashboard.totals(visible_points(request.user), month)
        page.data = {"month": month, "totals": totals, **page.data}
        return page
