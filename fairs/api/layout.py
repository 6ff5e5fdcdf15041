"""The floor plan over the API: geometry to draw, a generator to run, booths to correct."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import is_office
from accounts.idempotency import IdempotentPost
from common.drf.transport import MAX_INTEGER
from common.drf.views import StrictSerializer, etag, parse, parse_edit
from exhibitors.rules import ProductGroup
from fairs.access import (
    get_booth_to_edit,
    get_fair_to_edit,
    get_fair_to_view,
    get_hall_to_edit,
)
from fairs.models import Booth, Fair
from fairs.queries.layout import booths_of, halls_of, holders, types_of, zones_of
from fairs.rules.layout import Side
from fairs.rules.states import BoothState
from fairs.services.booths import update_booth
from fairs.services.layout import FLAGS, HallPlan, draw_hall
from venues.models import Hall

BOOTH = {
    "id": 41,
    "number": "A01",
    "row": "A",
    "hall": 2,
    "zone": 3,
    "type": 1,
    "x": "2.00",
    "y": "2.00",
    "width_m": "3.00",
    "depth_m": "3.00",
    "quality": 74,
    "corner": True,
    "power": True,
    "water": False,
    "accessible": True,
    "near_entrance": False,
    "outdoor": False,
    "state": "AVAILABLE",
    "holder": "",
    "version": 1,
}


class BoothRow(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    row = serializers.CharField()
    hall = serializers.IntegerField()
    zone = serializers.IntegerField(allow_null=True)
    type = serializers.IntegerField()
    x = serializers.DecimalField(max_digits=7, decimal_places=2)
    y = serializers.DecimalField(max_digits=7, decimal_places=2)
    width_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    depth_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    quality = serializers.IntegerField()
    corner = serializers.BooleanField()
    power = serializers.BooleanField()
    water = serializers.BooleanField()
    accessible = serializers.BooleanField()
    near_entrance = serializers.BooleanField()
    outdoor = serializers.BooleanField()
    state = serializers.ChoiceField(choices=BoothState.choices)
    holder = serializers.CharField(help_text="Exhibitor of the published plan")
    version = serializers.IntegerField()
    blocked_reason = serializers.CharField(required=False, help_text="Office only")


class FairHallRow(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    width_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    depth_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    entrances = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField()), help_text="[[x, y], …]"
    )


class ZoneRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    hall = serializers.IntegerField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    allowed_groups = serializers.ListField(child=serializers.IntegerField())


class TypeRow(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    width_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    depth_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    modules = serializers.IntegerField()
    price = serializers.IntegerField(help_text="VND")


class LayoutRow(serializers.Serializer):
    halls = FairHallRow(many=True)
    zones = ZoneRow(many=True)
    types = TypeRow(many=True)
    booths = BoothRow(many=True)


class ZoneRowsInput(StrictSerializer):
    group = serializers.ChoiceField(choices=ProductGroup.choices)
    rows = serializers.IntegerField(min_value=1, max_value=52)


def metres(**kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=7, decimal_places=2, min_value=Decimal(0), max_value=Decimal(1000), **kwargs
    )


class HallInput(StrictSerializer):
    """One hall for the generator; `hall` draws an existing one again."""

    hall = serializers.IntegerField(required=False, min_value=1, max_value=MAX_INTEGER)
    venue_hall = serializers.PrimaryKeyRelatedField(
        queryset=Hall.objects.all(), required=False, allow_null=True
    )
    name = serializers.CharField(max_length=120)
    width_m = metres()
    depth_m = metres()
    rows = serializers.IntegerField(min_value=1, max_value=52)
    booths_per_row = serializers.IntegerField(min_value=1, max_value=99)
    aisle_m = metres(required=False)
    margin_m = metres(required=False)
    back_to_back = serializers.BooleanField(required=False)
    cross_aisles = serializers.IntegerField(required=False, min_value=0, max_value=5)
    booth_width_m = metres(required=False)
    booth_depth_m = metres(required=False)
    booth_price = serializers.IntegerField(required=False, min_value=0, max_value=10**12)
    row_end_width_m = metres(required=False, allow_null=True)
    row_end_price = serializers.IntegerField(required=False, min_value=0, max_value=10**12)
    zones = ZoneRowsInput(many=True, required=False)
    power_every = serializers.IntegerField(required=False, min_value=0, max_value=99)
    water_every = serializers.IntegerField(required=False, min_value=0, max_value=99)
    entrance = serializers.ChoiceField(choices=[s.value for s in Side], required=False)
    outdoor = serializers.BooleanField(required=False)


def booth_rows(fair: Fair, booths: Iterable[Booth], *, office: bool) -> list[dict[str, Any]]:
    held = holders(fair)
    names = ("id", "number", "row", "x", "y", "width_m", "depth_m", "quality", *FLAGS, "state",
             "version")  # fmt: skip
    rows = []
    for booth in booths:
        row = {name: getattr(booth, name) for name in names}
        row |= {"hall": booth.hall_id, "zone": booth.zone_id, "type": booth.type_id}
        row["holder"] = held.get(booth.pk, (0, ""))[1]
        if office:
            row["blocked_reason"] = booth.blocked_reason
        rows.append(row)
    return rows


def geometry(fair: Fair, *, office: bool) -> dict[str, Any]:
    """Everything needed to draw a fair; metres, origin top left of each hall."""
    hall = ("id", "name", "width_m", "depth_m", "entrances")
    zone = ("id", "code", "name_vi", "name_en", "name_fr", "allowed_groups")
    kind = ("id", "code", "name_vi", "name_en", "name_fr", "width_m", "depth_m", "modules",
            "price")  # fmt: skip
    return {
        "halls": [{n: getattr(h, n) for n in hall} for h in halls_of(fair)],
        "zones": [{n: getattr(z, n) for n in zone} | {"hall": z.hall_id} for z in zones_of(fair)],
        "types": [{n: getattr(t, n) for n in kind} for t in types_of(fair)],
        "booths": booth_rows(fair, booths_of(fair), office=office),
    }


class FairLayout(IdempotentPost, APIView):
    permission_classes = (AllowAny,)

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated()] if self.request.method == "POST" else [AllowAny()]

    @extend_schema(
        summary="Geometry of a fair: halls, zones, types, booths",
        responses=LayoutRow,
        examples=[
            OpenApiExample("one", {"halls": [], "zones": [], "types": [], "booths": [BOOTH]})
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        fair = get_fair_to_view(request.user, pk)
        return Response(geometry(fair, office=is_office(request.user)))

    @extend_schema(
        summary="Draw one hall from parameters",
        request=HallInput,
        responses={201: LayoutRow},
        examples=[
            OpenApiExample(
                "hall",
                {
                    "name": "Nhà A",
                    "width_m": "60",
                    "depth_m": "40",
                    "rows": 6,
                    "booths_per_row": 12,
                    "cross_aisles": 1,
                    "zones": [{"group": 1, "rows": 4}],
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fair = get_fair_to_edit(request.user, kwargs["pk"])
        values = parse(HallInput, request)
        hall_pk = values.pop("hall", None)
        hall = get_hall_to_edit(request.user, fair.pk, hall_pk) if hall_pk else None
        zones = tuple((z["group"], z["rows"]) for z in values.pop("zones", []))
        draw_hall(
            fair=fair, plan=HallPlan(**values, zone_rows=zones), hall=hall, actor=request.user
        )
        return Response(geometry(fair, office=True), status=status.HTTP_201_CREATED)


class BoothChange(StrictSerializer):
    blocked = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    quality = serializers.IntegerField(min_value=0, max_value=100, required=False)
    corner = serializers.BooleanField(required=False)
    power = serializers.BooleanField(required=False)
    water = serializers.BooleanField(required=False)
    accessible = serializers.BooleanField(required=False)
    near_entrance = serializers.BooleanField(required=False)
    outdoor = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False)


class BoothDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        summary="Block or free a booth, correct what it offers",
        request=BoothChange,
        responses=BoothRow,
        examples=[
            OpenApiExample(
                "block", {"blocked": True, "reason": "Cột nhà", "version": 1}, request_only=True
            )
        ],
    )
    def patch(self, request: Request, pk: int) -> Response:
        booth = get_booth_to_edit(request.user, pk)
        values = parse_edit(BoothChange, request)
        saved = update_booth(
            booth=booth,
            version=values["version"],
            blocked=values.get("blocked"),
            reason=values["reason"],
            flags={name: values[name] for name in FLAGS if name in values},
            quality=values.get("quality"),
            actor=request.user,
        )
        (row,) = booth_rows(saved.fair, [saved], office=True)
        return Response(row, headers={"ETag": etag(saved.version)})
