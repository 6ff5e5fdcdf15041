"""Rows of a fair as the solver reads them, one by one; see `instances` for the whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from common.text import fold
from exhibitors.rules import ProductGroup
from fairs.models import Application, ApplicationItem, Booth, Fair, FairHall, Zone
from fairs.rules.states import BoothState
from fairs.rules.weights import weights_of
from fairs.solver.model import FLAGS, Weights
from fairs.solver.model import Application as Applicant
from fairs.solver.model import Booth as Place
from fairs.solver.model import Hall as SolverHall
from fairs.solver.model import Zone as SolverZone


@dataclass(frozen=True)
class Names:
    booths: Mapping[int, str]
    zones: Mapping[int, str]
    types: Mapping[int, str]
    locks: Mapping[int, tuple[str, ...]]


def weights_for(fair: Fair) -> Weights:
    values = weights_of(fair.weights)
    ranks = {name: tuple(values[name]) for name in ("pref_booth", "pref_zone", "pref_type")}
    stars = {int(key): percent for key, percent in values["star_pct"].items()}
    return Weights(**{**values, **ranks, "star_pct": stars})


def hall_row(hall: FairHall, booths: list[Booth]) -> SolverHall:
    own = [booth for booth in booths if booth.hall_id == hall.pk]
    return SolverHall(
        id=hall.name,
        outdoor=bool(own) and all(booth.outdoor for booth in own),
        entrances=tuple((float(x), float(y)) for x, y in hall.entrances),
    )


def zone_row(zone: Zone) -> SolverZone:
    groups = tuple(group_code(group) for group in sorted(zone.allowed_groups))
    return SolverZone(id=zone.code, name=zone.name_vi[:200], allowed_groups=groups)


def group_code(group: int) -> str:
    return ProductGroup(group).name.lower()


def place_row(booth: Booth, kept_free: Mapping[str, str] | None = None) -> Place:
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


def applicant_row(application: Application, rank: int, names: Names) -> Applicant:
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
