"""All points in a month, for the office."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice
from venues.access import visible_points
from venues.api.months import MONTH, asked_month
from venues.queries import dashboard


class DashboardRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    complete = serializers.IntegerField(allow_null=True)
    stock_complete = serializers.IntegerField(allow_null=True)
    visitors_complete = serializers.IntegerField(allow_null=True)
    sold = serializers.DecimalField(14, 3)
    amount = serializers.IntegerField()
    visitors = serializers.IntegerField()
    low_lines = serializers.IntegerField()


class PointsDashboard(APIView):
    permission_classes = (IsOffice,)
    serializer_class = DashboardRow

    @extend_schema(
        summary="All points in a month, and the city's sums",
        parameters=[MONTH],
        responses=DashboardRow(many=True),
        examples=[
            OpenApiExample(
                "one",
                {
                    "id": 7,
                    "name": "Điểm OCOP Hồng Vân",
                    "complete": 96,
                    "stock_complete": 93,
                    "visitors_complete": 100,
                    "sold": "312.000",
                    "amount": 24600000,
                    "visitors": 812,
                    "low_lines": 1,
                },
            )
        ],
    )
    def get(self, request: Request) -> Response:
        month = asked_month(request)
        rows = dashboard.month_rows(visible_points(request.user), month)
        return Response({"month": month, "totals": dashboard.totals(rows), "results": rows})
