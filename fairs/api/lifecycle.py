"""What becomes of a fair: published, postponed, resumed, cancelled, closed."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.views import StrictSerializer, parse
from fairs.access import get_fair_to_edit
from fairs.api.fairs import FairDetailRow, detail
from fairs.rules.states import FairState
from fairs.services.lifecycle import change_state


class FairStateInput(StrictSerializer):
    state = serializers.ChoiceField(choices=FairState.choices)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class FairStateChange(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Publish, postpone, resume, cancel or close a fair",
        request=FairStateInput,
        responses=FairDetailRow,
        examples=[OpenApiExample("cancel", {"state": "CANCELLED", "reason": "Bão số 3"})],
    )
    def post(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_edit(request.user, pk)
        values = parse(FairStateInput, request)
        change_state(
            obj=fair,
            to=values["state"],
            reason=values["reason"],
            actor=request.user,
            now=timezone.now(),
        )
        return detail(request, pk)
