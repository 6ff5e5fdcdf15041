"""The floor plan of a fair, read and drawn: for the page, and for print."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from fairs.documents.plan_geometry import TINTS, BoothSpot, HallDrawing, draw_hall
from fairs.models import Booth, Fair, FairHall, Zone
from fairs.queries.layout import booths_of, halls_of, holders, zones_of
from fairs.rules.states import BoothState

SHORT_LIST = 20  # booths a phone shows before the drawing without hiding it


@dataclass(frozen=True)
class ZoneEntry:
    """A zone in the legend and in the list for phones; `zone` is None for booths without one.

    A list that is `opened` from the start is the only one and short, so that the plan stays near.
    """

    zone: Zone | None
    tint: int
    booths: list[Booth] = field(default_factory=list)
    opened: bool = False


@dataclass(frozen=True)
class HallSheet:
    """One hall: its drawing and its zones with their booths."""

    hall: FairHall
    drawing: HallDrawing
    zones: tuple[ZoneEntry, ...]
    booths: int
    own: tuple[Booth, ...] = ()


def floor_plan(fair: Fair, *, mine: Collection[int] = ()) -> list[HallSheet]:
    """Every hall of a fair to scale; booths of the producers in `mine` are marked.

    Each booth gets `holder`, the exhibitor's name in the published plan, or an empty text.
    """
    held = holders(fair)
    zones = zones_of(fair)
    tints = {zone.pk: 1 + i % TINTS for i, zone in enumerate(zones)}
    by_hall: dict[int, list[Booth]] = {}
    for booth in booths_of(fair):
        booth.holder = held.get(booth.pk, (0, ""))[1]  # type: ignore[attr-defined]
        booth.mine = held.get(booth.pk, (0, ""))[0] in mine  # type: ignore[attr-defined]
        by_hall.setdefault(booth.hall_id, []).append(booth)
    sheets = []
    for hall in halls_of(fair):
        booths = by_hall.get(hall.pk, [])
        drawing = draw_hall(
            name=hall.name,
            width=hall.width_m,
            depth=hall.depth_m,
            entrances=hall.entrances,
            booths=[_spot(booth) for booth in booths],
            zones=[zone.pk for zone in zones],
        )
        own = tuple(booth for booth in booths if booth.mine)  # type: ignore[attr-defined]
        entries = _entries(hall, zones, tints, booths)
        sheets.append(HallSheet(hall, drawing, entries, len(booths), own))
    return sheets


def _spot(booth: Booth) -> BoothSpot:
    return BoothSpot(
        id=booth.pk,
        number=booth.number,
        row=booth.row,
        zone=booth.zone_id,
        x=booth.x,
        y=booth.y,
        width=booth.width_m,
        depth=booth.depth_m,
        blocked=booth.state == BoothState.BLOCKED,
        mine=booth.mine,  # type: ignore[attr-defined]
        holder=booth.holder,  # type: ignore[attr-defined]
    )


def _entries(
    hall: FairHall, zones: list[Zone], tints: dict[int, int], booths: list[Booth]
) -> tuple[ZoneEntry, ...]:
    entries = [
        ZoneEntry(zone, tints[zone.pk], [b for b in booths if b.zone_id == zone.pk])
        for zone in zones
        if zone.hall_id == hall.pk
    ]
    loose = [b for b in booths if b.zone_id is None]
    if loose:
        entries.append(ZoneEntry(None, 0, loose))
    if len(entries) == 1 and len(entries[0].booths) <= SHORT_LIST:
        entries = [replace(entries[0], opened=True)]
    return tuple(entries)
