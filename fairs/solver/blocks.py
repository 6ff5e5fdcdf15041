"""Candidate blocks: pieces of one chain, of one zone and one type, of at most four modules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fairs.solver.geometry import chains
from fairs.solver.model import MAX_MODULES, Application, Booth, Instance, Zone


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive available booths; `first` and `last` number the booths chain by chain."""

    index: int
    chain: int
    first: int
    last: int
    booths: tuple[str, ...]
    modules: int
    zone: str | None
    type: str
    quality: int
    flags: frozenset[str]

    def overlaps(self, other: Block) -> bool:
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Board:
    """An instance with its chains laid out and its blocks listed.

    `chain_of[i]` is the chain of booth number i; two booths are side by side when their numbers
    differ by one and their chains agree.
    """

    instance: Instance
    order: tuple[Booth, ...]
    number: dict[str, int]
    chain_of: tuple[int, ...]
    blocks: tuple[Block, ...]
    zones: dict[str, Zone]
    applications: dict[str, Application]
    rivals: dict[str, frozenset[str]]
    _by_demand: dict[tuple[object, ...], tuple[Block, ...]] = field(repr=False)
    _by_place: dict[tuple[int, int], Block] = field(repr=False)

    def candidates(self, application: Application) -> tuple[Block, ...]:
        """Blocks allowed to the application on their own: size, zone, type, needs and lock."""
        demand = (
            application.modules,
            application.group,
            frozenset(application.allowed_types),
            frozenset(application.needs),
        )
        if demand not in self._by_demand:
            self._by_demand[demand] = tuple(
                b for b in self.blocks if self.suits(application, b) is None
            )
        found = self._by_demand[demand]
        if application.lock:
            locked = set(application.lock)
            return tuple(block for block in found if locked <= set(block.booths))
        return found

    def suits(self, application: Application, block: Block) -> str | None:
        """The first rule the block breaks for the application (lock aside), or None."""
        if block.modules != application.modules:
            return "size"
        if block.zone is not None and not self.zones[block.zone].accepts(application.group):
            return "zone"
        if block.type not in application.allowed_types:
            return "type"
        if not block.flags.issuperset(application.needs):
            return "need"
        return None

    def block_of(self, booths: Iterable[str]) -> Block | None:
        """The block made of exactly these booths, or None if they do not form one."""
        names = list(booths)
        numbers = sorted(self.number.get(booth, -1) for booth in names)
        if not numbers or numbers[0] < 0 or len(set(numbers)) < len(names):
            return None
        if numbers[-1] - numbers[0] != len(numbers) - 1:
            return None
        return self._by_place.get((numbers[0], numbers[-1]))

    def beside(self, block: Block) -> list[int]:
        """Numbers of the booths just outside the two ends of the block."""
        ends = (block.first - 1, block.last + 1)
        return [i for i in ends if 0 <= i < len(self.chain_of) and self.chain_of[i] == block.chain]

    def are_rivals(self, a: str, b: str) -> bool:
        return b in self.rivals.get(a, frozenset())


def board(instance: Instance) -> Board:
    paths = chains(instance.booths)
    order = tuple(booth for path in paths for booth in path)
    chain_of = tuple(number for number, path in enumerate(paths) for _ in path)
    blocks = _blocks(order, chain_of)
    rivals: dict[str, set[str]] = {}
    for a, b in instance.separate:
        rivals.setdefault(a, set()).add(b)
        rivals.setdefault(b, set()).add(a)
    return Board(
        instance=instance,
        order=order,
        number={booth.id: number for number, booth in enumerate(order)},
        chain_of=chain_of,
        blocks=blocks,
        zones={zone.id: zone for zone in instance.zones},
        applications={a.id: a for a in instance.applications},
        rivals={key: frozenset(value) for key, value in rivals.items()},
        _by_demand={},
        _by_place={(block.first, block.last): block for block in blocks},
    )


def _blocks(order: tuple[Booth, ...], chain_of: tuple[int, ...]) -> tuple[Block, ...]:
    found: list[Block] = []
    for first, start in enumerate(order):
        modules = weighted = 0
        flags: frozenset[str] = frozenset()
        for last in range(first, len(order)):
            booth = order[last]
            modules += booth.modules
            same = chain_of[last] == chain_of[first]
            alike = booth.available and booth.zone == start.zone and booth.type == start.type
            if not (same and alike) or modules > MAX_MODULES:
                break
            weighted += booth.modules * booth.quality
            flags |= booth.flags
            found.append(
                Block(
                    index=len(found),
                    chain=chain_of[first],
                    first=first,
                    last=last,
                    booths=tuple(b.id for b in order[first : last + 1]),
                    modules=modules,
                    zone=start.zone,
                    type=start.type,
                    quality=weighted // modules,
                    flags=flags,
                )
            )
    return tuple(found)
