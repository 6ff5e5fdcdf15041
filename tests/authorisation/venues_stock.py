"""Matrix of deliveries, counts and shelves."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.authorisation.matrix import Case
from tests.authorisation.venues_core import (
    NOBODY,
    REPORTS,
    REPORTS_ABSENT,
    SEES,
    at,
    facts,
    roles,
    today_text,
)
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import line
from venues.models import DeliveryLine, DeliveryNote, StockCount, Submission


def build(world: dict[str, Any]) -> None:
    today = timezone.localdate()
    for name, product, place in (
        ("delivery", ProductFactory(producer=world["producer"]), world["point"]),
        ("other_delivery", ProductFactory(), world["other_point"]),
    ):
        line(place, product=product)
        world[name] = DeliveryNote.objects.create(
            point=place, producer=product.producer, sent_on=today
        )
        DeliveryLine.objects.create(note=world[name], product=product, sent=3)
    world["count"] = StockCount.objects.create(
        submission=Submission.objects.create(
            client_uuid=uuid4(),
            point=world["point"],
            kind="COUNT",
            business_day=today,
            sha256="",
            payload={},
        ),
        point=world["point"],
        day=today,
        counted_at=timezone.now(),
    )


CASES = [
    Case("venues:my_shelves", "GET", roles(302, 403, producer=200, other_producer=200)),
    Case(
        "venues:product_line",
        "GET",
        roles(302, 404, manager=302, reviewer=302, organiser=302),
        "own",
        lambda w: {"pk": w["point"].pk, "product_pk": w["line"].product_id},
    ),
    Case("venues:product_line", "GET", NOBODY, "absent", at("", product_pk=1)),
    Case("api:shelf-list", "GET", roles(401, 200)),
    Case("venues:count", "GET", SEES, "own", at("point", key="count")),
    Case("venues:count", "GET", NOBODY, "foreign", at("other_point", key="count")),
    Case("venues:count_add", "GET", REPORTS, "own", at("point")),
    Case("venues:count_add", "GET", REPORTS_ABSENT, "absent", at("")),
    Case(
        "venues:count_add",
        "POST",
        roles(302, 404, manager=422, organiser=422, reviewer=403),
        "own",
        at("point"),
        unchanged=facts,
    ),
    Case(
        "venues:deliveries",
        "GET",
        roles(
            302,
            403,
            producer=200,
            other_producer=200,
            manager=200,
            other_manager=200,
            reviewer=200,
            organiser=200,
        ),
    ),
    *(
        case
        for object, name, announces, sees, takes, cancels in (
            (
                "own",
                "delivery",
                roles(302, 404, producer=200, manager=200, reviewer=403, organiser=200),
                roles(302, 404, producer=200, manager=200, reviewer=200, organiser=200),
                roles(302, 404, producer=403, manager=200, reviewer=403, organiser=200),
                roles(302, 404, producer=302, manager=302, reviewer=403, organiser=302),
            ),
            (
                "foreign",
                "other_delivery",
                roles(302, 404, other_manager=200, reviewer=403, organiser=200),
                roles(302, 404, other_manager=200, reviewer=200, organiser=200),
                roles(302, 404, other_manager=200, reviewer=403, organiser=200),
                roles(302, 404, other_manager=302, reviewer=403, organiser=302),
            ),
        )
        for case in (
            Case(
                "venues:delivery_add",
                "GET",
                announces,
                object,
                at("point" if object == "own" else "other_point"),
            ),
            Case(
                "venues:delivery_add",
                "POST",
                {r: 422 if s == 200 else s for r, s in announces.items()}
                if object == "foreign"
                else announces | {"producer": 422},
                object,
                at("point" if object == "own" else "other_point"),
                unchanged=facts,
            ),
            Case("venues:delivery", "GET", sees, object, at(name)),
            Case("venues:delivery_receive", "GET", takes, object, at(name)),
            Case(
                "venues:delivery_receive",
                "POST",
                {r: 422 if s == 200 else s for r, s in takes.items()},
                object,
                at(name),
                lambda w: {"day": "2001-01-01"},
                unchanged=facts,
            ),
            Case("venues:delivery_cancel", "POST", cancels, object, at(name), unchanged=facts),
            Case(
                "api:delivery-detail",
                "GET",
                {r: 401 if r == "anonymous" else s for r, s in sees.items()},
                object,
                at(name),
            ),
            Case(
                "api:delivery-receive",
                "POST",
                {r: {"anonymous": 401}.get(r, 201 if s == 200 else s) for r, s in takes.items()},
                object,
                at(name),
                lambda w: {"client_uuid": str(uuid4()), "day": today_text()},
                unchanged=facts,
            ),
        )
    ),
    Case("api:delivery-list", "GET", roles(401, 200)),
    Case(
        "api:delivery-list",
        "POST",
        roles(401, 404, producer=201, manager=201, reviewer=403, organiser=201),
        data=lambda w: {
            "point": w["point"].pk,
            "producer": w["producer"].pk,
            "sent_on": today_text(),
            "lines": [{"product": w["delivery"].lines.get().product_id, "sent": "1"}],
        },
        unchanged=facts,
    ),
    Case(
        "api:point-counts",
        "POST",
        roles(401, 404, manager=201, reviewer=403, organiser=201),
        "own",
        at("point"),
        lambda w: {
            "client_uuid": str(uuid4()),
            "counted_at": timezone.now().isoformat(),
            "lines": [{"product": w["line"].product_id, "counted": "4"}],
        },
        unchanged=facts,
    ),
]
