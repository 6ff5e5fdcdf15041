"""Every list: filters, an empty state with one way on, pages, Excel, and a constant price.

LISTS names each list page of the site; one that is not named fails. The Excel file of a list is
its own address with `export=xlsx`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import ErasureRequest
from accounts.services import record_activity
from common.drf.views import ListView
from common.pages import ListPage
from exhibitors.models import RecognitionImport
from fairs.models import AllocationPlan, Assignment, AssignmentBooth, Booth, FairnessEntry
from fairs.queries.past import past_events
from fairs.services.fairness import correct_credit
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.places import confirm_participation
from fairs.services.plan_locks import lock_booth
from fairs.services.plans import create_plan, discard_plan
from notifications.services import void_documents
from tests.factories import exhibitors, fairs, notifications, venues
from tests.factories.accounts import UserFactory, organiser
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    SeminarFactory,
    draft_seminar,
)
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

pytestmark = pytest.mark.django_db
World = SimpleNamespace
FEW, MANY = 5, 50


@dataclass(frozen=True)
class Listed:
    """A list page.

    `add(world, n)` adds a row, to be kept by the query `filter` where n is even and not where it
    is odd (none where `note` says why); `begin(world)` makes what the list belongs to and may set
    world.user and world.kwargs. `query` is part of its address, `most` how many rows it can have,
    `own` how many it has before any is added.
    """

    route: str
    add: Callable[[World, int], Any]
    filter: str
    begin: Callable[[World], Any] = lambda world: None
    query: str = ""
    most: int = MANY
    own: int = 0
    note: str = ""


def wish(n: int) -> ErasureRequest:
    """A wish to be erased, open where n is even."""
    decided = timezone.now() if n % 2 else None
    return ErasureRequest.objects.create(
        address=f"wish{n}@example.org",
        state="WITHDRAWN" if n % 2 else "ASKED",
        decided_at=decided,
        decided_by=organiser(email=f"decider{n}@example.org") if n % 2 else None,
    )


def first_month() -> date:
    return month_of(timezone.localdate() - timedelta(days=62))


def a_producer(world: World) -> None:
    world.user, world.producer = UserFactory(), exhibitors.ProducerFactory()
    exhibitors.member(world.user, world.producer)


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


def a_fair(world: World) -> None:
    world.fair = fairs.FairFactory(hall=False)


def a_drawn_fair(world: World) -> None:
    world.fair = fairs.FairFactory()
    world.kwargs = {"pk": world.fair.pk}


def an_application(world: World) -> None:
    world.kwargs = {"pk": fairs.ApplicationFactory().pk}


def a_large_fair(world: World) -> None:
    """More booths than a list has rows, and one applicant whose code the filters name."""
    world.fair = fairs.FairFactory(hall={"rows": 6, "booths_per_row": 12})
    world.kwargs = {"pk": world.fair.pk}
    world.booths = list(Booth.objects.filter(fair=world.fair).order_by("id"))
    world.named = fairs.accepted(world.fair, code="TA-NAMED")


def a_plan_beside_the_published(world: World) -> None:
    a_large_fair(world)
    AllocationPlan.objects.create(
        fair=world.fair, number=1, state="PUBLISHED", published_at=timezone.now()
    )
    world.plan = AllocationPlan.objects.create(fair=world.fair, number=2)
    world.kwargs = {"pk": world.plan.pk}
    world.days = (world.fair.opens_on, world.fair.closes_on + timedelta(days=1))


def a_new_place(world: World, n: int) -> None:
    AssignmentBooth.objects.create(
        plan=world.plan,
        assignment=Assignment.objects.create(
            plan=world.plan, application=fairs.accepted(world.fair)
        ),
        booth=world.booths[n],
        days=world.days,
    )


def a_ledger_entry(world: World, n: int) -> None:
    application = fairs.ApplicationFactory(fair=world.fair)
    if n % 2:
        FairnessEntry.objects.create(
            producer=application.producer,
            fair=world.fair,
            kind="REFUSED",
            points=40,
            basis={"application": application.code},
        )
    else:
        correct_credit(application=application, points=5, reason="Bù", actor=None)


def a_fair_of_locks(world: World) -> None:
    a_large_fair(world)
    world.plan = create_plan(fair=world.fair, actor=None)


def a_lock_of_a_scope(world: World, n: int) -> None:
    if n % 2:
        lock_booth(plan=world.plan, booth=world.booths[n], actor=world.user)
    else:
        lock_place(application=world.named, booths=[world.booths[n]], actor=world.user)


def a_seminar(world: World) -> None:
    world.seminar = SeminarFactory()
    world.kwargs = {"pk": world.seminar.pk}


def a_registration(world: World, n: int) -> None:
    RegistrationFactory(seminar=world.seminar, state=("CONFIRMED", "WAITLISTED")[n % 2])


def an_invitation(world: World, n: int) -> None:
    InvitationFactory(
        seminar=world.seminar,
        response=("NONE", "DECLINED")[n % 2],
        responded_at=timezone.now() if n % 2 else None,
    )


def a_pair_of_rivals(world: World, n: int) -> Any:
    first, second = (
        fairs.ApplicationFactory(fair=world.fair, producer=exhibitors.ProducerFactory(name=name(n)))
        for _ in range(2)
    )
    return declare_rivals(fair=world.fair, first=first, second=second, actor=world.user, reason="")


def name(n: int) -> str:
    return f"{'lẻ' if n % 2 else 'chẵn'} {n}"


def a_document(world: World, n: int) -> None:
    notifications.document(subject_id=str(n))
    if n % 2:
        void_documents(subject_type="test", subject_id=str(n), reason="sai", actor=None)


def a_paper(kind: str, subject_type: str) -> Callable[[World, int], None]:
    """Adds valid papers about the object in the address, named in turn."""

    def add(world: World, n: int) -> None:
        notifications.document(
            kind=kind,
            subject_type=subject_type,
            subject_id=str(world.kwargs["pk"]),
            language=f"{n:02d}",
            title=name(n),
        )

    return add


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


def a_campaign(world: World) -> None:
    world.campaign = notifications.CampaignFactory(
        state="DRAFT", written_by_hand=True, asks_answer=True
    )
    world.kwargs = {"pk": world.campaign.pk}


LISTS = [
    Listed("accounts:people", lambda w, n: UserFactory(full_name=name(n)), "q=chẵn", own=1),
    Listed("accounts:erasures", lambda w, n: wish(n), "state=ASKED"),
    Listed(
        "accounts:activity",
        lambda w, n: record_activity(
            actor=w.user, verb=("user.closed", "user.invited")[n % 2], obj=w.user
        ),
        "verb=user.closed",
    ),
    Listed(
        "notifications:messages",
        lambda w, n: notifications.MessageFactory(state=("QUEUED", "SENT")[n % 2]),
        "state=QUEUED",
    ),
    Listed(
        "notifications:jobs",
        lambda w, n: notifications.JobFactory(
            state=("QUEUED", "DONE")[n % 2], finished_at=timezone.now() if n % 2 else None
        ),
        "state=QUEUED",
    ),
    Listed("notifications:documents", a_document, "state=VALID"),
    Listed(
        "notifications:campaigns",
        lambda w, n: notifications.CampaignFactory(state=("DRAFT", "UNDER_WAY")[n % 2]),
        "state=DRAFT",
    ),
    Listed(
        "notifications:recipients",
        lambda w, n: notifications.RecipientFactory(
            campaign=w.campaign,
            answer=("ACCEPTED", "NONE")[n % 2],
            message=notifications.MessageFactory(campaign=w.campaign),
        ),
        "answer=ACCEPTED",
        a_campaign,
    ),
    Listed(
        "notifications:refused",
        lambda w, n: notifications.MessageFactory(state=("FAILED", "DEAD")[n % 2]),
        "state=FAILED",
    ),
    Listed(
        "notifications:bounces",
        lambda w, n: notifications.BounceFactory(outcome=("OPEN", "CORRECTED")[n % 2]),
        "outcome=OPEN",
    ),
    Listed(
        "notifications:consents",
        lambda w, n: notifications.ConsentFactory(act=("GRANTED", "WITHDRAWN")[n % 2]),
        "act=GRANTED",
    ),
    Listed(
        "exhibitors:communes",
        lambda w, n: exhibitors.CommuneFactory(is_ward=n % 2),
        "is_ward=false",
    ),
    Listed(
        "exhibitors:villages",
        lambda w, n: exhibitors.CraftVillageFactory(verified=not n % 2),
        "verified=true",
    ),
    Listed(
        "exhibitors:catalogue",
        lambda w, n: exhibitors.certified(stars=4 - n % 2),
        "stars=4",
    ),
    Listed(
        "exhibitors:my-products",
        lambda w, n: exhibitors.certified(producer=w.producer, stars=4 - n % 2),
        "stars=4",
        a_producer,
    ),
    Listed(
        "exhibitors:producers",
        lambda w, n: exhibitors.ProducerFactory(state=("VERIFIED", "SUSPENDED")[n % 2]),
        "state=VERIFIED",
    ),
    Listed("exhibitors:products", lambda w, n: exhibitors.certified(stars=4 - n % 2), "stars=4"),
    Listed(
        "exhibitors:certificates",
        lambda w, n: exhibitors.certified(
            issued_on=timezone.localdate() - timedelta(days=(1080, 365)[n % 2])
        ),
        "within=30",
    ),
    Listed(
        "exhibitors:imports",
        lambda w, n: RecognitionImport.objects.create(
            filename=f"{n}.xlsx", total=9, failed=n % 2, created_by=w.user
        ),
        "failed=false",
    ),
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
    Listed(
        "fairs:fairs",
        lambda w, n: fairs.FairFactory(hall=False, state=("PUBLISHED", "DRAFT")[n % 2]),
        "state=PUBLISHED",
    ),
    Listed(
        "fairs:applications",
        lambda w, n: fairs.ApplicationFactory(fair=w.fair, state=("SUBMITTED", "ELIGIBLE")[n % 2]),
        "state=SUBMITTED",
        a_fair,
    ),
    Listed(
        "fairs:seminars_manage",
        lambda w, n: draft_seminar() if n % 2 else SeminarFactory(),
        "state=PUBLISHED",
    ),
    Listed("fairs:seminar_registrations", a_registration, "state=CONFIRMED", a_seminar),
    Listed("fairs:seminar_invitations", an_invitation, "response=NONE", a_seminar),
    Listed(
        "fairs:past",
        lambda w, n: None,
        "",
        most=0,
        own=len(past_events()),
        note="two dozen events of public record, from a file",
    ),
    Listed(
        "fairs:decisions",
        lambda w, n: fairs.eligible(w.fair, decision=("ACCEPT", "")[n % 2]),
        "decision=ACCEPT",
        a_drawn_fair,
    ),
    Listed("fairs:rivals", a_pair_of_rivals, "producer=chẵn", a_drawn_fair),
    Listed("fairs:papers", a_paper("fairs.results", "fairs.fair"), "title=chẵn", a_drawn_fair),
    Listed(
        "fairs:plans",
        lambda w, n: create_plan(fair=w.fair, actor=None),
        "",
        a_drawn_fair,
        note="a fair has a handful of plans",
    ),
    Listed(
        "fairs:plan_moves",
        a_new_place,
        "",
        a_plan_beside_the_published,
        note="the moves of one plan are few",
    ),
    Listed("fairs:ledger", a_ledger_entry, "kind=CORRECTION", a_drawn_fair),
    Listed("fairs:locks", a_lock_of_a_scope, "scope=APPLICATION", a_fair_of_locks),
]


def a_plan(world: World, n: int) -> None:
    plan = create_plan(fair=world.fair, actor=world.user)
    if n % 2:
        discard_plan(plan=plan, actor=world.user)


def a_pair_of_rivals(world: World, n: int) -> None:
    first = fairs.ApplicationFactory(fair=world.fair) if n % 2 else world.named
    second = fairs.ApplicationFactory(fair=world.fair)
    declare_rivals(fair=world.fair, first=first, second=second, actor=world.user)


def a_lock(world: World, n: int) -> None:
    applicant = fairs.accepted(world.fair) if n % 2 else world.named
    lock_place(application=applicant, booths=[world.booths[n]], actor=world.user)


def own_places(world: World) -> None:
    a_large_fair(world)
    world.user, world.kwargs = UserFactory(), {}
    world.plan = AllocationPlan.objects.create(
        fair=world.fair, number=1, state="PUBLISHED", published_at=timezone.now()
    )
    world.days = (world.fair.opens_on, world.fair.closes_on + timedelta(days=1))


def an_own_place(world: World, n: int) -> None:
    own = fairs.accepted(world.fair)
    exhibitors.member(world.user, own.producer)
    AssignmentBooth.objects.create(
        plan=world.plan,
        assignment=Assignment.objects.create(plan=world.plan, application=own),
        booth=world.booths[n],
        days=world.days,
        live=True,
    )
    if n % 2:
        confirm_participation(application=own, actor=world.user, now=timezone.now())


def a_product(world: World) -> None:
    world.product = exhibitors.ProductFactory()
    world.kwargs = {"pk": world.product.pk}


def a_producer_of_others(world: World) -> None:
    world.producer = exhibitors.ProducerFactory()
    world.kwargs = {"pk": world.producer.pk}


def as_in(route: str, page: str) -> Listed:
    """The rows and the filter of a list of the API are those of a page."""
    return replace(next(listed for listed in LISTS if listed.route == page), route=f"api:{route}")


API_LISTS = [
    as_in("user-list", "accounts:people"),
    as_in("activity-list", "accounts:activity"),
    as_in("erasure-list", "accounts:erasures"),
    as_in("message-list", "notifications:messages"),
    as_in("job-list", "notifications:jobs"),
    as_in("document-list", "notifications:documents"),
    as_in("campaign-list", "notifications:campaigns"),
    as_in("recipient-list", "notifications:recipients"),
    as_in("bounce-list", "notifications:bounces"),
    as_in("consent-list", "notifications:consents"),
    as_in("commune-list", "exhibitors:communes"),
    as_in("village-list", "exhibitors:villages"),
    as_in("catalogue-list", "exhibitors:catalogue"),
    as_in("producer-list", "exhibitors:producers"),
    as_in("product-list", "exhibitors:products"),
    as_in("certificate-list", "exhibitors:certificates"),
    as_in("recognition-import-list", "exhibitors:imports"),
    as_in("venue-list", "venues:venues"),
    as_in("point-list", "venues:points"),
    as_in("points-dashboard", "venues:dashboard"),
    as_in("point-lines", "venues:lines"),
    as_in("point-days", "venues:days"),
    Listed("api:point-amendments", an_amendment, "state=DONE", a_point),
    Listed("api:amendment-list", an_amendment, "state=DONE", a_point_of_the_office),
    as_in("point-months", "venues:months"),
    Listed("api:handover-list", a_handover, "state=CANCELLED", a_point_of_the_office),
    as_in("webhook-list", "venues:webhooks"),
    Listed("api:webhook-calls", a_call, "state=SENT", a_webhook),
    Listed("api:point-movements", a_movement, "kind=SELL", a_stocked_line_only, most=48, own=1),
    as_in("shelf-list", "venues:my_shelves"),
    as_in("anomaly-list", "venues:anomalies"),
    as_in("delivery-list", "venues:deliveries"),
    as_in("point-counts", "venues:counts"),
    as_in("point-managers", "venues:managers"),
    as_in("fair-list", "fairs:fairs"),
    as_in("application-list", "fairs:applications"),
    as_in("seminar-list", "fairs:seminars_manage"),
    as_in("fair-paper-list", "fairs:papers"),
    Listed(
        "api:seminar-paper-list",
        a_paper("fairs.attendance", "fairs.seminar"),
        "title=chẵn",
        a_seminar,
    ),
    Listed(
        "api:application-paper-list",
        a_paper("fairs.receipt", "fairs.application"),
        "title=chẵn",
        an_application,
    ),
    Listed(
        "api:producer-paper-list",
        a_paper("exhibitors.expiry_notice", "exhibitors.producer"),
        "title=chẵn",
        a_producer_of_others,
    ),
    Listed("api:plan-list", a_plan, "state=DRAFT", a_drawn_fair),
    Listed(
        "api:product-certificate-list",
        lambda w, n: exhibitors.CertificateFactory(
            product=w.product, issued_on=timezone.localdate() - timedelta(days=(1080, 365)[n % 2])
        ),
        "within=30",
        a_product,
    ),
    Listed(
        "api:member-list",
        lambda w, n: exhibitors.member(UserFactory(), w.producer),
        "",
        a_producer_of_others,
        note="the people of one producer",
    ),
    Listed("api:hall-list", lambda w, n: venues.HallFactory(), "", note="also by venue"),
    Listed("api:room-list", lambda w, n: venues.RoomFactory(), "", note="also by venue"),
    Listed(
        "api:fair-series-list", lambda w, n: fairs.FairSeriesFactory(name_vi=name(n)), "name=chẵn"
    ),
    Listed("api:rival-list", a_pair_of_rivals, "application=TA-NAMED", a_large_fair),
    Listed("api:lock-list", a_lock, "application=TA-NAMED", a_large_fair),
    Listed("api:my-place-list", an_own_place, "state=ACCEPTED", own_places),
    as_in("ledger-list", "fairs:ledger"),
    as_in("seminar-registration-list", "fairs:seminar_registrations"),
    as_in("seminar-invitation-list", "fairs:seminar_invitations"),
]


def routes_of(base: type, resolver: Any = None, prefix: str = "") -> set[str]:
    """The names of all routes whose view is a `base`."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= routes_of(base, pattern, space)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            if view is not None and issubclass(view, base):
                names.add(f"{prefix}{pattern.name}")
    return names


