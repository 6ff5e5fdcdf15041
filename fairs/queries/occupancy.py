"""Who stands where in a plan being edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fairs.queries.instances import FairInput


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
