"""Which producers a campaign may reach, from filters over the registry and the fairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

from exhibitors.models import Certificate, Producer, Product
from fairs.models import Application
from fairs.rules.states import ApplicationState

PRODUCTS_NAMED = 3
EXHIBITED = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)


@dataclass(frozen=True)
class Audience:
    """What is asked of the producers; every part left empty asks nothing.

    `exhibited_at` and `not_applied_to` are fairs, `stars` the fewest of a product in force,
    `chosen` the ids of producers picked by hand among those found.
    """

    exhibited_at: int | None = None
    group: int | None = None
    stars: int | None = None
    commune: int | None = None
    not_applied_to: int | None = None
    chosen: Sequence[int] | None = None


def audience(wanted: Audience, day: date) -> QuerySet[Producer]:
    """Producers with an address that match all of it on `day`, in Vietnamese order."""
    found = Producer.objects.exclude(email="").exclude(state__in=["MERGED", "SUSPENDED"])
    if wanted.exhibited_at is not None:
        taken = Application.objects.filter(fair=wanted.exhibited_at, state__in=EXHIBITED)
        found = found.filter(pk__in=taken.values("producer"))
    if wanted.not_applied_to is not None:
        applied = Application.objects.filter(fair=wanted.not_applied_to).exclude(
            state=ApplicationState.DRAFT
        )
        found = found.exclude(pk__in=applied.values("producer"))
    if wanted.stars is not None or wanted.group is not None:
        found = found.filter(pk__in=_makers(wanted, day))
    if wanted.commune is not None:
        found = found.filter(commune=wanted.commune)
    if wanted.chosen is not None:
        found = found.filter(pk__in=wanted.chosen)
    return found.select_related("commune").order_by("sort_key", "id")


def _makers(wanted: Audience, day: date) -> QuerySet:
    """Producers of a product of that group; with stars, of one recognised on that day."""
    if wanted.stars is None:
        made = Product.objects.filter(group=wanted.group or 0, withdrawn_on=None)
        return made.order_by().values("producer")
    recognised = Certificate.objects.valid_on(day).filter(stars__gte=wanted.stars)
    if wanted.group is not None:
        recognised = recognised.filter(product__group=wanted.group)
    return recognised.order_by().values("product__producer")


def products_of(producers: Sequence[int]) -> dict[int, str]:
    """Up to three product names of each producer, as one line."""
    rows = (
        Product.objects.filter(producer__in=producers, withdrawn_on=None)
        .order_by()
        .values_list("producer")
        .annotate(names=ArrayAgg("name", order_by="sort_key"))
    )
    return {producer: ", ".join(names[:PRODUCTS_NAMED]) for producer, names in rows}