def test_every_list_is_named_here():
    assert {listed.route for listed in LISTS} == routes_of(ListPage)
    assert {listed.route for listed in API_LISTS} == routes_of(ListView)


def test_only_lists_with_a_note_have_no_filter():
    assert all(listed.filter or listed.note for listed in LISTS + API_LISTS)


OWN_TABLES = {
    "exhibitors/import_body.html": "the problems of one file, with a workbook of their own",
    "exhibitors/producer.html": "the products of one producer",
    "fairs/plan.html": "the locks of one plan",
    "notifications/caught_mails.html": "a tool of developers",
}


def test_a_list_is_drawn_by_the_page_all_lists_share():
    """A template with a table of its own is named with its reason."""
    root = Path(__file__).resolve().parents[1]
    drawn = {
        str(path).partition("/templates/")[2]
        for path in root.glob("*/templates/**/*.html")
        if 'class="table list"' in path.read_text() and path.name != "table.html"
    }
    assert drawn == set(OWN_TABLES)


every_list = pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.route)


@pytest.fixture
def opened(sign_in):
    """A function: the world of a list, and a function that opens it with a query."""

    def make(listed: Listed):
        world = World(user=organiser(), kwargs={})
        listed.begin(world)
        client, address = sign_in(world.user), reverse(listed.route, kwargs=world.kwargs)
        return world, lambda query="": client.get(f"{address}?{listed.query}&{query}")

    return make


