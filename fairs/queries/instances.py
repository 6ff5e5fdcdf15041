"""A fair's booths and accepted applicants as the solver reads them (`booth-assign/1`).

Booth ids are booth numbers, application ids are application codes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from common.text import fold
from exhibitors.rules import ProductGroup
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
from fairs.rules.states import ApplicationState, BoothState, Decision, PlanState
from fairs.rules.weights import weights_of
from fairs.solver.blocks import Block, Board, board
from fairs.solver.model import FLAGS, Instance, Weights
from fairs.solver.model import Application as Applicant
from fairs.solver.model import Booth as Place
from fairs.solver.model import Hall as SolverHall
from fairs.solver.model import Zone as SolverZone

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
            weights=_weights(fair),
            halls=tuple(_hall(hall, booths) for hall in FairHall.objects.filter(fair=fair)),
            zones=tuple(_zone(zone) for zone in Zone.objects.filter(fair=fair).order_by("code")),
            booths=tuple(_place(booth) for booth in booths),
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
    names = _Names(
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
        weights=_weights(fair),
        halls=tuple(_hall(hall, booths) for hall in FairHall.objects.filter(fair=fair)),
        zones=tuple(_zone(zone) for zone in zones),
        booths=tuple(_place(booth, kept_free) for booth in booths),
        applications=tuple(_applicant(a, i, names) for i, a in enumerate(applications, 1)),
        separate=tuple((pair[0], pair[1]) for pair in pairs),
        announced={k: v for k, v in announced_places(fair).items() if k in set(codes.values())},
    )


@dataclass(frozen=True)
class _Names:
    booths: Mapping[int, str]
    zones: Mapping[int, str]
    types: Mapping[int, str]
    locks: Mapping[int, tuple[str, ...]]


def _locks(fair: Fair) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Lock.objects.filter(fair=fair, application__isnull=False).order_by("booth__number")
    for application, number in rows.values_list("application_id", "booth__number"):
        found[application].append(number)
    return {application: tuple(numbers) for application, numbers in found.items()}


def _kept_free(fair: Fair) -> dict[str, str]:
    rows = Lock.objects.filter(fair=fair, application=None).order_by("booth__number")
    return dict(rows.values_list("booth__number", "reason"))


def _weights(fair: Fair) -> Weights:
    values = weights_of(fair.weights)
    ranks = {name: tuple(values[name]) for name in ("pref_booth", "pref_zone", "pref_type")}
    stars = {int(key): percent for key, percent in values["star_pct"].items()}
    return Weights(**{**values, **ranks, "star_pct": stars})


def _hall(hall: FairHall, booths: list[Booth]) -> SolverHall:
    own = [booth for booth in booths if booth.hall_id == hall.pk]
    return SolverHall(
        id=hall.name,
        outdoor=bool(own) and all(booth.outdoor for booth in own),
        entrances=tuple((float(x), float(y)) for x, y in hall.entrances),
    )


def _zone(zone: Zone) -> SolverZone:
    groups = tuple(group_code(group) for group in sorted(zone.allowed_groups))
    return SolverZone(id=zone.code, name=zone.name_vi[:200], allowed_groups=groups)


def group_code(group: int) -> str:
    return ProductGroup(group).name.lower()


def _place(booth: Booth, kept_free: Mapping[str, str] | None = None) -> Place:
    return Place(
        id=booth.number,
        hall=booth.hall.name,
        row=booth.row,
        x=float(booth.x),
        y=float(booth.y),
        w=float(booth.width_m),
        h=float(booth.depth_m),
        modules=booth.type.modules,
        type=booth.type.code,
        zone=booth.zone.code if booth.zone else None,
        quality=booth.quality,
        available=booth.state == BoothState.AVAILABLE and booth.number not in (kept_free or {}),
        flags=frozenset(flag for flag in FLAGS if getattr(booth, flag)),
    )


def _applicant(application: Application, rank: int, names: _Names) -> Applicant:
    items = list(application.items.all())
    main = items[0] if items else None
    group, kind = (main.product.group, main.product.product_type) if main else (1, "")
    if main:
        group, kind = main.snapshot.get("group", group), main.snapshot.get("product_type", kind)
    return Applicant(
        id=application.code,
        modules=application.modules,
        group=group_code(group),
        # An unnamed type competes with nobody.
        product_type=fold(kind).strip() or application.code,
        stars=max((_stars(item) for item in items), default=0),
        cluster=_cluster(application),
        allowed_types=tuple(names.types.values()),
        needs=tuple(flag for flag in application.needs if flag in FLAGS),
        wants=tuple(flag for flag in application.wants if flag in FLAGS),
        pref_booths=_named(application.wished_booths, names.booths),
        pref_zones=_named(application.wished_zones, names.zones),
        pref_types=_named(application.wished_types, names.types),
        priority=min(application.priority, 1000),
        credit=min(application.credit, 100),
        submitted=rank,
        lock=names.locks.get(application.pk, ()),
    )


def _named(ids: list[int], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names[i] for i in ids if i in names))


def _stars(item: ApplicationItem) -> int:
    stars = item.snapshot.get("stars")
    if stars is None:
        stars = item.certificate.stars if item.certificate else 0
    return min(int(stars or 0), 5)


def _cluster(application: Application) -> str | None:
    producer = application.producer
    if producer.village_id:
        return f"village-{producer.village_id}"
    return f"commune-{producer.commune_id}" if producer.commune_id else None


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
