"""The audit trail, for organisers."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_activity
from accounts.models import ActivityEntry
from accounts.permissions import IsOrganiser
from common.drf.views import ListView

ROW = (
    "id", "at", "actor_id", "actor_label", "verb", "object_type", "object_id", "object_label",
    "before", "after", "reason",
)  # fmt: skip


class ActivityRow(serializers.Serializer):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor_id = serializers.IntegerField(allow_null=True)
    actor_label = serializers.CharField()
    verb = serializers.CharField()
    object_type = serializers.CharField()
    object_id = serializers.CharField()
    object_label = serializers.CharField()
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)
    reason = serializers.CharField()


class ActivityFilter(filters.FilterSet):
    actor = filters.NumberFilter(field_name="actor_id", min_value=1, max_value=2**63 - 1)
    verb = filters.CharFilter(max_length=60)
    object_type = filters.CharFilter(max_length=60)
    object_id = filters.CharFilter(max_length=40)
    since = filters.IsoDateTimeFilter(field_name="at", lookup_expr="gte")
    until = filters.IsoDateTimeFilter(field_name="at", lookup_expr="lte")

    class Meta:
        model = ActivityEntry
        fields: ClassVar[list[str]] = []


class ActivityList(ListView):
    """What was done, by whom, to what; newest first."""

    permission_classes = [IsOrganiser]
    serializer_class = ActivityRow
    filterset_class = ActivityFilter
    row_fields = ROW
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[ActivityEntry]:
        return visible_activity(self.request.user)

    @extend_schema(
        operation_id="activity_list",
        examples=[
            OpenApiExample(
                "entry",
                {
                    "id": 981,
                    "at": "2026-11-20T09:30:00+07:00",
                    "actor_id": 3,
                    "actor_label": "tran.binh@example.org",
                    "verb": "role.granted",
                    "object_type": "accounts.user",
                    "object_id": "12",
                    "object_label": "Nguyễn An",
                    "before": None,
                    "after": {"role": "REVIEWER"},
                    "reason": "",
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)
