"""Matrix of findings, criteria sheets, programs that are called, the calendar and handovers."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tests.authorisation.matrix import Case
from tests.authorisation.venues_core import (
    A_MADE,
    A_ORG,
    NOBODY,
    OFFICE,
    ORG,
    ORG_ABSENT,
    SEES,
    at,
    both,
    facts,
    roles,
    today_text,
)
from venues.models import Anomaly, CriteriaScheme, CriteriaSheet, Handover, Holiday, Webhook


def build(world: dict[str, Any]) -> None:
    users, today = world["users"], timezone.localdate()
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


CASES = [
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
    Case("api:handover-list", "GET", roles(401, 200)),
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
]
