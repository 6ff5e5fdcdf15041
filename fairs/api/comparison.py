"""Two plans side by side over the API."""

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice
from fairs.access.plans import get_plan_to_view
from fairs.queries.comparison import Figure, compare
from fairs.services.plans import load_input

EXAMPLE = {
    "first": 7,
    "second": 9,
    "figures": [
        {"figure": "placed", "label": "Đã xếp", "first": 217, "second": 228, "old_way": 217},
        {"figure": "gap", "label": "Tốt hơn nhiều nhất", "first": None, "second": 0.0165,
         "old_way": None},
    ],
    "differences": [
        {"application": "TA-00012", "name": "HTX ví dụ", "first": ["A05"], "second": ["A07"]}
    ],
}  # fmt: skip


class FigureRow(serializers.Serializer):
    """Points are centipoints, `gap` is a share; null where a figure is not known."""

    figure = serializers.CharField()
    label = serializers.CharField()
    first = serializers.FloatField(allow_null=True)
    second = serializers.FloatField(allow_null=True)
    old_way = serializers.FloatField(allow_null=True)


class DifferenceRow(serializers.Serializer):
    application = serializers.CharField()
    name = serializers.CharField()
    first = serializers.ListField(child=serializers.CharField())
    second = serializers.ListField(child=serializers.CharField())


class ComparisonRow(serializers.Serializer):
    first = serializers.IntegerField()
    second = serializers.IntegerField()
    figures = FigureRow(many=True)
    differences = DifferenceRow(many=True)


class PlanComparison(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="Two plans of one fair side by side",
        description="`old_way`: applicants one after the other by priority, on today's data.",
        responses=ComparisonRow,
        examples=[OpenApiExample("Two plans", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int, other: int) -> Response:
        first, second = (get_plan_to_view(request.user, key) for key in (pk, other))
        if first.fair_id != second.fair_id:
            raise Http404
        found = compare(first, second, load_input(first.fair))
        differences = [
            {"application": d.application, "name": d.name, "first": list(d.first),
             "second": list(d.second)}
            for d in found.differences
        ]  # fmt: skip
        return Response(
            {
                "first": first.pk,
                "second": second.pk,
                "figures": [_figure(f) for _title, rows in found.groups for f in rows],
                "differences": differences,
            }
        )


def _figure(figure: Figure) -> dict[str, object]:
    first, second, old_way = figure.values
    named = {"figure": figure.code, "label": figure.label}
    return {**named, "first": first, "second": second, "old_way": old_way}
