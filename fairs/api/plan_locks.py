"""Parts of a plan locked over the API: a booth, a pair, a zone; and each lock opened."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import StrictSerializer, parse
from common.errors import InvalidInput
from fairs.access.plans import (
    get_booth_of_plan,
    get_lock_to_edit,
    get_plan_to_edit,
    get_zone_of_plan,
)
from fairs.api.locks import LockRow, application_of
from fairs.models import AllocationPlan, Lock
from fairs.queries.plans import locks_of
from fairs.rules.states import LockScope
from fairs.services.plan_locks import lock_booth, lock_pair, lock_zone, unlock

NEEDED = {
    LockScope.BOOTH: ("booth",),
    LockScope.PAIR: ("first", "second"),
    LockScope.ZONE: ("zone",),
}


class PlanLockInput(StrictSerializer):
    """`booth`, or `first` and `second`, or `zone`, as the scope asks."""

    scope = serializers.ChoiceField(choices=[(s.value, s.label) for s in NEEDED])
    booth = serializers.CharField(max_length=12, required=False)
    first = serializers.CharField(max_length=24, required=False)
    second = serializers.CharField(max_length=24, required=False)
    zone = serializers.CharField(max_length=10, required=False)
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in NEEDED[attrs["scope"]] if not attrs.get(name)]
        if missing:
            text = _("Needed for what is locked.")
            raise serializers.ValidationError({name: [text] for name in missing})
        return attrs


class PlanLocks(IdempotentPost, APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Lock a booth, a pair or a zone as it is in a plan",
        description="Booths without a holder stay free. An applicant is locked at its fair.",
        request=PlanLockInput,
        responses={201: LockRow(many=True)},
        examples=[OpenApiExample("A zone", {"scope": "ZONE", "zone": "K1"}, request_only=True)],
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk=pk)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        plan = get_plan_to_edit(request.user, kwargs["pk"])
        made = self._lock(plan, request, parse(PlanLockInput, request))
        rows = locks_of(plan.fair).filter(pk__in=[lock.pk for lock in made])
        return Response([_row(lock) for lock in rows], status=status.HTTP_201_CREATED)

    def _lock(self, plan: AllocationPlan, request: Request, data: dict[str, Any]) -> list[Lock]:
        common = {"plan": plan, "actor": request.user, "reason": data["reason"]}
        if data["scope"] == LockScope.PAIR:
            pair = {n: application_of(plan.fair, data[n], n) for n in ("first", "second")}
            return lock_pair(**common, **pair)
        try:
            if data["scope"] == LockScope.BOOTH:
                return lock_booth(**common, booth=get_booth_of_plan(plan, data["booth"]))
            return lock_zone(**common, zone=get_zone_of_plan(plan, data["zone"]))
        except Http404:
            field = NEEDED[data["scope"]][0]
            raise InvalidInput(fields={field: [_("This fair has nothing of this name.")]}) from None


def _row(lock: Lock) -> dict[str, Any]:
    return {
        "id": lock.pk,
        "application": lock.application.code if lock.application else None,
        "application_id": lock.application_id,
        "booth": lock.booth.number,
        "scope": lock.scope,
        "subject": lock.subject,
        "reason": lock.reason,
        "created_at": lock.created_at,
    }


class LockOpen(APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Open a lock with all that was locked in the same step",
        request=None,
        responses={204: None},
        examples=[],
    )
    def delete(self, request: Request, pk: int, lock: int) -> Response:
        unlock(lock=get_lock_to_edit(request.user, pk, lock), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
