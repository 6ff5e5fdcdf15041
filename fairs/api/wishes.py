"""Which booths a producer may wish for, asked while the application is being filled in."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.drf.transport import MAX_INTEGER
from common.drf.views import StrictSerializer
from fairs.access import get_fair_to_view, get_producer_to_apply
from fairs.api.applications import ids
from fairs.queries.applications import products_of
from fairs.queries.wishes import booths_to_wish
from fairs.services.applications import NEEDS


class WishQuery(StrictSerializer):
    """What is entered so far; lists repeat the name (`products=8&products=9`)."""

    producer = serializers.IntegerField(min_value=1, max_value=MAX_INTEGER, required=False)
    modules = serializers.IntegerField(min_value=1, max_value=4, required=False, default=1)
    products = ids(50)
    needs = serializers.ListField(
        child=serializers.ChoiceField(choices=NEEDS), required=False, max_length=10
    )
    types = ids(2)


class WishRow(serializers.Serializer):
    booth = serializers.IntegerField()
    number = serializers.CharField()
    possible = serializers.BooleanField()
    reason = serializers.CharField()


class WishRows(serializers.Serializer):
    booths = WishRow(many=True)


EXAMPLE = {"booth": 12, "number": "A05", "possible": False, "reason": "Khu nhận nhóm khác."}


class FairWishes(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Booths of a fair, each with whether it may be wished for",
        description="By zone, kind, size and needs; what others wish for is not looked at.",
        parameters=[WishQuery],
        responses=WishRows,
        examples=[OpenApiExample("one", {"booths": [EXAMPLE]}, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        query = WishQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        fair = get_fair_to_view(request.user, pk)
        producer = get_producer_to_apply(request.user, asked.get("producer"), fair)
        chosen = set(asked.get("products", ()))
        found = booths_to_wish(
            fair,
            groups={p.group for p in products_of(producer) if p.pk in chosen},
            modules=asked["modules"],
            needs=asked.get("needs", ()),
            types=asked.get("types", ()),
        )
        rows = [
            {"booth": booth.pk, "number": booth.number, "possible": not reason, "reason": reason}
            for booth, reason in found
        ]
        return Response({"booths": rows})
