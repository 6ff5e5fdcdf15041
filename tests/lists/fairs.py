"""The lists of fairs, plans and seminars, and how rows are added to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from fairs.models import AllocationPlan, Assignment, AssignmentBooth, Booth, FairnessEntry
from fairs.queries.past import past_events
from fairs.services.fairness import correct_credit
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.plan_locks import lock_booth
from fairs.services.plans import create_plan
from tests.factories import exhibitors, fairs, notifications
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    SeminarFactory,
    draft_seminar,
)
from tests.lists.listed import Listed, World, name


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


LISTS = [
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
