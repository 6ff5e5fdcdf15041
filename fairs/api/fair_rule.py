"""The rule of a fair over the API: read by everybody, changed in versions by organisers."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOrganiser
from common.drf.views import StrictSerializer, parse
from fairs.access import get_fair_to_edit, get_fair_to_view
from fairs.models import Fair
from fairs.queries.fairness import published_rule, rule_number
from fairs.rules.weights import DEFAULT_RULE, MOST_POINTS, SETTINGS, rule_of, values_of
from fairs.services.fair_rule import set_rule

EXAMPLE = {
    "number": 2,
    "settings": [
        {"name": "pref_booth", "label": "Gian hàng mong muốn, theo thứ tự",
         "help": "Tính gian hàng mong muốn đầu tiên có trong chỗ.",
         "values": [4000, 3000, 2200, 1600, 1200]}
    ],
    "published": {"plan": 9, "number": 1, "seed": 1, "settings": []},
}  # fmt: skip


class SettingRow(serializers.Serializer):
    """`values` are centipoints (100 = one point); percentages, credit and months plain numbers."""

    name = serializers.CharField()
    label = serializers.CharField()
    help = serializers.CharField()
    values = serializers.ListField(child=serializers.IntegerField())


class PublishedRule(serializers.Serializer):
    """The rule kept with the published plan, and the seed of a computed one."""

    plan = serializers.IntegerField()
    number = serializers.IntegerField()
    seed = serializers.IntegerField(allow_null=True)
    settings = SettingRow(many=True)


class RuleRow(serializers.Serializer):
    """The version in force, and what is published with the plan."""

    number = serializers.IntegerField()
    settings = SettingRow(many=True)
    published = PublishedRule(allow_null=True)


class RuleInput(StrictSerializer):
    """`number` is the version read; settings left out stay as they are."""

    number = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    reason = serializers.CharField(max_length=300)
    settings = serializers.DictField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=100 * MOST_POINTS),
            max_length=6,
        )
    )

    def validate_settings(self, value: dict[str, list[int]]) -> dict[str, list[int]]:
        if unknown := sorted(value.keys() - DEFAULT_RULE.keys()):
            text = _("There is no such setting: %(names)s.")
            raise serializers.ValidationError(text % {"names": ", ".join(unknown)[:200]})
        return value


def setting_rows(rule: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": setting.name,
            "label": str(setting.label),
            "help": str(setting.help),
            "values": values_of(setting.name, rule),
        }
        for setting in SETTINGS
    ]


def represent(fair: Fair) -> dict[str, Any]:
    record, plan = published_rule(fair)
    published = plan and {
        "plan": plan.pk,
        "number": record["number"],
        "seed": plan.metrics.get("seed"),
        "settings": setting_rows(record["values"]),
    }
    return {
        "number": rule_number(fair),
        "settings": setting_rows(rule_of(fair.weights)),
        "published": published,
    }


class FairRules(APIView):
    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "PUT" else AllowAny()]

    @extend_schema(
        summary="The points a fair's plans are computed with",
        responses=RuleRow,
        examples=[OpenApiExample("A rule", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(represent(get_fair_to_view(request.user, pk)))

    @extend_schema(
        summary="Make a new version of a fair's points",
        request=RuleInput,
        responses=RuleRow,
        examples=[
            OpenApiExample(
                "Dearer moves",
                {"number": 2, "reason": "Ít dời chỗ hơn", "settings": {"move": [9000]}},
                request_only=True,
            )
        ],
    )
    def put(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        data = parse(RuleInput, request)
        current = rule_of(fair.weights)
        values = {setting.name: values_of(setting.name, current) for setting in SETTINGS}
        made = set_rule(
            fair=fair,
            values={**values, **data["settings"]},
            number_read=data["number"],
            reason=data["reason"],
            actor=request.user,
        )
        return Response(represent(made.fair))
