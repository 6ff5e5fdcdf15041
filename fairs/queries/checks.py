"""The rules of a place, asked live: what forbids it, and what it costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from exhibitors.rules import ProductGroup
from fairs.models import Booth
from fairs.queries.instances import FairInput
from fairs.rules.states import BoothState
from fairs.rules.words import flag_label
from fairs.solver.blocks import Block, Board
from fairs.solver.model import Application as Applicant
from fairs.solver.scoring import satisfaction


@dataclass(frozen=True)
class Breach:
    """One rule a place breaks (or a wish it does not meet), as a sentence naming it."""

    rule: str
    text: str
    booth: str = ""
    applications: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "text": self.text,
            "booth": self.booth,
            "applications": list(self.applications),
        }


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


@dataclass
class Occupancy:
    """Who stands where in a plan being edited: booth number → application code."""

    data: FairInput
    holders: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: FairInput, places: Mapping[str, Iterable[str]]) -> "Occupancy":
        return cls(data, {booth: code for code, booths in places.items() for booth in booths})

    def without(self, *codes: str) -> "Occupancy":
        kept = {booth: code for booth, code in self.holders.items() if code not in codes}
        return Occupancy(self.data, kept)

    def with_place(self, code: str, booths: Iterable[str]) -> "Occupancy":
        return Occupancy(self.data, {**self.holders, **dict.fromkeys(booths, code)})

    def held_by(self, code: str) -> tuple[str, ...]:
        return tuple(booth for booth, holder in self.holders.items() if holder == code)

    def beside(self, booths: Iterable[str]) -> list[str]:
        """Applicants side by side with these booths, from one end to the other."""
        hall = self.data.board
        own = {hall.number[booth] for booth in booths if booth in hall.number}
        around = sorted({n + step for n in own for step in (-1, 1)} - own)
        found = [
            self.holders.get(hall.order[n].id)
            for n in around
            if 0 <= n < len(hall.order)
            and any(abs(n - o) == 1 and hall.chain_of[n] == hall.chain_of[o] for o in own)
        ]
        return [code for code in found if code is not None]


def check_place(occupancy: Occupancy, code: str, booths: Iterable[str]) -> Check:
    """Judge a place for an application, whatever it holds now counted as free."""
    return _judge(occupancy.without(code), code, tuple(dict.fromkeys(booths)), notes=True)


def _judge(others: Occupancy, code: str, numbers: tuple[str, ...], *, notes: bool) -> Check:
    data = others.data
    applicant = data.board.applications.get(code)
    if applicant is None:
        text = _("Application %(code)s is not among the accepted ones.") % {"code": code}
        return Check(code, numbers, hard=(Breach("APPLICATION", text, applications=(code,)),))
    hard = _booth_breaches(others, applicant, numbers)
    if not hard:
        hard = _block_breaches(data, applicant, numbers)
        hard += _rival_breaches(others, applicant, numbers)
    soft = _notes(others, applicant, numbers) if notes and not hard else []
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


def name_of(data: FairInput, code: str) -> str:
    application = data.applications.get(code)
    return application.producer.name if application else code


def _booth_breaches(
    others: Occupancy, applicant: Applicant, numbers: tuple[str, ...]
) -> list[Breach]:
    data, found = others.data, []
    if not numbers:
        return [Breach("EMPTY", _("Choose at least one booth."))]
    for number in numbers:
        booth = data.booths.get(number)
        if booth is None:
            text = _("Booth %(booth)s does not exist at this fair.") % {"booth": number}
            found.append(Breach("UNKNOWN", text, number))
        elif booth.state != BoothState.AVAILABLE:
            text = _("Booth %(booth)s is blocked: %(reason)s") % {
                "booth": number,
                "reason": booth.blocked_reason,
            }
            found.append(Breach("BLOCKED", text, number))
        elif number in others.holders:
            holder = others.holders[number]
            text = _("Booth %(booth)s is occupied by %(name)s.") % {
                "booth": number,
                "name": name_of(data, holder),
            }
            found.append(Breach("OCCUPIED", text, number, (holder,)))
        else:
            found += _lock_breaches(data, applicant, number)
    missing = [booth for booth in applicant.lock if booth not in numbers]
    if missing and not found:
        text = _("%(name)s is locked to booth %(booth)s. Unlock it first.") % {
            "name": name_of(data, applicant.id),
            "booth": ", ".join(missing),
        }
        found.append(Breach("LOCK", text, missing[0], (applicant.id,)))
    return found


def _lock_breaches(data: FairInput, applicant: Applicant, number: str) -> list[Breach]:
    holder = data.locked.get(number)
    if holder is None or holder == applicant.id:
        return []
    text = _("Booth %(booth)s is locked for %(name)s.") % {
        "booth": number,
        "name": name_of(data, holder),
    }
    return [Breach("LOCK", text, number, (holder,))]


def _block_breaches(
    data: FairInput, applicant: Applicant, numbers: tuple[str, ...]
) -> list[Breach]:
    booths = [data.booths[number] for number in numbers]
    found = [
        breach
        for booth in booths
        if (breach := _zone_breach(data.board, applicant, booth)) is not None
    ]
    for booth in booths:
        if booth.type.code not in applicant.allowed_types:
            text = _("Booth %(booth)s is of type “%(type)s”, which was not asked for.") % {
                "booth": booth.number,
                "type": booth.type.name,
            }
            found.append(Breach("TYPE", text, booth.number))
    found += _size_breaches(data, applicant, booths)
    for need in applicant.needs:
        if not any(getattr(booth, need) for booth in booths):
            text = _("Booth %(booth)s does not offer what is needed: %(need)s.") % {
                "booth": ", ".join(numbers),
                "need": flag_label(need),
            }
            found.append(Breach("NEED", text, numbers[0]))
    return found


def _zone_breach(hall: Board, applicant: Applicant, booth: Booth) -> Breach | None:
    if booth.zone is None or hall.zones[booth.zone.code].accepts(applicant.group):
        return None
    text = _("Booth %(booth)s is in zone %(zone)s, which does not take the group “%(group)s”.") % {
        "booth": booth.number,
        "zone": booth.zone.name,
        "group": ProductGroup[applicant.group.upper()].label,
    }
    return Breach("ZONE", text, booth.number)


def _size_breaches(data: FairInput, applicant: Applicant, booths: list[Booth]) -> list[Breach]:
    numbers = [booth.number for booth in booths]
    modules = sum(booth.type.modules for booth in booths)
    if modules != applicant.modules:
        text = _("%(name)s asked for %(wanted)s modules; booth %(booth)s would give %(given)s.") % {
            "name": name_of(data, applicant.id),
            "wanted": applicant.modules,
            "booth": ", ".join(numbers),
            "given": modules,
        }
        return [Breach("MODULES", text, numbers[0])]
    if data.board.block_of(numbers) is None:
        text = _("Booths %(booths)s are not side by side in one row, zone and type.") % {
            "booths": ", ".join(numbers)
        }
        return [Breach("CONTIGUOUS", text, numbers[0])]
    return []


def _rival_breaches(
    others: Occupancy, applicant: Applicant, numbers: tuple[str, ...]
) -> list[Breach]:
    hall, found = others.data.board, []
    for code in others.beside(numbers):
        if hall.are_rivals(applicant.id, code):
            text = _("Booth %(booth)s is beside %(name)s, a declared rival.") % {
                "booth": ", ".join(numbers),
                "name": name_of(others.data, code),
            }
            found.append(Breach("RIVALS", text, numbers[0], (code,)))
    return found


def _notes(others: Occupancy, applicant: Applicant, numbers: tuple[str, ...]) -> list[Breach]:
    data, beside = others.data, others.beside(numbers)
    hall, found = data.board, []
    for code in beside:
        other = hall.applications.get(code)
        if other and other.product_type == applicant.product_type and not _kin(applicant, other):
            text = _("Beside %(name)s, who shows the same kind of product.") % {
                "name": name_of(data, code)
            }
            found.append(Breach("COMPETITOR", text, numbers[0], (code,)))
    kin = {
        code
        for code in set(others.holders.values())
        if code in hall.applications and _kin(applicant, hall.applications[code])
    }
    if kin and not kin.intersection(beside):
        text = _("Apart from the others of the same village or commune (%(names)s).") % {
            "names": ", ".join(sorted(name_of(data, code) for code in kin)[:3])
        }
        found.append(Breach("CLUSTER", text, numbers[0], tuple(sorted(kin))))
    if applicant.pref_booths and not set(applicant.pref_booths) & set(numbers):
        text = _("None of the wished booths (%(booths)s).") % {
            "booths": ", ".join(applicant.pref_booths)
        }
        found.append(Breach("WISH", text, numbers[0]))
    zone = data.booths[numbers[0]].zone
    if applicant.pref_zones and (zone is None or zone.code not in applicant.pref_zones):
        text = _("Not in a wished zone (%(zones)s).") % {"zones": ", ".join(applicant.pref_zones)}
        found.append(Breach("WISH_ZONE", text, numbers[0]))
    return found


def _kin(a: Applicant, b: Applicant) -> bool:
    return a.cluster is not None and a.cluster == b.cluster
