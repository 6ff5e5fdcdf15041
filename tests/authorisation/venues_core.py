"""Matrix of venues, halls, rooms and showcase points with their lines and people."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tests.authorisation.matrix import ROLES, Case, everybody
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import HallFactory, PointFactory, RoomFactory, VenueFactory, line, staff
from venues.models import (
    Amendment,
    Anomaly,
    CriteriaScheme,
    CriteriaSheet,
    DeliveryNote,
    Hall,
    Handover,
    Holiday,
    Line,
    Movement,
    PointClosure,
    PointStaff,
    Room,
    ShowcasePoint,
    StockCount,
    Submission,
    Venue,
    Webhook,
)

ABSENT = 987_654_321


def build(world: dict[str, Any]) -> None:
    users, today = world["users"], timezone.localdate()
    world.setdefault("venue", VenueFactory())
    world.setdefault("hall", HallFactory(venue=world["venue"]))
    world.setdefault("room", RoomFactory(venue=world["venue"]))
    world.setdefault("point", PointFactory())
    world.setdefault("other_point", PointFactory())
    world["staff"] = staff(users["manager"], world["point"])
    staff(users["other_manager"], world["other_point"])
    world["line"] = line(world["point"])
    world["closure"] = PointClosure.objects.create(
        point=world["point"], days=DateRange(today.replace(year=2020), today.replace(year=2021))
    )
    world["listable"] = ProductFactory()


def roles(anonymous: int, other: int, **some: int) -> dict[str, int]:
    """The same status for everybody signed in but the named roles."""
    return {r: some.get(r, anonymous if r == "anonymous" else other) for r in ROLES}


def at(name: str, **more: Any):
    def kwargs(world: dict[str, Any]) -> dict[str, Any]:
        found = {"pk": world[name].pk if name else ABSENT}
        for key, value in more.items():
            found[key] = world[value].pk if value in world else value
        return found

    return kwargs


def today_text(world: dict[str, Any] | None = None) -> str:
    return timezone.localdate().isoformat()


def facts(world: dict[str, Any]) -> Any:
    """What no refused request may change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Venue,
            Hall,
            Room,
            ShowcasePoint,
            PointStaff,
            PointClosure,
            Line,
            Submission,
            DeliveryNote,
            StockCount,
            Amendment,
            Holiday,
            Handover,
            Anomaly,
            Webhook,
            CriteriaScheme,
            CriteriaSheet,
        )
    ] + [Movement.objects.count()]


PUBLIC = everybody(200)
# Pages: an anonymous visitor is sent to the sign-in page.
SEES = roles(302, 404, manager=200, reviewer=200, organiser=200)
FOREIGN = roles(302, 404, other_manager=200, reviewer=200, organiser=200)
NOBODY = roles(302, 404)
ORG = roles(302, 403, organiser=200)
ORG_ABSENT = roles(302, 403, organiser=404)
OFFICE = roles(302, 403, reviewer=200, organiser=200)
LISTS = roles(302, 403, manager=200, other_manager=200, reviewer=200, organiser=200)
REPORTS = roles(302, 404, manager=200, organiser=200, reviewer=403)
REPORTED = roles(302, 404, manager=302, organiser=302, reviewer=403)
REPORTS_ABSENT = roles(302, 404)
# API
A_SEES = roles(401, 404, manager=200, reviewer=200, organiser=200)
A_ORG = roles(401, 403, organiser=200)
A_MADE = roles(401, 403, organiser=201)
A_ABSENT = roles(401, 404)

POINT_PAGES = (
    "point",
    "lines",
    "sheet",
    "days",
    "months",
    "managers",
    "counts",
    "consignment",
    "criteria_sheets",
)
ORG_POINT_PAGES = (
    "point_edit",
    "point_state",
    "point_settle",
    "manager_add",
    "closure_add",
    "line_add",
)
POINT_READS = (
    "point-detail",
    "point-lines",
    "point-sheet",
    "point-days",
    "point-counts",
    "point-amendments",
    "point-movements",
    "point-months",
)


def both(route: str, kwargs: Any, expect: dict[str, int], object: str) -> list[Case]:
    """A form: shown and sent (an empty form changes nothing)."""
    return [
        Case(f"venues:{route}", "GET", expect, object, kwargs),
        Case(f"venues:{route}", "POST", expect, object, kwargs, unchanged=facts),
    ]


