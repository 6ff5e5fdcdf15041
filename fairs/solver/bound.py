"""A first upper bound without prices: each applicant at best, within the modules of the hall.

`free_bound` is a fractional knapsack: no plan uses more modules than are available, and no
applicant brings more than the best of its own blocks plus half of the pair points of its two
sides. It needs no optimiser and bounds every feasible plan.
"""

from __future__ import annotations

from fairs.solver.blocks import Board
from fairs.solver.model import Application
from fairs.solver.scoring import placement, satisfaction


def free_bound(board: Board) -> int:
    instance, weights = board.instance, board.instance.weights
    capacity = sum(booth.modules for booth in board.order if booth.available)
    announced = [a for a in instance.applications if a.id in instance.announced]
    total = -sum(weights.drop * a.modules for a in announced)
    worths = [(_worth(board, a), a.modules) for a in instance.applications]
    for worth, modules in sorted(worths, key=lambda w: -w[0] / w[1]):
        used = min(modules, capacity)
        total += -(-max(0, worth) * used // modules)
        capacity -= used
    return total


def _worth(board: Board, application: Application) -> int:
    """At most what placing this applicant adds, in centipoints (pair points halved, rounded up)."""
    weights, announced = board.instance.weights, board.instance.announced
    candidates = board.candidates(application)
    if not candidates:
        return 0
    best = max(satisfaction(application, block, weights) for block in candidates)
    beside = weights.cluster_pair if application.cluster is not None else 0
    back = weights.drop * application.modules if application.id in announced else 0
    return placement(application, weights) + best + beside + back
