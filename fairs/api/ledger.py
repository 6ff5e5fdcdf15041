"""The fairness ledger of a fair over the API."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOffice, IsOrganiser
from common.drf.transport import MAX_INTEGER
from common.drf.views import ListView, StrictSerializer, parse
from fairs.access.plans import get_fair_to_allocate
from fairs.api.locks import application_of
from fairs.models import FairnessEntry
from fairs.queries.fairness import ledger_of
from fairs.rules.states import LedgerKind
from fairs.services.fairness import correct_credit

EXAMPLE = {
    "id": 12,
    "producer": 31,
    "kind": "POOR_PLACE",
    "points": 20,
    "basis": {"quality": 22, "quarter": 30, "booths": ["A05"]},
    "reason": "",
    "created_at": "2026-11-24T14:05:00+07:00",
}


class LedgerRow(serializers.Serializer):
    id = serializers.IntegerField()
    producer = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=LedgerKind.choices)
    points = serializers.IntegerField()
    basis = serializers.DictField()
    reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class CorrectionInput(StrictSerializer):
    application = serializers.CharField(max_length=24)
    points = serializers.IntegerField(min_value=-100, max_value=100)
    reason = serializers.CharField(max_length=300)


class LedgerFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=LedgerKind.choices)
    producer = django_filters.NumberFilter(field_name="producer", max_value=MAX_INTEGER)

    class Meta:
        model = FairnessEntry
        fields: list[str] = []


class FairLedger(IdempotentPost, ListView):
    serializer_class = LedgerRow
    filterset_class = LedgerFilter
    row_fields = ("id", "producer_id", "kind", "points", "basis", "reason", "created_at")
    ordering = ("-id",)

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser() if self.request.method == "POST" else IsOffice()]

    def get_queryset(self) -> QuerySet[FairnessEntry]:
        return ledger_of(get_fair_to_allocate(self.request.user, self.kwargs["pk"]))

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"producer" if name == "producer_id" else name: value for name, value in row.items()}
            for row in rows
        ]

    @extend_schema(
        summary="The credit a fair gives at later fairs",
        examples=[OpenApiExample("An entry", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Correct a producer's credit by a further entry",
        request=CorrectionInput,
        responses={201: LedgerRow},
        examples=[
            OpenApiExample(
                "A correction",
                {"application": "TA-00012", "points": -20, "reason": "Đã đổi chỗ"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk=pk)

    def create(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_allocate(request.user, pk, edit=True)
        data = parse(CorrectionInput, request)
        application = application_of(fair, data["application"], "application")
        entry = correct_credit(
            application=application,
            points=data["points"],
            reason=data["reason"],
            actor=request.user,
        )
        rows = ledger_of(fair).filter(pk=entry.pk).values(*self.row_fields)
        return Response(self.present(list(rows))[0], status=status.HTTP_201_CREATED)
