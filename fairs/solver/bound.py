"""A first upper bound without prices: each applicant at best, within the modules of the hall.

`free_bound` is a fractional knapsack: no plan uses more modules than are available, and no
applicant brings more than the best of its own blocks plus half of the pair points of its two
sides. It needs no optimiser and bounds every feasible plan.
"""

from __future__ import annotations

import numpy as np

from fairs.solver.blocks import Board
from fairs.solver.columns import Columns


def free_bound(board: Board, columns: Columns) -> int:
    """In centipoints; the columns are all those of the board."""
    people = columns.people
    capacity = sum(booth.modules for booth in board.order if booth.available)
    best = np.zeros(len(people.modules))
    np.maximum.at(best, columns.app, columns.value)
    allowed = np.bincount(columns.app, minlength=len(best)) > 0
    # half a pair on each of two sides; half a point more never hurts a bound
    best += np.where(allowed & (people.cluster >= 0), people.cluster_pair, 0)
    total = columns.constant
    for number in np.argsort(-best / people.modules, kind="stable").tolist():
        modules = int(people.modules[number])
        used = min(modules, capacity)
        total += -(-int(best[number]) * used // modules)
        capacity -= used
    return total
