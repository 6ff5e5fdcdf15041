"""The choice of one filling per chain, as a linear or integer program solved by HiGHS.

Rows: each applicant at most once; at most as many pairs in a cluster as its members have room for;
one filling per chain. Only fillings in the pool can be chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from fairs.solver.columns import Columns, Floats, Ints
from fairs.solver.duals import Duals
from fairs.solver.fillings import Fillings
from fairs.solver.highs import INFINITY, add_rows, interrupted_by, quiet


@dataclass(frozen=True, slots=True)
class Relaxed:
    value: float
    duals: Duals
    weights: Floats


class Master:
    def __init__(self, columns: Columns) -> None:
        self.pool: Fillings | None = None
        self._pending: list[Fillings] = []
        self._keys: set[bytes] = set()
        self._people = len(columns.people.cluster)
        self._present = np.unique(columns.app)
        self._app_row = np.full(self._people, -1, dtype=np.int64)
        self._app_row[self._present] = np.arange(len(self._present))
        room = columns.room()
        self._clusters = len(room)
        self._chains = columns.chains
        ones = np.ones(len(self._present)), np.ones(len(columns.chains))
        upper = np.concatenate([ones[0], room.astype(float), ones[1]])
        self._highs = quiet()
        add_rows(self._highs, upper)

    @property
    def size(self) -> int:
        return 0 if self.pool is None else len(self.pool.chain)

    def add(self, fillings: Fillings) -> int:
        """Add those not in the pool yet; returns how many they were."""
        fresh = []
        for row, columns in enumerate(fillings.columns.astype(np.int32)):
            key = int(fillings.chain[row]).to_bytes(4, "little") + columns[columns >= 0].tobytes()
            if key not in self._keys:
                self._keys.add(key)
                fresh.append(row)
        if fresh:
            self._append(fillings.picked(np.array(fresh)))
        return len(fresh)

    def _append(self, new: Fillings) -> None:
        self.pool = new if self.pool is None else self.pool.joined(new)
        count, base = len(new.chain), len(self._present)
        of_app = np.where(new.apps >= 0, self._app_row[new.apps], -1)
        of_pair = np.where(new.pairs >= 0, new.pairs + base, -1)
        of_chain = np.searchsorted(self._chains, new.chain) + base + self._clusters
        rows = np.sort(np.concatenate([of_app, of_pair, of_chain[:, None]], axis=1), axis=1)
        first = rows >= 0
        first[:, 1:] &= rows[:, 1:] != rows[:, :-1]
        # a row met twice (applicant or cluster) becomes one entry with its count
        entry = np.cumsum(first.ravel()) - 1
        weight = np.bincount(entry[(rows >= 0).ravel()], minlength=int(first.sum()))
        starts = np.concatenate([[0], np.cumsum(first.sum(axis=1))[:-1]])
        self._highs.addCols(
            count,
            new.worth,
            np.zeros(count),
            np.full(count, INFINITY),
            int(first.sum()),
            starts.astype(np.int32),
            rows[first].astype(np.int32),
            weight.astype(float),
        )

    def relax(self) -> Relaxed:
        self._highs.run()
        solution = self._highs.getSolution()
        rows = np.maximum(np.array(solution.row_dual), 0.0)
        base = len(self._present)
        prices = np.zeros(self._people)
        prices[self._present] = rows[:base]
        return Relaxed(
            value=float(self._highs.getInfo().objective_function_value),
            duals=Duals(prices, rows[base : base + self._clusters].copy()),
            weights=np.array(solution.col_value),
        )

    def picked(self, positions: Ints) -> Fillings:
        if self.pool is None:
            raise IndexError("the pool is empty")
        return self.pool.picked(positions)

    def fix(self, positions: Ints) -> None:
        """Choose these fillings of the pool for good."""
        count = len(positions)
        self._highs.changeColsBounds(
            count, positions.astype(np.int32), np.ones(count), np.full(count, INFINITY)
        )

    def choose(
        self,
        incumbent: Ints | None,
        must_fill: Ints,
        *,
        nodes: int,
        seconds: float,
        stop: Callable[[], bool],
    ) -> tuple[float, float, Ints] | None:
        """The best integer choice found: its value, a bound on any, its positions; or None.

        The search starts from the positions of `incumbent`, if there are any; chains in
        `must_fill` hold locked applicants and cannot stay without a filling. Ends early when
        `stop()` is true. The master is of no use afterwards.
        """
        if self.pool is None:
            return None
        highs, size = self._highs, self.size
        every = np.arange(size, dtype=np.int32)
        integer = np.array([highspy.HighsVarType.kInteger] * size)
        highs.changeColsIntegrality(size, every, integer)
        highs.changeColsBounds(size, every, np.zeros(size), self.pool.sound.astype(float))
        base = len(self._present) + self._clusters
        for row in base + np.searchsorted(self._chains, must_fill):
            highs.changeRowBounds(int(row), 1.0, 1.0)
        if incumbent is not None:
            start = highspy.HighsSolution()
            known = np.zeros(size)
            known[incumbent] = 1.0
            start.col_value = known.tolist()
            highs.setSolution(start)
        highs.setOptionValue("mip_max_nodes", nodes)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.99)
        if seconds < INFINITY:
            highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.01))
        interrupted_by(highs, stop)
        highs.run()
        info = highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        chosen = np.flatnonzero(np.array(highs.getSolution().col_value) > 0.5)
        return float(info.objective_function_value), float(info.mip_dual_bound), chosen


def best_shares(value: Floats, app: Ints, kind: Ints, modules: Ints, capacity: Floats) -> Floats:
    """Prices of applicants when they share the modules of each kind of booth, each once."""
    people, count = len(modules), len(value)
    highs = quiet()
    upper = np.concatenate([np.ones(people), capacity])
    add_rows(highs, upper)
    rows = np.column_stack([app, people + kind]).astype(np.int32).ravel()
    weights = np.column_stack([np.ones(count), modules[app]]).ravel()
    highs.addCols(
        count,
        value,
        np.zeros(count),
        np.full(count, INFINITY),
        2 * count,
        (2 * np.arange(count)).astype(np.int32),
        rows,
        weights,
    )
    highs.run()
    prices: Floats = np.maximum(0.0, np.array(highs.getSolution().row_dual)[:people])
    return prices
