"""Places of a plan judged live: what forbids one, what it costs, which are left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairs.queries.breaches import (
    Breach,
    block_breaches,
    booth_breaches,
    name_of,
    notes_on,
    rival_breaches,
)
from fairs.queries.occupancy import Occupancy
from fairs.solver.blocks import Block
from fairs.solver.scoring import satisfaction


@dataclass(frozen=True)
class Check:
    """`hard` forbids the place; `soft` only says what it costs."""

    application: str
    booths: tuple[str, ...]
    hard: tuple[Breach, ...] = ()
    soft: tuple[Breach, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.hard

    def as_dict(self) -> dict[str, Any]:
        return {
            "application": self.application,
            "booths": list(self.booths),
            "allowed": self.allowed,
            "refused_because": [b.as_dict() for b in self.hard],
            "notes": [b.as_dict() for b in self.soft],
        }


def check_place(occupancy: Occupancy, code: str, booths: Iterable[str]) -> Check:
    """Judge a place for an application, whatever it holds now counted as free."""
    return _judge(occupancy.without(code), code, tuple(dict.fromkeys(booths)), notes=True)


def _judge(others: Occupancy, code: str, numbers: tuple[str, ...], *, notes: bool) -> Check:
    data = others.data
    applicant = data.board.applications.get(code)
    if applicant is None:
        text = _("Application %(code)s is not among the accepted ones.") % {"code": code}
        return Check(code, numbers, hard=(Breach("APPLICATION", text, applications=(code,)),))
    hard = booth_breaches(others, applicant, numbers)
    if not hard:
        hard = block_breaches(data, applicant, numbers)
        hard += rival_breaches(others, applicant, numbers)
    soft = notes_on(others, applicant, numbers) if notes and not hard else []
    return Check(code, numbers, tuple(hard), tuple(soft))


def propose_place(occupancy: Occupancy, code: str, booth: str) -> tuple[str, ...]:
    """The booths an applicant would get when put on one booth: the best block holding it.

    Blocks that may be taken come first; else the block that starts there, so that the refusal
    names what a person would expect.
    """
    return _propose(occupancy.without(code), code, booth).booths


def _propose(others: Occupancy, code: str, booth: str) -> Check:
    data = others.data
    hall = data.board
    applicant = hall.applications.get(code)
    if applicant is None or booth not in hall.number:
        return _judge(others, code, (booth,), notes=False)
    position = hall.number[booth]
    sized = data.blocks_at(applicant.modules).get(position, ())
    weights = hall.instance.weights

    def rank(pair: tuple[Check, Block]) -> tuple[bool, int, bool]:
        check, block = pair
        worth = -satisfaction(applicant, block, weights) if check.allowed else 0
        return (not check.allowed, worth, block.first != position)

    judged = [(_judge(others, code, block.booths, notes=False), block) for block in sized]
    if not judged:
        return _judge(others, code, (booth,), notes=False)
    return min(judged, key=rank)[0]


def eligible_booths(occupancy: Occupancy, code: str) -> dict[str, Check]:
    """For each booth, the verdict on the place an application would get there (no notes)."""
    others = occupancy.without(code)
    return {booth.id: _propose(others, code, booth.id) for booth in occupancy.data.board.order}


def verdicts_on(occupancy: Occupancy, code: str, booths: tuple[str, ...]) -> dict[str, Check]:
    """The verdict on these booths, under the first of them; on every booth when none is named.

    One booth stands for the best block that holds it, as where a place is given.
    """
    if not booths:
        return eligible_booths(occupancy, code)
    place = propose_place(occupancy, code, booths[0]) if len(booths) == 1 else booths
    return {booths[0]: check_place(occupancy, code, place)}


def check_plan(occupancy: Occupancy) -> list[Check]:
    """The places of a plan that the rules of today forbid."""
    by_code: dict[str, list[str]] = {}
    for booth, code in occupancy.holders.items():
        by_code.setdefault(code, []).append(booth)
    checks = [check_place(occupancy, code, booths) for code, booths in sorted(by_code.items())]
    return [check for check in checks if not check.allowed] + _unmet_locks(occupancy, by_code)


def _unmet_locks(occupancy: Occupancy, placed: Mapping[str, list[str]]) -> list[Check]:
    found = []
    for applicant in occupancy.data.instance.applications:
        if applicant.lock and applicant.id not in placed:
            text = _("%(name)s is locked to %(booths)s and has no place.") % {
                "name": name_of(occupancy.data, applicant.id),
                "booths": ", ".join(applicant.lock),
            }
            breach = Breach("LOCK", text, applicant.lock[0], (applicant.id,))
            found.append(Check(applicant.id, (), hard=(breach,)))
    return found
