"""Reads about the floor plan: booths with their names, and what already refers to them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from fairs.models import Application, AssignmentBooth, Booth, BoothType, Fair, FairHall, Lock, Zone
from fairs.rules.states import ACTIVE_APPLICATIONS, BoothState


def booths_of(fair: Fair) -> QuerySet[Booth]:
    """Booths in use (retired ones are history), with hall, zone and type, in plan order."""
    return (
        Booth.objects.filter(fair=fair)
        .exclude(state=BoothState.RETIRED)
        .select_related("hall", "zone", "type")
        .order_by("hall__position", "hall_id", "row", "x", "y")
    )


def halls_of(fair: Fair) -> list[FairHall]:
    return list(FairHall.objects.filter(fair=fair).order_by("position", "id"))


def zones_of(fair: Fair) -> list[Zone]:
    """K9 before K10."""
    found = Zone.objects.filter(fair=fair).select_related("hall")
    return list(found.order_by(Length("code"), "code"))


def types_of(fair: Fair) -> list[BoothType]:
    return list(BoothType.objects.filter(fair=fair).order_by("code"))


def references_to(hall: FairHall) -> list[str]:
    """What would lose its meaning if this hall were drawn again.

    Codes among `wishes`, `places` and `locks`; empty when the plan is free to change.
    """
    booths = list(Booth.objects.filter(hall=hall).values_list("pk", flat=True))
    zones = list(Zone.objects.filter(hall=hall).values_list("pk", flat=True))
    found = []
    if wishing_for(hall.fair, booths=booths, zones=zones).exists():
        found.append("wishes")
    if AssignmentBooth.objects.filter(booth__in=booths).exists():
        found.append("places")
    if Lock.objects.filter(booth__in=booths).exists():
        found.append("locks")
    return found


def wishing_for(
    fair: Fair, *, booths: Collection[int], zones: Collection[int]
) -> QuerySet[Application]:
    """Active applications whose wishes name one of these booths or zones."""
    return Application.objects.filter(fair=fair, state__in=ACTIVE_APPLICATIONS).filter(
        Q(wished_booths__overlap=list(booths)) | Q(wished_zones__overlap=list(zones))
    )


def holders(fair: Fair) -> dict[int, tuple[int, str]]:
    """Booth id -> (producer id, name) in the published plan."""
    rows = AssignmentBooth.objects.filter(booth__fair=fair, live=True).values_list(
        "booth_id",
        "assignment__application__producer_id",
        "assignment__application__producer__name",
    )
    return {booth: (producer, name) for booth, producer, name in rows}
