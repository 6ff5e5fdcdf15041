"""Points: of one block for one applicant, of two neighbours, of a whole plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairs.solver.blocks import Block, Board
from fairs.solver.model import Application, Weights


@dataclass(frozen=True, slots=True)
class Terms:
    """Satisfaction of one applicant on one block, term by term, in centipoints."""

    pref_booth: int
    pref_zone: int
    pref_type: int
    want: int
    quality: int
    star_bonus: int

    @property
    def total(self) -> int:
        return (
            self.pref_booth
            + self.pref_zone
            + self.pref_type
            + self.want
            + self.quality
            + self.star_bonus
        )


@dataclass(frozen=True, slots=True)
class Score:
    placement: int
    unary: int
    cluster_pairs: tuple[tuple[str, str], ...]
    competitor_pairs: tuple[tuple[str, str], ...]
    moved: tuple[str, ...]
    dropped: tuple[str, ...]
    satisfaction: int

    @property
    def objective(self) -> int:
        return self.placement + self.satisfaction


def placement(application: Application, weights: Weights) -> int:
    each = weights.place_base + weights.place_priority * application.priority
    return application.modules * each


def terms(application: Application, block: Block, weights: Weights) -> Terms:
    booths = set(block.booths)
    ranked = zip(application.pref_booths, weights.pref_booth, strict=False)
    pref_booth = next((points for booth, points in ranked if booth in booths), 0)
    pref_zone = _rank_points(application.pref_zones, block.zone, weights.pref_zone)
    pref_type = _rank_points(application.pref_types, block.type, weights.pref_type)
    want = weights.want * sum(flag in block.flags for flag in application.wants)
    merit = weights.quality * 100 + weights.fairness * application.credit
    quality = merit * block.quality // 10000
    raw = pref_booth + pref_zone + pref_type + want + quality
    bonus = raw * weights.star_pct[application.stars] // 100 - raw
    return Terms(pref_booth, pref_zone, pref_type, want, quality, bonus)


def _rank_points(ranked: tuple[str, ...], value: str | None, points: tuple[int, ...]) -> int:
    ranking = zip(ranked, points, strict=False)
    return next((score for wish, score in ranking if wish == value), 0)


def satisfaction(application: Application, block: Block, weights: Weights) -> int:
    return terms(application, block, weights).total


def pair_points(a: Application, b: Application, weights: Weights) -> int:
    """Points of two applicants side by side (declared rivals are forbidden elsewhere)."""
    if a.cluster is not None and a.cluster == b.cluster:
        return weights.cluster_pair
    if a.product_type == b.product_type:
        return -weights.competitor_pair
    return 0


def side_pairs(board: Board, plan: Mapping[str, Block]) -> list[tuple[str, str]]:
    """Pairs of applicants side by side, each pair sorted, in a stable order."""
    at_first = {block.first: key for key, block in plan.items()}
    pairs = []
    for key, block in plan.items():
        after = at_first.get(block.last + 1)
        if after is not None and plan[after].chain == block.chain:
            pairs.append((min(key, after), max(key, after)))
    return sorted(pairs)


def score(board: Board, plan: Mapping[str, Block]) -> Score:
    """Points of a plan that keeps the hard rules; `plan` holds placed applicants only."""
    weights, applications = board.instance.weights, board.applications
    pairs = side_pairs(board, plan)
    points = {(a, b): pair_points(applications[a], applications[b], weights) for a, b in pairs}
    cluster = tuple(pair for pair in pairs if _same_cluster(board, pair))
    competitor = tuple(
        pair
        for pair in pairs
        if not _same_cluster(board, pair)
        and applications[pair[0]].product_type == applications[pair[1]].product_type
    )
    announced = {k: v for k, v in board.instance.announced.items() if k in applications}
    dropped = tuple(sorted(key for key in announced if key not in plan))
    moved = tuple(
        sorted(k for k, v in announced.items() if k in plan and set(plan[k].booths) != set(v))
    )
    unary = sum(satisfaction(applications[k], b, weights) for k, b in plan.items())
    lost = sum(weights.drop * applications[key].modules for key in dropped)
    return Score(
        placement=sum(placement(applications[key], weights) for key in plan),
        unary=unary,
        cluster_pairs=cluster,
        competitor_pairs=competitor,
        moved=moved,
        dropped=dropped,
        satisfaction=unary + sum(points.values()) - weights.move * len(moved) - lost,
    )


def _same_cluster(board: Board, pair: tuple[str, str]) -> bool:
    a, b = (board.applications[key] for key in pair)
    return a.cluster is not None and a.cluster == b.cluster


def waitlist(board: Board, plan: Mapping[str, Block]) -> tuple[str, ...]:
    waiting = [a for a in board.instance.applications if a.id not in plan]
    return tuple(a.id for a in sorted(waiting, key=lambda a: a.right))
