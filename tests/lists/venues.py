"""The lists of venues and showcase points, and how rows are added to them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tests.factories import exhibitors, venues
from tests.factories.accounts import UserFactory
from tests.lists.exhibitors import a_producer
from tests.lists.listed import Listed, World, name
from venues.models import (
    Amendment,
    Anomaly,
    CriteriaScheme,
    CriteriaSheet,
    DeliveryNote,
    Handover,
    LineForecast,
    LineMonth,
    MonthReview,
    PointDay,
    PointMonth,
    PointStaff,
    StockCount,
    Submission,
    Webhook,
    WebhookCall,
)
from venues.rules import month_of
from venues.services.ledger import post_stock_report
from venues.services.reporting_days import open_point_days


def first_month() -> date:
    return month_of(timezone.localdate() - timedelta(days=62))


def a_point(world: World) -> None:
    world.point = venues.PointFactory(reports_from=first_month())
    world.kwargs = {"pk": world.point.pk}


def a_report(world: World, days_ago: int, **figures: int) -> None:
    post_stock_report(
        point_id=world.point.pk,
        client_uuid=uuid4(),
        day=timezone.localdate() - timedelta(days=days_ago),
        actor=world.user,
        now=timezone.now(),
        lines=[{"product": world.line.product_id, **figures}],
    )


def a_stocked_line(world: World) -> None:
    a_point(world)
    world.line = venues.line(world.point)
    world.kwargs["line_pk"] = world.line.pk
    open_point_days(point_id=world.point.pk, until=timezone.localdate())
    a_report(world, 50, received=1000)


def a_stocked_line_only(world: World) -> None:
    a_stocked_line(world)
    del world.kwargs["line_pk"]


def a_movement(world: World, n: int) -> None:
    a_report(world, n, **({"damaged": 1} if n % 2 else {"sold": 1}))


def a_stocked_line_of_a_producer(world: World) -> None:
    a_point(world)
    world.line = venues.line(world.point)
    world.kwargs = {}


def a_point_of_the_office(world: World) -> None:
    a_point(world)
    world.kwargs = {}


def a_reviewed_month(world: World, n: int) -> Any:
    point, month = venues.PointFactory(), month_of(timezone.localdate())
    PointMonth.objects.create(point=point, month=month)
    state = "QUERIED" if n % 2 else "HANDED_IN"
    return MonthReview.objects.create(point=point, month=month, state=state, question="?")


def an_amendment(world: World, n: int) -> Any:
    return Amendment.objects.create(
        client_uuid=uuid4(),
        point=world.point,
        day=timezone.localdate(),
        reason="x",
        state="ASKED" if n % 2 else "DONE",
        decided_at=None if n % 2 else timezone.now(),
    )


def an_anomaly(world: World, n: int) -> Any:
    return Anomaly.objects.create(
        point=world.point,
        day=timezone.localdate() - timedelta(days=n),
        rule="NO_VISITS",
        figures={"lines": 1},
        state="GONE" if n % 2 else "OPEN",
    )


def a_point_of_a_kind(world: World, n: int) -> Any:
    return venues.PointFactory(kind="MARKET" if n % 2 else "SHOP")


def a_shelf(world: World, n: int) -> Any:
    made = venues.line(world.point, product=exhibitors.ProductFactory(name=name(n)))
    return LineForecast.objects.create(
        point=world.point,
        product=made.product,
        days=20,
        mean=1,
        sd=0,
        reorder=11,
        target=18,
        computed_at=timezone.now(),
    )


def an_own_shelf(world: World, n: int) -> Any:
    product = exhibitors.ProductFactory(name=name(n), producer=world.producer)
    return venues.line(venues.PointFactory(), product=product)


def a_criteria_sheet(world: World, n: int) -> Any:
    scheme = CriteriaScheme.objects.create(name="x", decision="1", items=[])
    return CriteriaSheet.objects.create(
        point=world.point,
        scheme=scheme,
        assessed_on=date(2000 + (n + 1) % 2, 5, 5),
        points=[],
        total=0,
        area=1,
        share=1,
    )


def a_delivery(world: World, n: int) -> Any:
    return DeliveryNote.objects.create(
        point=world.point,
        producer=world.line.product.producer,
        state="SENT" if n % 2 else "CANCELLED",
        sent_on=timezone.localdate(),
    )


def a_count(world: World, n: int) -> Any:
    sent = Submission.objects.create(
        client_uuid=uuid4(),
        point=world.point,
        kind="COUNT",
        business_day=timezone.localdate(),
        sha256="",
        payload={},
    )
    return StockCount.objects.create(
        submission=sent,
        point=world.point,
        day=date(2000 + (n + 1) % 2, 5, 5),
        counted_at=timezone.now(),
    )


def a_consigned_line(world: World, n: int) -> Any:
    producer = exhibitors.ProducerFactory(name=name(n))
    made = venues.line(world.point, product=exhibitors.ProductFactory(producer=producer))
    month = month_of(timezone.localdate())
    return LineMonth.objects.create(point=world.point, month=month, product=made.product)


def a_month(world: World, n: int) -> None:
    month = date(2025 - n % 2, n // 2 + 1, 1)
    PointMonth.objects.create(point=world.point, month=month)


def a_manager(world: World, n: int) -> None:
    today = timezone.localdate()
    days = DateRange(today - timedelta(days=90), today - timedelta(days=9) if n % 2 else None)
    PointStaff.objects.create(point=world.point, user=UserFactory(), days=days)


def a_handover(world: World, n: int) -> Any:
    point, today = venues.PointFactory(), timezone.localdate()
    return Handover.objects.create(
        point=point,
        outgoing=venues.staff(UserFactory(), point),
        incoming=UserFactory(),
        last_day=today,
        state="OPEN" if n % 2 else "CANCELLED",
    )


def a_webhook(world: World) -> None:
    world.webhook = Webhook.objects.create(
        name="x", url="https://x.example.org/", topics=["line.low"]
    )
    world.kwargs = {"pk": world.webhook.pk}


def a_call(world: World, n: int) -> Any:
    return WebhookCall.objects.create(
        webhook=world.webhook,
        topic="line.low",
        key=str(n),
        payload={},
        state="QUEUED" if n % 2 else "SENT",
    )


def a_point_with_a_day(world: World, n: int) -> None:
    PointDay.objects.create(point=venues.PointFactory(), day=timezone.localdate())


LISTS = [
    Listed(
        "venues:venues",
        lambda w, n: venues.VenueFactory(kind=("EXHIBITION_CENTRE", "OTHER")[n % 2]),
        "kind=EXHIBITION_CENTRE",
    ),
    Listed(
        "venues:points",
        lambda w, n: venues.PointFactory(kind=("SHOP", "MARKET")[n % 2]),
        "kind=SHOP",
    ),
    Listed(
        "venues:dashboard",
        lambda w, n: venues.PointFactory(),
        "",
        note="all points of the month chosen above it",
    ),
    Listed(
        "venues:grid",
        a_point_with_a_day,
        "",
        note="the points of the month chosen above it",
    ),
    Listed("venues:managers", a_manager, "current=true", a_point),
    Listed(
        "venues:lines",
        lambda w, n: venues.line(w.point, product=exhibitors.ProductFactory(name=name(n))),
        "q=chẵn",
        a_point,
    ),
    Listed("venues:line", a_movement, "kind=SELL", a_stocked_line, most=48, own=1),
    Listed(
        "venues:days",
        lambda w, n: PointDay.objects.create(point=w.point, day=first_month() + timedelta(days=n)),
        "",
        a_point,
        query=f"month={first_month():%Y-%m}",
        most=28,
        note="the days of the month chosen above it",
    ),
    Listed("venues:deliveries", a_delivery, "state=CANCELLED", a_stocked_line_of_a_producer),
    Listed("venues:counts", a_count, "first=2001-01-01", a_point),
    Listed("venues:consignment", a_consigned_line, "q=chẵn", a_point),
    Listed("venues:reviews", a_reviewed_month, "state=HANDED_IN"),
    Listed("venues:amendments", an_amendment, "state=DONE", a_point_of_the_office),
    Listed("venues:anomalies", an_anomaly, "state=OPEN", a_point_of_the_office),
    Listed("venues:communes", a_point_of_a_kind, "kind=SHOP"),
    Listed("venues:trend", a_month, "year=2025", a_point_of_the_office, most=24),
    Listed("venues:replenishment", a_shelf, "q=chẵn", a_point_of_the_office),
    Listed("venues:my_shelves", an_own_shelf, "q=chẵn", a_producer),
    Listed("venues:criteria_sheets", a_criteria_sheet, "first=2001-01-01", a_point),
    Listed(
        "venues:webhooks",
        lambda w, n: Webhook.objects.create(
            name=name(n), url="https://x.example.org/", topics=["line.low"], active=n % 2 == 0
        ),
        "active=true",
    ),
    Listed("venues:months", a_month, "year=2025", a_point, most=24),
]
