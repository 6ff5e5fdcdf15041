"""What giving an occupied place would set in motion: an exchange, or a chain of moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from fairs.queries.breaches import Breach, name_of
from fairs.queries.checks import check_place
from fairs.queries.instances import FairInput
from fairs.queries.occupancy import Occupancy
from fairs.solver.blocks import Block
from fairs.solver.scoring import satisfaction, score

Places = Mapping[str, tuple[str, ...]]


class ChainKind(StrEnum):
    SWAP = "SWAP"
    CHAIN = "CHAIN"
    WAIT = "WAIT"


@dataclass(frozen=True)
class Chain:
    """One way to give a place: the new booths of everybody concerned (none: waiting list).

    `gain` are centipoints of the whole plan; `soft` are the breaches a note must explain.
    """

    kind: str
    moves: Places
    before: Places
    gain: int
    soft: tuple[Breach, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "moves": {code: list(booths) for code, booths in self.moves.items()},
            "gain": round(self.gain / 100),
            "notes": [breach.as_dict() for breach in self.soft],
        }


def chains_for(occupancy: Occupancy, code: str, booth: str) -> list[Chain]:
    """Ways to give an applicant the place at an occupied booth, the best first.

    Empty when the place itself is forbidden (by its zone, a lock…) or is free.
    """
    data = occupancy.data
    applicant = data.board.applications.get(code)
    if applicant is None or booth not in data.board.number:
        return []
    found: list[Chain] = []
    for block in data.blocks_at(applicant.modules).get(data.board.number[booth], ()):
        displaced = _displaced(occupancy, code, block)
        if displaced:
            found += _ways(occupancy, code, block, displaced)
    order = {kind: place for place, kind in enumerate(ChainKind)}
    best: dict[str, Chain] = {}
    for way in sorted(found, key=lambda w: -w.gain):
        best.setdefault(way.kind, way)
    return sorted(best.values(), key=lambda way: order[ChainKind(way.kind)])


def judged(occupancy: Occupancy, moves: Places) -> tuple[tuple[Breach, ...], tuple[Breach, ...]]:
    """Hard and soft breaches of a set of moves made together."""
    others = occupancy.without(*moves)
    hard: list[Breach] = []
    soft: list[Breach] = []
    for code, booths in moves.items():
        if booths:
            check = check_place(others, code, booths)
            hard += check.hard
            soft += check.soft
            others = others.with_place(code, booths)
        else:
            hard += _lock_of(occupancy.data, code)
    return tuple(hard), tuple(soft)


def _displaced(occupancy: Occupancy, code: str, block: Block) -> list[str]:
    held = (occupancy.holders.get(booth) for booth in block.booths)
    return list(dict.fromkeys(holder for holder in held if holder and holder != code))


def _ways(occupancy: Occupancy, code: str, block: Block, displaced: list[str]) -> list[Chain]:
    own = occupancy.held_by(code)
    ways = []
    if len(displaced) == 1 and own:
        ways.append(_chain(occupancy, ChainKind.SWAP, {code: block.booths, displaced[0]: own}))
    moves: dict[str, tuple[str, ...]] = {code: block.booths}
    others = occupancy.without(code, *displaced).with_place(code, block.booths)
    people = occupancy.data.board.applications
    for one in sorted((d for d in displaced if d in people), key=lambda d: people[d].right):
        moves[one] = _best_free(others, one)
        others = others.with_place(one, moves[one])
    kind = ChainKind.CHAIN if all(moves.values()) else ChainKind.WAIT
    ways.append(_chain(occupancy, kind, moves))
    return [way for way in ways if way is not None]


def _chain(occupancy: Occupancy, kind: str, moves: Places) -> Chain | None:
    hard, soft = judged(occupancy, moves)
    if hard:
        return None
    before = {code: occupancy.held_by(code) for code in moves}
    after = occupancy.without(*moves)
    for code, booths in moves.items():
        after = after.with_place(code, booths)
    return Chain(kind, moves, before, _points(after) - _points(occupancy), soft)


def _best_free(others: Occupancy, code: str) -> tuple[str, ...]:
    """The free block that suits an applicant best, or none."""
    hall = others.data.board
    applicant, weights = hall.applications[code], hall.instance.weights
    free = (
        block
        for block in hall.candidates(applicant)
        if not any(booth in others.holders for booth in block.booths)
    )
    ranked = sorted(free, key=lambda b: (-satisfaction(applicant, b, weights), b.index))
    found = next((b for b in ranked if check_place(others, code, b.booths).allowed), None)
    return found.booths if found else ()


def _points(occupancy: Occupancy) -> int:
    hall = occupancy.data.board
    blocks = {
        code: hall.block_of(occupancy.held_by(code))
        for code in set(occupancy.holders.values())
        if code in hall.applications
    }
    return score(hall, {c: b for c, b in blocks.items() if b is not None}).objective


def _lock_of(data: FairInput, code: str) -> list[Breach]:
    """A locked applicant cannot be sent to the waiting list."""
    booths = sorted(booth for booth, holder in data.locked.items() if holder == code)
    if not booths:
        return []
    text = _("%(name)s is locked to booth %(booth)s. Unlock it first.") % {
        "name": name_of(data, code),
        "booth": ", ".join(booths),
    }
    return [Breach("LOCK", text, booths[0], (code,))]
