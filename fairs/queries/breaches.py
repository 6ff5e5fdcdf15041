"""The rules a place may break, and the wishes it may not meet, each as a sentence naming it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from exhibitors.rules import ProductGroup
from fairs.models import Booth
from fairs.queries.instances import FairInput
from fairs.queries.occupancy import Occupancy
from fairs.rules.states import BoothState
from fairs.rules.words import flag_label
from fairs.solver.blocks import Board
from fairs.solver.model import Application as Applicant


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


def name_of(data: FairInput, code: str) -> str:
    """The applicant's name, or the code where it is not among the accepted ones."""
    application = data.applications.get(code)
    return application.producer.name if application else code


def booth_breaches(
    others: Occupancy, applicant: Applicant, numbers: tuple[str, ...]
) -> list[Breach]:
    """What forbids each booth for itself: unknown, blocked, occupied or locked."""
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
        elif number in data.kept_free:
            found.append(Breach("KEPT_FREE", kept_free_text(data, number), number))
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


def kept_free_text(data: FairInput, number: str) -> str:
    reason = data.kept_free[number]
    if not reason:
        return _("Booth %(booth)s is locked and stays free.") % {"booth": number}
    text = _("Booth %(booth)s is locked and stays free: %(reason)s")
    return text % {"booth": number, "reason": reason}


def _lock_breaches(data: FairInput, applicant: Applicant, number: str) -> list[Breach]:
    holder = data.locked.get(number)
    if holder is None or holder == applicant.id:
        return []
    text = _("Booth %(booth)s is locked for %(name)s.") % {
        "booth": number,
        "name": name_of(data, holder),
    }
    return [Breach("LOCK", text, number, (holder,))]


def block_breaches(data: FairInput, applicant: Applicant, numbers: tuple[str, ...]) -> list[Breach]:
    """What forbids known booths together: zone, type, size, needs."""
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
        text = _(
            "%(name)s: modules asked for %(wanted)s; booth %(booth)s would give %(given)s."
        ) % {
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


def rival_breaches(
    others: Occupancy, applicant: Applicant, numbers: tuple[str, ...]
) -> list[Breach]:
    """Declared rivals who would stand beside these booths."""
    hall, found = others.data.board, []
    for code in others.beside(numbers):
        if hall.are_rivals(applicant.id, code):
            text = _("Booth %(booth)s is beside %(name)s, a declared rival.") % {
                "booth": ", ".join(numbers),
                "name": name_of(others.data, code),
            }
            found.append(Breach("RIVALS", text, numbers[0], (code,)))
    return found


def notes_on(others: Occupancy, applicant: Applicant, numbers: tuple[str, ...]) -> list[Breach]:
    """What an allowed place costs: neighbours of the same kind, wishes not met."""
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
        names = ", ".join(hall.zones[code].name for code in applicant.pref_zones)
        text = _("Not in a wished zone (%(zones)s).") % {"zones": names}
        found.append(Breach("WISH_ZONE", text, numbers[0]))
    return found


def _kin(a: Applicant, b: Applicant) -> bool:
    return a.cluster is not None and a.cluster == b.cluster
