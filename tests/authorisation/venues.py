"""Matrix of places: venues, halls, rooms, showcase points, reports and documents."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from notifications.services import issue_document
from tests.authorisation.matrix import ROLES, Case, everybody
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import (
    HallFactory,
    PointFactory,
    RoomFactory,
    VenueFactory,
    line,
    staff,
)
from venues.models import (
    Amendment,
    Anomaly,
    CriteriaScheme,
    CriteriaSheet,
    DeliveryLine,
    DeliveryNote,
    Hall,
    Handover,
    Holiday,
    Line,
    Movement,
    Photo,
    PointClosure,
    PointMonth,
    PointStaff,
    Room,
    ShowcasePoint,
    StockCount,
    Submission,
    Venue,
    Webhook,
)
from venues.rules import month_of
from venues.services import city_months, issued, point_months, producer_months
from venues.services.ledger import post_stock_report

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
    for name, product, place in (
        ("delivery", ProductFactory(producer=world["producer"]), world["point"]),
        ("other_delivery", ProductFactory(), world["other_point"]),
    ):
        line(place, product=product)
        world[name] = DeliveryNote.objects.create(
            point=place, producer=product.producer, sent_on=today
        )
        DeliveryLine.objects.create(note=world[name], product=product, sent=3)
    world["amendment"] = Amendment.objects.create(
        client_uuid=uuid4(), point=world["point"], day=today, reason="x"
    )
    scheme = CriteriaScheme.objects.create(
        name="x", decision="1", kind=world["point"].kind, items=[{"label": "a", "max": "5"}]
    )
    world["criteria_sheet"] = CriteriaSheet.objects.create(
        point=world["point"],
        scheme=scheme,
        assessed_on=today,
        points=["4"],
        total=4,
        area=1,
        share=1,
    )
    world["photo"] = Photo.objects.create(
        point=world["point"], sha256="0" * 64, day=today, content=b"x", width=1, height=1
    )
    world["webhook"] = Webhook.objects.create(
        name="x", url="https://till.example.org/", topics=["line.low"]
    )
    world["anomaly"] = Anomaly.objects.create(
        point=world["point"], day=today, rule="NO_VISITS", figures={"lines": 1}
    )
    world["holiday"] = Holiday.objects.create(
        name="Tết", days=DateRange(today.replace(year=2020), today.replace(year=2021))
    )
    world["handover"] = Handover.objects.create(
        point=world["point"],
        outgoing=world["staff"],
        incoming=users["other_manager"],
        last_day=today,
    )
    for month in (month_of(today), month_of(month_of(today) - timedelta(days=1))):
        PointMonth.objects.get_or_create(point=world["point"], month=month)
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
    for received in (4, 5):
        posted = post_stock_report(
            point_id=world["point"].pk,
            client_uuid=uuid4(),
            day=today,
            actor=None,
            now=timezone.now(),
            lines=[{"product": world["line"].product_id, "received": received}],
        )
    world["held"] = Submission.objects.get(pk=posted.submission_id)
    world["producer_pdf"] = issue_document(
        kind=producer_months.KIND,
        subject_type=issued.SUBJECT,
        subject_id=producer_months.subject_of(world["producer"].pk, month_of(today)),
        title="Báo cáo",
        filename="a.pdf",
        content=b"%PDF-1.4",
    )
    for name, point in (("point_pdf", world["point"]), ("city_pdf", None)):
        world[name] = issue_document(
            kind=point_months.KIND if point else city_months.KIND,
            subject_type=issued.SUBJECT,
            subject_id=issued.subject_of_point(point.pk if point else None, month_of(today)),
            title="Báo cáo",
            filename="a.pdf",
            content=b"%PDF-1.4",
        )


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


def this_month() -> str:
    return f"{timezone.localdate():%Y-%m}"


def last_month() -> str:
    """A month that is over on every day of the year."""
    return f"{timezone.localdate().replace(day=1) - timedelta(days=1):%Y-%m}"


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
    *(
        Case(f"venues:{name}", "GET", OFFICE)
        for name in ("anomalies", "communes", "trend", "map", "replenishment")
    ),
    Case(
        "venues:anomaly_decide",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        at("anomaly"),
        unchanged=facts,
    ),
    Case("venues:anomaly_decide", "POST", ORG_ABSENT, "absent", at(""), unchanged=facts),
    Case(
        "venues:producer_document",
        "GET",
        roles(302, 404, producer=200, reviewer=200, organiser=200),
        "own",
        lambda w: {"document_pk": w["producer_pdf"].pk},
    ),
    Case(
        "venues:producer_document",
        "GET",
        NOBODY,
        "foreign",
        lambda w: {"document_pk": w["city_pdf"].pk},
    ),
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
    Case("api:anomaly-list", "GET", roles(401, 403, reviewer=200, organiser=200)),
    Case("venues:criteria_sheet", "GET", SEES, "own", at("point", sheet_pk="criteria_sheet")),
    Case(
        "venues:criteria_sheet",
        "GET",
        NOBODY,
        "foreign",
        at("other_point", sheet_pk="criteria_sheet"),
    ),
    *both("scheme_add", at("point"), ORG, "own"),
    Case("venues:criteria_add", "GET", ORG, "own", at("point")),
    Case(
        "venues:criteria_add",
        "POST",
        roles(302, 403, organiser=422),
        "own",
        at("point"),
        unchanged=facts,
    ),
    Case("venues:criteria_add", "GET", ORG_ABSENT, "absent", at("")),
    Case("venues:webhooks", "GET", ORG),
    *both("webhook_add", lambda w: {}, ORG, "none"),
    Case("venues:webhook", "GET", ORG, "own", at("webhook")),
    Case("venues:webhook", "GET", ORG_ABSENT, "absent", at("")),
    Case(
        "venues:webhook_switch",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        at("webhook"),
        unchanged=facts,
    ),
    *(
        Case(
            "api:point-report-batches",
            "POST",
            expect,
            object,
            at(name),
            lambda w: {
                "reports": [
                    {
                        "kind": "VISITORS",
                        "client_uuid": str(uuid4()),
                        "day": today_text(),
                        "groups": [],
                    }
                ]
            },
            unchanged=facts,
        )
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=200, reviewer=403, organiser=200)),
            ("absent", "", A_ABSENT),
        )
    ),
    Case("venues:reviews", "GET", OFFICE),
    Case("venues:amendments", "GET", LISTS),
    Case(
        "venues:amendment_decide",
        "POST",
        roles(302, 404, manager=403, reviewer=403, organiser=302),
        "own",
        at("amendment"),
        unchanged=facts,
    ),
    Case("venues:amendment_decide", "POST", NOBODY, "absent", at(""), unchanged=facts),
    Case("venues:amendment_ask", "GET", REPORTS, "own", at("point")),
    Case("venues:amendment_ask", "POST", REPORTS, "own", at("point"), unchanged=facts),
    Case("venues:amendment_ask", "GET", REPORTS_ABSENT, "absent", at("")),
    Case(
        "api:point-amendments",
        "POST",
        roles(401, 404, manager=400, reviewer=403, organiser=400),
        "own",
        at("point"),
        lambda w: {"client_uuid": str(uuid4()), "day": today_text(), "reason": "x"},
        unchanged=facts,
    ),
    Case("venues:month", "GET", SEES, "own", at("point", month=this_month())),
    Case("venues:month", "GET", NOBODY, "absent", at("", month=this_month())),
    *(
        Case(
            "venues:month_decide",
            "POST",
            roles(302, 404, manager=manager, reviewer=403, organiser=302),
            "own",
            at("point", month=this_month()),
            lambda w, choice=choice: {"choice": choice},
            unchanged=facts,
        )
        for choice, manager in (("approve", 403), ("hand_in", 302))
    ),
    *(Case(f"api:{name}", "GET", roles(401, 200)) for name in ("amendment-list", "handover-list")),
    Case(
        "api:amendment-decide",
        "POST",
        roles(401, 404, manager=403, reviewer=403, organiser=200),
        "own",
        at("amendment"),
        lambda w: {"grant": False},
        unchanged=facts,
    ),
    Case("api:amendment-decide", "POST", A_ABSENT, "absent", at(""), unchanged=facts),
    Case("api:point-month", "GET", A_SEES, "own", at("point", month=this_month())),
    Case("api:point-month", "GET", A_ABSENT, "absent", at("point", month="2001-01")),
    *(
        Case(
            f"api:point-month-{step}",
            "POST",
            roles(401, 404, manager=manager, reviewer=403, organiser=organiser),
            "own",
            at("point", month=last_month()),
            lambda w, data=data: data,
            unchanged=facts,
        )
        for step, data, manager, organiser in (
            ("query", {"question": "?"}, 403, 409),
            ("approve", {}, 403, 409),
            ("hand-in", {}, 200, 200),
        )
    ),
    Case(
        "api:handover-detail",
        "GET",
        roles(401, 404, manager=200, other_manager=200, reviewer=200, organiser=200),
        "own",
        at("handover"),
    ),
    Case(
        "api:handover-sign",
        "POST",
        roles(401, 404, manager=200, other_manager=200, reviewer=403, organiser=403),
        "own",
        at("handover"),
        unchanged=facts,
    ),
    Case(
        "api:handover-cancel",
        "POST",
        roles(401, 404, manager=403, other_manager=403, reviewer=403, organiser=200),
        "own",
        at("handover"),
        unchanged=facts,
    ),
    *(
        Case(
            "api:handover-start",
            "POST",
            roles(401, 403, organiser=status),
            object,
            at(name, staff_pk="staff"),
            lambda w: {"email": "new@example.org", "full_name": "An", "last_day": today_text()},
            unchanged=facts,
        )
        for object, name, status in (("own", "point", 400), ("foreign", "other_point", 404))
    ),
    Case("api:webhook-list", "GET", A_ORG),
    Case(
        "api:webhook-list",
        "POST",
        A_MADE,
        data=lambda w: {"name": "x", "url": "https://x.example.org/", "topics": ["line.low"]},
        unchanged=facts,
    ),
    Case("api:webhook-detail", "GET", A_ORG, "own", at("webhook")),
    Case("api:webhook-detail", "GET", roles(401, 403, organiser=404), "absent", at("")),
    Case(
        "api:webhook-detail",
        "PATCH",
        A_ORG,
        "own",
        at("webhook"),
        lambda w: {"active": False},
        unchanged=facts,
    ),
    Case("api:webhook-calls", "GET", A_ORG, "own", at("webhook")),
    Case("api:webhook-calls", "POST", A_MADE, "own", at("webhook"), unchanged=facts),
    Case("venues:calendar", "GET", ORG),
    *both("rule_edit", lambda w: {"kind": "SHOP"}, ORG, "none"),
    *both("holiday_add", lambda w: {}, ORG, "none"),
    Case(
        "venues:holiday_remove",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        at("holiday"),
        unchanged=facts,
    ),
    Case("venues:holiday_remove", "POST", ORG_ABSENT, "absent", at(""), unchanged=facts),
    *both("handover_start", at("point", staff_pk="staff"), ORG, "own"),
    *both("handover_start", at("other_point", staff_pk="staff"), ORG_ABSENT, "foreign"),
    Case(
        "venues:handover",
        "GET",
        roles(302, 404, manager=200, other_manager=200, reviewer=200, organiser=200),
        "own",
        at("handover"),
    ),
    Case("venues:handover", "GET", NOBODY, "absent", at("")),
    Case(
        "venues:handover_sign",
        "POST",
        roles(302, 404, manager=302, other_manager=302, reviewer=403, organiser=403),
        "own",
        at("handover"),
        unchanged=facts,
    ),
    Case(
        "venues:handover_cancel",
        "POST",
        roles(302, 404, manager=403, other_manager=403, reviewer=403, organiser=302),
        "own",
        at("handover"),
        unchanged=facts,
    ),
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
    Case("venues:photo", "GET", SEES, "own", at("point", photo_pk="photo")),
    Case("venues:photo", "GET", NOBODY, "foreign", at("other_point", photo_pk="photo")),
    Case("venues:dashboard", "GET", OFFICE),
    Case("venues:grid", "GET", OFFICE),
    Case(
        "venues:start_reports",
        "POST",
        roles(302, 403, organiser=302),
        data=lambda w: {"month": "2026-11", "languages": ["vi"]},
    ),
    Case("venues:city_document", "GET", OFFICE, "own", lambda w: {"document_pk": w["city_pdf"].pk}),
    Case(
        "venues:city_document",
        "GET",
        roles(302, 403, reviewer=404, organiser=404),
        "foreign",
        lambda w: {"document_pk": w["point_pdf"].pk},
    ),
    Case("venues:point_document", "GET", SEES, "own", at("point", document_pk="point_pdf")),
    Case(
        "venues:point_document",
        "GET",
        NOBODY,
        "foreign",
        at("other_point", document_pk="point_pdf"),
    ),
    Case("venues:today", "GET", roles(302, 403, manager=302, other_manager=302)),
    Case("venues:offline", "GET", everybody(302)),
    Case("venues:offline_worker", "GET", PUBLIC),
    *(
        Case(
            f"venues:offline_{name}", "GET", status, object, lambda w, code=code: {"language": code}
        )
        for name in ("shell", "texts", "manifest")
        for code, object, status in (("vi", "none", PUBLIC), ("de", "absent", everybody(404)))
    ),
    Case("venues:report", "GET", REPORTS, "own", at("point")),
    Case("venues:report", "GET", REPORTS_ABSENT, "absent", at("")),
    Case("venues:stock_report", "GET", REPORTS, "own", at("point")),
    Case(
        "venues:stock_report",
        "POST",
        REPORTED,
        "own",
        at("point"),
        lambda w: {
            f"received-{w['line'].product_id}": "4",
            f"was-received-{w['line'].product_id}": "4",
        },
        unchanged=facts,
    ),
    Case(
        "venues:stock_report",
        "POST",
        roles(302, 404, other_manager=422, reviewer=403, organiser=422),
        "foreign",
        at("other_point"),
        unchanged=facts,
    ),
    Case("venues:visitor_report", "GET", REPORTS, "own", at("point")),
    Case(
        "venues:visitor_report",
        "POST",
        REPORTED,
        "own",
        at("point"),
        lambda w: {"n": "3"},
        unchanged=facts,
    ),
    Case("venues:nothing_sold", "POST", REPORTED, "own", at("point"), unchanged=facts),
    Case("venues:nothing_sold", "POST", REPORTS_ABSENT, "absent", at(""), unchanged=facts),
    Case("venues:decide", "POST", REPORTED, "own", at("point", key="held"), unchanged=facts),
    Case(
        "venues:decide",
        "POST",
        roles(302, 404, other_manager=404, reviewer=403),
        "foreign",
        at("other_point", key="held"),
        unchanged=facts,
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
    *(
        Case(
            f"api:point-{kind}-reports",
            "POST",
            expect,
            object,
            at(name),
            lambda w, extra=extra: {"client_uuid": str(uuid4()), "day": today_text(), **extra},
            unchanged=facts,
        )
        for kind, extra in (
            ("stock", {"lines": [], "nothing_sold": True}),
            ("visitor", {"groups": []}),
        )
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=201, reviewer=403, organiser=201)),
            (
                "foreign",
                "other_point",
                roles(401, 404, other_manager=201, reviewer=403, organiser=201),
            ),
            ("absent", "", A_ABSENT),
        )
    ),
    *(
        Case("api:point-bundle", "GET", expect, object, at(name))
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=200, reviewer=403, organiser=200)),
            (
                "foreign",
                "other_point",
                roles(401, 404, other_manager=200, reviewer=403, organiser=200),
            ),
            ("absent", "", A_ABSENT),
        )
    ),
    *(
        Case("api:point-photo", "PUT", expect, object, at(name, sha256="0"), unchanged=facts)
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=400, reviewer=403, organiser=400)),
            (
                "foreign",
                "other_point",
                roles(401, 404, other_manager=400, reviewer=403, organiser=400),
            ),
            ("absent", "", A_ABSENT),
        )
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
    Case("api:reporting", "GET", roles(401, 200)),
    Case("api:points-dashboard", "GET", roles(401, 403, reviewer=200, organiser=200)),
    Case(
        "api:points-reports",
        "POST",
        roles(401, 403, organiser=202),
        data=lambda w: {"month": "2026-11-01"},
    ),
]