def fill(world: World, listed: Listed, numbers: range) -> None:
    for n in numbers:
        listed.add(world, n)


def exported(answer: Any) -> int:
    """How many rows a workbook has below its heading."""
    book = openpyxl.load_workbook(BytesIO(answer.content), read_only=True)
    return sum(1 for _row in book.active.iter_rows()) - 1


def price(get: Callable[[], Any]) -> int:
    """How many queries an answer costs."""
    with CaptureQueriesContext(connection) as queries:
        assert get().status_code == 200
    return len(queries)


@every_list
def test_an_empty_list_says_why_and_shows_one_way_on(listed, opened):
    if listed.own:
        pytest.skip("never empty")
    _world, get = opened(listed)
    page = get().content.decode()
    box = page.partition('<div class="empty">')[2].partition("</div>")[0]
    assert box.count("<a ") == 1, box
    assert "export=xlsx" not in page


@every_list
def test_a_filter_that_keeps_nothing_offers_to_clear_it(listed, opened):
    if not listed.filter or listed.own:
        pytest.skip("no filter, or never empty")
    world, get = opened(listed)
    page = get(listed.filter).content.decode()
    box = page.partition('<div class="empty">')[2].partition("</div>")[0]
    clear = reverse(listed.route, kwargs=world.kwargs)
    assert box.count("<a ") == 1, box
    assert f'href="{clear}"' in box


