"""A fair's booths and accepted applicants as the solver reads them (`booth-assign/1`).

Booth ids are booth numbers, application ids are application codes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from fairs.models import (
    AllocationPlan,
    Application,
    ApplicationItem,
    Assignment,
    AssignmentBooth,
    Booth,
    BoothType,
    Fair,
    FairHall,
    Lock,
    RivalPair,
    Zone,
)
from fairs.queries.fingerprints import Fingerprint, fingerprint_of, input_hash
from fairs.queries.solver_rows import (
    Names,
    applicant_row,
    hall_row,
    place_row,
    weights_for,
    zone_row,
)
from fairs.rules.states import ApplicationState, BoothState, Decision, PlanState
from fairs.solver.blocks import Block, Board, board
from fairs.solver.model import Instance

ANNOUNCED = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)


@dataclass(frozen=True)
class FairInput:
    """Everything an allocation depends on, with the ways from names back to rows."""

    fair: Fair
    instance: Instance
    booths: Mapping[str, Booth]
    applications: Mapping[str, Application]
    fingerprint: Fingerprint
    kept_free: Mapping[str, str]  # booth number → why nobody gets it

    @cached_property
    def board(self) -> Board:
        """The hall laid out in chains. Raises FloorPlanError when it cannot be."""
        return board(self.instance)

    @cached_property
    def locked(self) -> dict[str, str]:
        """Booth number → application code of the applicant locked to it."""
        return {booth: a.id for a in self.instance.applications for booth in a.lock}

    @cached_property
    def _blocks(self) -> dict[int, dict[int, list[Block]]]:
        found: dict[int, dict[int, list[Block]]] = defaultdict(lambda: defaultdict(list))
        for block in self.board.blocks:
            for position in range(block.first, block.last + 1):
                found[block.modules][position].append(block)
        return found

    def blocks_at(self, modules: int) -> Mapping[int, list[Block]]:
        """Blocks of one size by the position (`board.number`) of each booth they hold."""
        return self._blocks.get(modules, {})

    @property
    def hash(self) -> str:
        return input_hash(self.fingerprint)


def allocatable(fair: Fair) -> QuerySet[Application]:
    """Applications that may hold booths: accepted, or decided so and not yet announced."""
    return Application.objects.filter(fair=fair).filter(
        Q(state__in=ANNOUNCED) | Q(state=ApplicationState.ELIGIBLE, decision=Decision.ACCEPT)
    )


def build_input(fair: Fair) -> FairInput:
    """Read the fair once (ten queries, whatever its size)."""
    booths = list(
        Booth.objects.filter(fair=fair)
        .exclude(state=BoothState.RETIRED)
        .select_related("hall", "zone", "type")
        .order_by("hall__position", "hall_id", "row", "x", "y", "id")
    )
    items = ApplicationItem.objects.select_related("product", "certificate").order_by("id")
    applications = list(
        allocatable(fair)
        .select_related("producer__village", "producer__commune")
        .prefetch_related(Prefetch("items", items))
        .order_by("late", "submitted_at", "id")
    )
    kept_free = _kept_free(fair)
    instance = _instance(fair, booths, applications, kept_free)
    return FairInput(
        fair=fair,
        instance=instance,
        booths={booth.number: booth for booth in booths},
        applications={a.code: a for a in applications},
        fingerprint=fingerprint_of(instance, {a.code: a for a in applications}, kept_free),
        kept_free=kept_free,
    )


def empty_board(fair: Fair, booths: list[Booth]) -> Board:
    """The halls laid out with these booths and nobody applying. Raises FloorPlanError."""
    return board(
        Instance(
            name=fair.code,
            seed=1,
            weights=weights_for(fair),
            halls=tuple(hall_row(hall, booths) for hall in FairHall.objects.filter(fair=fair)),
            zones=tuple(zone_row(zone) for zone in Zone.objects.filter(fair=fair).order_by("code")),
            booths=tuple(place_row(booth) for booth in booths),
            applications=(),
        )
    )


def build_instance(fair: Fair) -> Instance:
    """The assignment problem of a fair as it stands now."""
    return build_input(fair).instance


def announced_places(fair: Fair) -> dict[str, tuple[str, ...]]:
    """Application code → booth numbers of the published plan."""
    return places_of(AssignmentBooth.objects.filter(plan__fair=fair, live=True))


def places_of_plan(plan: AllocationPlan) -> dict[str, tuple[str, ...]]:
    """Application code → booth numbers in one plan."""
    return places_of(AssignmentBooth.objects.filter(plan=plan))


def places_of(rows: QuerySet[AssignmentBooth]) -> dict[str, tuple[str, ...]]:
    """Application code → booth numbers of these places, in the order of the hall."""
    held: dict[str, list[str]] = defaultdict(list)
    ordered = rows.order_by("booth__hall__position", "booth__row", "booth__x", "booth__y")
    for code, number in ordered.values_list("assignment__application__code", "booth__number"):
        held[code].append(number)
    return {code: tuple(numbers) for code, numbers in held.items()}


def _instance(
    fair: Fair,
    booths: list[Booth],
    applications: list[Application],
    kept_free: Mapping[str, str],
) -> Instance:
    zones = list(Zone.objects.filter(fair=fair).order_by("code"))
    types = list(BoothType.objects.filter(fair=fair).order_by("code"))
    names = Names(
        booths={booth.pk: booth.number for booth in booths},
        zones={zone.pk: zone.code for zone in zones},
        types={type_.pk: type_.code for type_ in types},
        locks=_locks(fair),
    )
    codes = {a.pk: a.code for a in applications}
    rivals = RivalPair.objects.filter(fair=fair).values_list("first_id", "second_id")
    pairs = sorted(
        tuple(sorted((codes[a], codes[b]))) for a, b in rivals if a in codes and b in codes
    )
    return Instance(
        name=fair.code,
        seed=1,
        weights=weights_for(fair),
        halls=tuple(hall_row(hall, booths) for hall in FairHall.objects.filter(fair=fair)),
        zones=tuple(zone_row(zone) for zone in zones),
        booths=tuple(place_row(booth, kept_free) for booth in booths),
        applications=tuple(applicant_row(a, i, names) for i, a in enumerate(applications, 1)),
        separate=tuple((pair[0], pair[1]) for pair in pairs),
        announced={k: v for k, v in announced_places(fair).items() if k in set(codes.values())},
    )


def _locks(fair: Fair) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Lock.objects.filter(fair=fair, application__isnull=False).order_by("booth__number")
    for application, number in rows.values_list("application_id", "booth__number"):
        found[application].append(number)
    return {application: tuple(numbers) for application, numbers in found.items()}


def _kept_free(fair: Fair) -> dict[str, str]:
    rows = Lock.objects.filter(fair=fair, application=None).order_by("booth__number")
    return dict(rows.values_list("booth__number", "reason"))


def published_plan(fair: Fair) -> AllocationPlan | None:
    return AllocationPlan.objects.filter(fair=fair, state=PlanState.PUBLISHED).first()


def assignments_of(plan: AllocationPlan) -> QuerySet[Assignment]:
    """Assignments of a plan with applicant and booths, by producer's name."""
    places = AssignmentBooth.objects.select_related(
        "booth__zone", "booth__hall", "booth__type"
    ).order_by("booth__hall__position", "booth__row", "booth__x", "booth__y")
    return (
        Assignment.objects.filter(plan=plan)
        .select_related("application__producer__village", "application__producer__commune")
        .prefetch_related(Prefetch("places", places))
        .order_by("application__producer__sort_key", "id")
    )