CASES = [
    Case("venues:venues", "GET", PUBLIC),
    Case("venues:venue", "GET", PUBLIC, "own", at("venue")),
    Case("venues:venue", "GET", everybody(404), "absent", at("")),
    *both("venue_add", lambda world: {}, ORG, "none"),
    *both("venue_edit", at("venue"), ORG, "own"),
    *both("venue_edit", at(""), ORG_ABSENT, "absent"),
    *both("hall_add", at("venue"), ORG, "own"),
    *both("room_add", at("venue"), ORG, "own"),
    *both("hall_edit", at("hall"), ORG, "own"),
    *both("hall_edit", at(""), ORG_ABSENT, "absent"),
    *both("room_edit", at("room"), ORG, "own"),
    *both("room_edit", at(""), ORG_ABSENT, "absent"),
    Case("venues:points", "GET", LISTS),
    *both("point_add", lambda world: {}, ORG, "none"),
    *(Case(f"venues:{name}", "GET", SEES, "own", at("point")) for name in POINT_PAGES),
    *(Case(f"venues:{name}", "GET", FOREIGN, "foreign", at("other_point")) for name in POINT_PAGES),
    *(Case(f"venues:{name}", "GET", NOBODY, "absent", at("")) for name in POINT_PAGES),
    *(case for name in ORG_POINT_PAGES for case in both(name, at("point"), ORG, "own")),
    *(case for name in ORG_POINT_PAGES for case in both(name, at(""), ORG_ABSENT, "absent")),
    *both("manager_end", at("point", staff_pk="staff"), ORG, "own"),
    *both("manager_end", at("other_point", staff_pk="staff"), ORG_ABSENT, "foreign"),
    *both("line_edit", at("point", line_pk="line"), ORG, "own"),
    *both("line_edit", at("other_point", line_pk="line"), ORG_ABSENT, "foreign"),
    Case(
        "venues:closure_remove",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        at("point", closure_pk="closure"),
        unchanged=facts,
    ),
    Case(
        "venues:closure_remove",
        "POST",
        ORG_ABSENT,
        "foreign",
        at("other_point", closure_pk="closure"),
        unchanged=facts,
    ),
    Case("venues:line", "GET", SEES, "own", at("point", line_pk="line")),
    Case("venues:line", "GET", NOBODY, "foreign", at("other_point", line_pk="line")),
    Case("venues:day", "GET", SEES, "own", lambda w: {"pk": w["point"].pk, "day": today_text()}),
    Case(
        "venues:day",
        "GET",
        FOREIGN,
        "foreign",
        lambda w: {"pk": w["other_point"].pk, "day": today_text()},
    ),
    Case("api:venue-list", "GET", PUBLIC),
    Case(
        "api:venue-list",
        "POST",
        A_MADE,
        data=lambda w: {"name": "Mới", "kind": "OTHER"},
        unchanged=facts,
    ),
    Case("api:venue-detail", "GET", PUBLIC, "own", at("venue")),
    Case("api:venue-detail", "GET", everybody(404), "absent", at("")),
    Case(
        "api:venue-detail",
        "PATCH",
        A_ORG,
        "own",
        at("venue"),
        lambda w: {"address": "x", "version": 1},
        unchanged=facts,
    ),
    Case("api:hall-list", "GET", PUBLIC),
    Case(
        "api:hall-list",
        "POST",
        A_MADE,
        unchanged=facts,
        data=lambda w: {"venue": w["venue"].pk, "name": "B", "width_m": 9, "depth_m": 9},
    ),
    Case(
        "api:hall-detail",
        "PATCH",
        A_ORG,
        "own",
        at("hall"),
        lambda w: {"name": "x", "version": 1},
        unchanged=facts,
    ),
    Case("api:room-list", "GET", PUBLIC),
    Case(
        "api:room-list",
        "POST",
        A_MADE,
        unchanged=facts,
        data=lambda w: {"venue": w["venue"].pk, "name": "B", "capacity": 9},
    ),
    Case(
        "api:room-detail",
        "PATCH",
        A_ORG,
        "own",
        at("room"),
        lambda w: {"name": "x", "version": 1},
        unchanged=facts,
    ),
    Case("api:point-list", "GET", roles(401, 200)),
    Case(
        "api:point-list",
        "POST",
        A_MADE,
        data=lambda w: {"name": "Mới", "kind": "SHOP"},
        unchanged=facts,
    ),
    *(Case(f"api:{name}", "GET", A_SEES, "own", at("point")) for name in POINT_READS),
    *(
        Case(
            f"api:{name}",
            "GET",
            roles(401, 404, other_manager=200, reviewer=200, organiser=200),
            "foreign",
            at("other_point"),
        )
        for name in POINT_READS
    ),
    *(Case(f"api:{name}", "GET", A_ABSENT, "absent", at("")) for name in POINT_READS),
    Case(
        "api:point-detail",
        "PATCH",
        roles(401, 404, manager=403, reviewer=403, organiser=200),
        "own",
        at("point"),
        lambda w: {"operator": "x", "version": 1},
        unchanged=facts,
    ),
    Case(
        "api:point-lines",
        "POST",
        roles(401, 404, manager=403, reviewer=403, organiser=201),
        "own",
        at("point"),
        lambda w: {"product": w["listable"].pk, "since": today_text()},
        unchanged=facts,
    ),
    Case("api:point-managers", "GET", A_ORG, "own", at("point")),
    Case("api:point-managers", "GET", roles(401, 403, organiser=404), "absent", at("")),
    Case(
        "api:point-managers",
        "POST",
        A_MADE,
        "own",
        at("point"),
        lambda w: {"email": "new@example.org", "full_name": "An", "since": today_text()},
        unchanged=facts,
    ),
    *(
        Case(
            "api:point-manager-end",
            "POST",
            roles(401, 403, organiser=status),
            object,
            at(name, staff_pk="staff"),
            lambda w: {"last": today_text()},
            unchanged=facts,
        )
        for object, name, status in (("own", "point", 204), ("foreign", "other_point", 404))
    ),
]