@every_list
def test_a_long_list_has_pages_and_its_workbook_has_what_the_filter_keeps(listed, opened):
    world, get = opened(listed)
    fill(world, listed, range(listed.most))
    page = get()
    assert page.context["page"].paginator.count == listed.most + listed.own
    if listed.most > 31:
        assert len(page.context["rows"]) == 25
        assert 'rel="next"' in page.content.decode()
        assert 'rel="prev"' in get("page=2").content.decode()
    assert exported(get("export=xlsx")) == listed.most + listed.own
    if listed.filter:
        kept = get(listed.filter).context["page"].paginator.count
        assert kept == (listed.most + 1) // 2
        assert exported(get(f"{listed.filter}&export=xlsx")) == kept


@every_list
def test_a_list_costs_as_much_for_few_rows_as_for_many(listed, opened):
    world, get = opened(listed)

    def costs() -> tuple[int, int]:
        return price(get), price(lambda: get("export=xlsx"))

    fill(world, listed, range(FEW))
    costs()  # fills the caches that live as long as the process
    few = costs()
    fill(world, listed, range(FEW, listed.most))
    assert costs() == few


@pytest.mark.parametrize("listed", API_LISTS, ids=lambda listed: listed.route)
def test_a_list_of_the_api_is_filtered_paged_and_costs_the_same(listed, api):
    world = World(user=organiser(), kwargs={})
    listed.begin(world)
    caller, address = api(world.user), reverse(listed.route, kwargs=world.kwargs)

    def get(query: str = "page_size=100") -> Any:
        return caller.get(f"{address}?{listed.query}&{query}")

    fill(world, listed, range(FEW))
    get()
    few = price(get)
    fill(world, listed, range(FEW, listed.most))
    assert price(get) == few
    assert len(get().json()["results"]) == listed.most + listed.own
    page = get("page_size=10").json()
    assert len(page["results"]) == 10
    assert page["next"]
    if listed.filter:
        kept = get(f"page_size=100&{listed.filter}").json()["results"]
        assert len(kept) == (listed.most + 1) // 2
