"""Fairs with accepted applicants and plans, for tests of allocation."""

from django.utils import timezone

from exhibitors.models import Producer
from exhibitors.rules import ProductGroup
from fairs.models import AllocationPlan, Application, Booth, Fair
from fairs.queries.instances import places_of_plan
from fairs.services.assignments import assign_booths
from fairs.services.plans import create_plan
from fairs.services.publication import publish_plan
from fairs.tasks.plans import render_letters
from notifications.models import Job
from notifications.registry import execute
from tests.factories.exhibitors import ProducerFactory, certified
from tests.factories.fairs import FairFactory, accepted

NOTE = "Theo thỏa thuận"


def applicant(
    fair: Fair,
    name: str = "",
    *,
    kind: str = "",
    group: int = ProductGroup.FOOD,
    producer: Producer | None = None,
    **values,
) -> Application:
    """An accepted applicant with one product of its own kind."""
    producer = producer or ProducerFactory(**({"name": name} if name else {}))
    product = certified(producer=producer, group=group, product_type=kind or f"kind {producer.pk}")
    return accepted(fair, producer=producer, products=[product], **values)


def fair_with(count: int, **hall) -> tuple[Fair, list[Application]]:
    """A published fair (2 × 6 booths) with so many accepted applicants."""
    fair = FairFactory(hall=hall)
    return fair, [applicant(fair, f"HTX số {n}") for n in range(1, count + 1)]


def row_of(fair: Fair, row: str | None = None) -> list[Booth]:
    """The booths of one row (the first by default), in order."""
    row = row or Booth.objects.filter(fair=fair).order_by("row").values_list("row", flat=True)[0]
    return list(Booth.objects.filter(fair=fair, row=row).order_by("x", "y"))


def plan_with(fair: Fair, places: dict[Application, str | list[str]], actor=None) -> AllocationPlan:
    """A draft with these places (application → booth number or numbers)."""
    plan = create_plan(fair=fair, actor=actor)
    for application, booths in places.items():
        numbers = [booths] if isinstance(booths, str) else booths
        plan, _check = assign_booths(
            plan=plan,
            application=application,
            booths=numbers,
            version=plan.version,
            actor=actor,
            note=NOTE,
        )
    return plan


def published(fair: Fair, places: dict[Application, str | list[str]], actor=None):
    """A published plan and its letters' job."""
    plan = plan_with(fair, places, actor)
    return publish_plan(plan=plan, version=plan.version, actor=actor, now=timezone.now())


def with_letters(fair: Fair, places, actor=None) -> AllocationPlan:
    plan, job = published(fair, places, actor)
    run_job(job)
    return plan


def run_job(job: Job) -> str:
    """Do a job as a worker would; its final state."""
    return execute(job.pk)


__all__ = ["places_of_plan", "render_letters"]
