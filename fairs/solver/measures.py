"""How a plan serves its applicants: points by term, wishes by rank, and how evenly."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from fairs.solver.blocks import Block, Board, board
from fairs.solver.check import checked_blocks
from fairs.solver.columns import columns_of
from fairs.solver.greedy import greedy, locked_blocks
from fairs.solver.model import Infeasible, Instance
from fairs.solver.scoring import Score, pair_points, placement, satisfaction, score, terms

TERMS = ("pref_booth", "pref_zone", "pref_type", "want", "quality", "star_bonus")
Blocks = Mapping[str, Block]


@dataclass(frozen=True, slots=True)
class Whole:
    """A plan as a whole; points are centipoints, `gap` is (bound - objective) / satisfaction.

    `cluster_pairs_possible` counts the pairs if all members of each village stood in one run.
    """

    placed: int
    waiting: int
    objective: int
    satisfaction: int
    terms: Mapping[str, int]
    wishes: Mapping[str, int]
    cluster_pairs: int
    cluster_pairs_possible: int
    competitor_pairs: int
    fairness: Mapping[str, int]
    bound: int | None = None
    gap: float | None = None


def whole(
    instance: Instance, assignment: Mapping[str, tuple[str, ...]], *, bound: int | None = None
) -> Whole:
    """What the plan as a whole reaches. Raises InstanceError if it breaks a hard rule."""
    hall = board(instance)
    blocks = checked_blocks(hall, assignment)
    reached = score(hall, blocks)
    sizes = Counter(a.cluster for a in instance.applications if a.cluster is not None)
    slack = None if bound is None else bound - reached.objective
    return Whole(
        placed=len(blocks),
        waiting=len(instance.applications) - len(blocks),
        objective=reached.objective,
        satisfaction=reached.satisfaction,
        terms=points_by_term(hall, blocks, reached),
        wishes=wishes_by_rank(hall, blocks),
        cluster_pairs=len(reached.cluster_pairs),
        cluster_pairs_possible=sum(size - 1 for size in sizes.values()),
        competitor_pairs=len(reached.competitor_pairs),
        fairness=fairness(hall, blocks),
        bound=bound,
        gap=None if slack is None else slack / max(1, reached.satisfaction),
    )


def points_by_term(hall: Board, blocks: Blocks, reached: Score) -> dict[str, int]:
    """Centipoints of a plan by the term they come from; together they are its objective."""
    weights, people = hall.instance.weights, hall.applications
    found: Counter[str] = Counter()
    for code, block in blocks.items():
        own = terms(people[code], block, weights)
        found["placement"] += placement(people[code], weights)
        for name in TERMS:
            found[name] += getattr(own, name)
    for name, pairs in (
        ("cluster", reached.cluster_pairs),
        ("competitor", reached.competitor_pairs),
    ):
        found[name] = sum(pair_points(people[a], people[b], weights) for a, b in pairs)
    found["moved"] = -weights.move * len(reached.moved)
    found["dropped"] = -weights.drop * sum(people[code].modules for code in reached.dropped)
    return {name: found[name] for name in ("placement", *TERMS, "cluster", "competitor",
                                           "moved", "dropped")}  # fmt: skip


def wishes_by_rank(hall: Board, blocks: Blocks) -> dict[str, int]:
    """How many placed applicants hold their first, second … wished booth."""
    met: Counter[int] = Counter()
    for code, block in blocks.items():
        wished = hall.applications[code].pref_booths
        rank = next((i for i, booth in enumerate(wished, 1) if booth in block.booths), None)
        if rank:
            met[rank] += 1
    longest = max((len(a.pref_booths) for a in hall.instance.applications), default=0)
    return {str(rank): met[rank] for rank in range(1, longest + 1)}


def fairness(hall: Board, blocks: Blocks) -> dict[str, int]:
    """How evenly a plan serves.

    `lowest_tenth`: mean centipoints of the worst served tenth of the placed; `credited` and
    `credited_placed`: applicants with credit of earlier fairs, and how many of them are placed;
    `envy`: applicants without a place who have more right than the holder of a place that would
    suit them.
    """
    weights, people = hall.instance.weights, hall.applications
    served = sorted(satisfaction(people[code], block, weights) for code, block in blocks.items())
    tenth = served[: ceil(len(served) / 10)]
    held = {n: code for code, b in blocks.items() for n in range(b.first, b.last + 1)}
    credited = [a.id for a in hall.instance.applications if a.credit]
    return {
        "lowest_tenth": round(sum(tenth) / len(tenth)) if tenth else 0,
        "credited": len(credited),
        "credited_placed": sum(code in blocks for code in credited),
        "envy": sum(_envies(hall, blocks, held, code) for code in people if code not in blocks),
    }


def _envies(hall: Board, blocks: Blocks, held: Mapping[int, str], code: str) -> bool:
    mine = hall.applications[code]
    return any(
        mine.right < hall.applications[holder].right
        and not hall.applications[holder].lock
        and holder not in hall.instance.announced
        and hall.suits(mine, block) is None
        and not _beside_a_rival(hall, held, mine.id, holder, block)
        for holder, block in blocks.items()
    )


def _beside_a_rival(
    hall: Board, held: Mapping[int, str], code: str, holder: str, block: Block
) -> bool:
    return any(
        held.get(number) != holder and hall.are_rivals(code, held.get(number, ""))
        for number in hall.beside(block)
    )


def by_priority(hall: Board) -> dict[str, tuple[str, ...]] | None:
    """The plan of the old way, applicants taken by right; None when the locks cannot all stand."""
    settled = locked_blocks(hall)
    if isinstance(settled, Infeasible):
        return None
    found = greedy(hall, columns_of(hall), settled)
    return {code: block.booths for code, block in found.items()}
