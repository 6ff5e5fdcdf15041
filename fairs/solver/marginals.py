"""What the plan as a whole would lose by one choice: proven at once, exact by solving again."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fairs.solver.blocks import Block, Board
from fairs.solver.columns import columns_of
from fairs.solver.duals import Duals
from fairs.solver.model import Instance, Prices
from fairs.solver.pricing import regrets

Marginal = Callable[[str, Block], int]


def max_marginals(hall: Board, prices: Prices) -> Marginal:
    """For an applicant and a block, a bound on every plan with that choice, from any prices."""
    columns = columns_of(hall)
    applications = hall.instance.applications
    names = [a.cluster for a in applications if a.cluster is not None]
    duals = Duals(
        np.array([float(prices.applications.get(a.id, 0)) for a in applications]),
        np.array([float(prices.clusters.get(name, 0)) for name in dict.fromkeys(names)] or [0.0]),
    )
    best, regret = regrets(columns, duals)
    present = np.zeros(len(applications))
    present[columns.app] = 1.0
    charged = float(present @ duals.apps + columns.room() @ duals.clusters)
    total = columns.constant + float(best.sum()) + charged
    keys = columns.app.astype(np.int64) * len(hall.blocks) + columns.block
    order = np.argsort(keys)
    number = {a.id: i for i, a in enumerate(applications)}

    def marginal(application: str, block: Block) -> int:
        key = number[application] * len(hall.blocks) + block.index
        at = int(np.searchsorted(keys, key, sorter=order))
        if at == len(order) or keys[order[at]] != key:
            return math.floor(total + 1e-3)
        return math.floor(total - float(regret[order[at]]) + 1e-3)

    return marginal


def forced(instance: Instance, application: str, booths: tuple[str, ...]) -> Instance:
    """The instance with that one choice locked: solve it for the exact loss of the whole plan."""
    return replace(
        instance,
        applications=tuple(
            replace(a, lock=booths) if a.id == application else a for a in instance.applications
        ),
    )
