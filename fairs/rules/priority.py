"""The order among applicants: a published rule, 0 to 15 points; and the credit of earlier fairs.

Points:
    stars of the best certificate shown     3★ 2, 4★ 4, 5★ 6
    sent in time                            4
    first time in this series of fairs      2
    from a commune the fair keeps places for 2
    from a recognised craft village         1

Equal points: the earlier sending goes first, then the smaller number.

Credit (0–100) is the sum of a producer's entries in the fairness ledger; it weighs in the quality
of the booth, not in who is placed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STAR_POINTS = {3: 2, 4: 4, 5: 6}
ON_TIME, NEWCOMER, KEPT_COMMUNE, CRAFT_VILLAGE = 4, 2, 2, 1
MOST = max(STAR_POINTS.values()) + ON_TIME + NEWCOMER + KEPT_COMMUNE + CRAFT_VILLAGE
MOST_CREDIT = 100


@dataclass(frozen=True)
class Standing:
    """What the rule looks at."""

    stars: int | None
    late: bool
    newcomer: bool
    kept_commune: bool
    craft_village: bool


def points(standing: Standing) -> list[tuple[str, int]]:
    """Points by reason, in the order of the published rule; reasons without points are left out."""
    rows = [
        ("stars", STAR_POINTS.get(standing.stars or 0, 0)),
        ("on_time", 0 if standing.late else ON_TIME),
        ("newcomer", NEWCOMER if standing.newcomer else 0),
        ("kept_commune", KEPT_COMMUNE if standing.kept_commune else 0),
        ("craft_village", CRAFT_VILLAGE if standing.craft_village else 0),
    ]
    return [(reason, value) for reason, value in rows if value]


def priority(standing: Standing) -> int:
    return sum(value for _reason, value in points(standing))


def credit(entries: Iterable[int]) -> int:
    """The credit that the points of ledger entries give together, from 0 to 100."""
    return max(0, min(MOST_CREDIT, sum(entries)))


@dataclass(frozen=True)
class Candidate:
    """An eligible applicant in the suggestion of who is accepted."""

    id: int
    modules: int
    quotas: tuple[int, ...]


def suggest(
    candidates: Sequence[Candidate], *, capacity: int, room: dict[int, int]
) -> tuple[list[int], list[int]]:
    """Who to accept and who waits, candidates given in priority order.

    `capacity` counts modules, `room` places left per quota. A large request that no longer fits
    does not stop a smaller one after it. Returns (accepted ids, waiting ids).
    """
    accepted: list[int] = []
    waiting: list[int] = []
    left = dict(room)
    for candidate in candidates:
        fits = candidate.modules <= capacity and all(left.get(q, 1) > 0 for q in candidate.quotas)
        if fits:
            capacity -= candidate.modules
            for quota in candidate.quotas:
                if quota in left:
                    left[quota] -= 1
        (accepted if fits else waiting).append(candidate.id)
    return accepted, waiting
