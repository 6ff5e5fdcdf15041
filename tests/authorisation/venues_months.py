"""Matrix of months, their approval and corrections, and the reports about them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from notifications.services import issue_document
from tests.authorisation.matrix import Case
from tests.authorisation.venues_core import (
    A_ABSENT,
    A_SEES,
    LISTS,
    NOBODY,
    OFFICE,
    REPORTS,
    REPORTS_ABSENT,
    SEES,
    at,
    facts,
    roles,
    today_text,
)
from venues.models import Amendment, PointMonth
from venues.rules import month_of
from venues.services import city_months, issued, point_months, producer_months


def build(world: dict[str, Any]) -> None:
    today = timezone.localdate()
    world["amendment"] = Amendment.objects.create(
        client_uuid=uuid4(), point=world["point"], day=today, reason="x"
    )
    for month in (month_of(today), month_of(month_of(today) - timedelta(days=1))):
        PointMonth.objects.get_or_create(point=world["point"], month=month)
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


def this_month() -> str:
    return f"{timezone.localdate():%Y-%m}"


def last_month() -> str:
    """A month that is over on every day of the year."""
    return f"{timezone.localdate().replace(day=1) - timedelta(days=1):%Y-%m}"


CASES = [
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
    Case("api:amendment-list", "GET", roles(401, 200)),
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
    Case("api:points-dashboard", "GET", roles(401, 403, reviewer=200, organiser=200)),
    Case(
        "api:points-reports",
        "POST",
        roles(401, 403, organiser=202),
        data=lambda w: {"month": "2026-11-01"},
    ),
]
