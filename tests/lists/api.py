"""Every list of the API; many have the rows of a page."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from fairs.models import AllocationPlan, Assignment, AssignmentBooth
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.places import confirm_participation
from fairs.services.plans import create_plan, discard_plan
from tests.factories import exhibitors, fairs, venues
from tests.factories.accounts import UserFactory
from tests.lists.fairs import a_drawn_fair, a_large_fair, a_paper, a_seminar, an_application
from tests.lists.listed import Listed, World, name
from tests.lists.pages import LISTS
from tests.lists.venues import (
    a_call,
    a_handover,
    a_movement,
    a_point,
    a_point_of_the_office,
    a_stocked_line_only,
    a_webhook,
    an_amendment,
)


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
