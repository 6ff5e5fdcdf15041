"""Annealing over whole plans: relocate, swap, evict and refill, along promising columns only."""

from __future__ import annotations

import numpy as np

from fairs.solver import annealing_loop
from fairs.solver.blocks import Board
from fairs.solver.columns import Columns, Floats, Ints

FAR = 12  # times the slack beyond which a column is not even among the least


class Annealer:
    def __init__(self, hall: Board, columns: Columns, *, seed: int) -> None:
        self.hall, self.columns = hall, columns
        people, c = columns.people, columns
        self.first = np.array([b.first for b in hall.blocks], dtype=np.int64)
        places, count = len(hall.order), len(people.cluster)
        self.value = np.full((count, places), annealing_loop.LOST, dtype=np.int32)
        self.value[c.app, self.first[c.block]] = c.value
        modules = [a.modules for a in hall.instance.applications]
        self.modules = np.array(modules, dtype=np.int32)
        self.sizes = np.zeros((5, places), dtype=np.int8)
        for block in hall.blocks:
            self.sizes[block.modules, block.first] = block.last + 1 - block.first
        self.joined = np.zeros(places, dtype=np.bool_)
        chain = np.array(hall.chain_of, dtype=np.int64)
        self.joined[1:] = chain[1:] == chain[:-1]
        self.points = np.array([people.cluster_pair, people.competitor_pair], dtype=np.int64)
        self.locked = np.array([bool(a.lock) for a in hall.instance.applications], dtype=np.bool_)
        self.rival_from = np.searchsorted(
            people.rivals // max(count, 1), np.arange(count + 1)
        ).astype(np.int32)
        self.rival_of = (people.rivals % max(count, 1)).astype(np.int32)
        self.state = np.array([(seed * 2654435761 + 88172645) & 0xFFFFFFFF or 1], dtype=np.int64)

    def focus(self, regret: Floats, slack: float, least: int) -> None:
        """Keep to columns whose regret is within the slack, and the `least` best of each list."""
        near = np.flatnonzero(regret <= FAR * slack)
        app, regret = self.columns.app[near], regret[near]
        place = self.first[self.columns.block[near]]
        self.by_app_from, self.by_app = _listed(app, place, regret, slack, least, len(self.modules))
        self.by_place_from, self.by_place = _listed(
            place, app, regret, slack, least, len(self.joined)
        )

    def restart(self, plan: Ints, objective: float) -> None:
        self.position = np.where(plan >= 0, self.first[plan], -1).astype(np.int32)
        self.best = self.position.copy()
        self.totals = np.array([round(objective)] * 2, dtype=np.int64)

    def forget(self) -> None:
        """From here on, the best plan is sought anew."""
        self.best = self.position.copy()
        self.totals[1] = self.totals[0]

    @property
    def best_objective(self) -> int:
        return int(self.totals[1])

    def best_plan(self) -> Ints:
        return self.blocks(self.best)

    def run(self, *, steps: int, hot: float, cold: float) -> None:
        annealing_loop.anneal(
            steps,
            hot,
            cold,
            self.state,
            self.value,
            self.sizes,
            self.modules,
            self.joined,
            self.columns.people.cluster.astype(np.int32),
            self.columns.people.product.astype(np.int32),
            self.points,
            self.rival_from,
            self.rival_of,
            self.locked,
            self.by_app_from,
            self.by_app,
            self.by_place_from,
            self.by_place,
            self.position,
            self.best,
            self.totals,
        )

    def blocks(self, position: Ints) -> Ints:
        blocks = np.full(len(position), -1, dtype=np.int64)
        ends = np.zeros((5, len(self.joined)), dtype=np.int64)
        for block in self.hall.blocks:
            ends[block.modules, block.first] = block.index
        placed = position >= 0
        blocks[placed] = ends[self.modules[placed], position[placed]]
        return blocks


def _listed(
    key: Ints, item: Ints, regret: Floats, slack: float, least: int, keys: int
) -> tuple[Ints, Ints]:
    order = np.lexsort((item, regret, key))
    rank = np.arange(len(order)) - np.searchsorted(key[order], key[order])
    kept = order[(regret[order] <= slack) | (rank < least)]
    starts = np.searchsorted(key[kept], np.arange(keys + 1))
    return starts.astype(np.int32), item[kept].astype(np.int32)
