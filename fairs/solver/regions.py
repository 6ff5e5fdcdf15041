"""Regions of a hall: what each chain loses against the bound, and mixes of known fillings.

The prices of the bound tell for each chain how far its filling is from the best one. In a good plan
most chains lose next to nothing and a few lose much, so a region of the latter is where to look. A
region is cooled some times from the plan as it stands; then an integer program picks one filling
per chain among those of the coolings and all that are remembered from earlier ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fairs.solver.annealing import Annealer
from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.duals import Duals
from fairs.solver.fillings import Fillings
from fairs.solver.master import Master
from fairs.solver.neighbourhood import standing
from fairs.solver.population import Heat, cooled
from fairs.solver.pricing import Pricer, Stop

Key = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Losses:
    """What fillings lose against the best of their chains, at the prices which prove the bound.

    The losses of all chains of a plan, the prices of applicants who wait and those of pairs not
    made are together the bound less what the plan is worth.
    """

    apps: Floats  # prices, and a zero for nobody
    clusters: Floats
    best: Floats  # by chain

    @classmethod
    def of(cls, prices: Duals, best: Floats) -> Losses:
        return cls(np.append(prices.apps, 0.0), np.append(prices.clusters, 0.0), best)

    def of_fillings(self, fillings: Fillings) -> Floats:
        charged = self.apps[fillings.apps].sum(axis=1)
        charged += self.clusters[fillings.pairs].sum(axis=1)
        lost: Floats = self.best[fillings.chain] - (fillings.worth - charged)
        return lost


@dataclass(slots=True)
class Archive:
    """Fillings met so far that lose less than `most`; of each chain about the `kept` best."""

    losses: Losses
    most: float
    kept: int
    fillings: Fillings | None = None
    _lost: Floats = field(default_factory=lambda: np.zeros(0))
    _keys: set[Key] = field(default_factory=set)

    def add(self, fillings: Fillings) -> None:
        lost = self.losses.of_fillings(fillings)
        fresh = []
        for row in np.flatnonzero(lost < self.most).tolist():
            key = _key(fillings, row)
            if key not in self._keys:
                self._keys.add(key)
                fresh.append(row)
        new = fillings.picked(np.array(fresh, dtype=np.int64))
        self.fillings = new if self.fillings is None else self.fillings.joined(new)
        self._lost = np.concatenate([self._lost, lost[fresh]])
        if len(self._lost) > 2 * self.kept * len(self.losses.best):
            self._forget()

    def _forget(self) -> None:
        """Keep the best of each chain; what is left out may come back."""
        if self.fillings is None:
            return
        order = np.lexsort((self._lost, self.fillings.chain))
        chain = self.fillings.chain[order]
        rank = np.arange(len(order)) - np.searchsorted(chain, chain)
        rows = np.sort(order[rank < self.kept])
        self.fillings, self._lost = self.fillings.picked(rows), self._lost[rows]
        self._keys = {_key(self.fillings, row) for row in range(len(rows))}

    def of(self, chains: Ints, people: Bools) -> Fillings | None:
        """Those of these chains with none but these people."""
        if self.fillings is None:
            return None
        known = np.append(people, True)[self.fillings.apps].all(axis=1)
        return self.fillings.picked(np.flatnonzero(known & np.isin(self.fillings.chain, chains)))


def _key(fillings: Fillings, row: int) -> Key:
    columns = fillings.columns[row]
    return int(fillings.chain[row]), columns[columns >= 0].tobytes()


@dataclass(frozen=True, slots=True)
class Renewal:
    """How much is done for a region: coolings, annealing moves for each of its people, the mix."""

    coolings: int
    moves: int
    heat: Heat
    nodes: int
    seconds: float


@dataclass(slots=True)
class Region:
    """Some chains (ascending), who stands there and who may come in; the rest stays as it is."""

    columns: Columns
    annealer: Annealer
    chains: Ints
    people: Bools
    plan: Ints
    worth: float
    met: list[Fillings] = field(default_factory=list)
    moves: int = 0

    def renewed(self, work: Renewal, known: Fillings | None, stop: Stop) -> tuple[float, Ints]:
        """What the best filling of the region found gains, and the blocks of its people then."""
        part = self.columns.of_chains(self.chains, self.people)
        if not len(part.app):
            return 0.0, self.plan[self.people]
        pricer, master = Pricer.of(part), Master(part)
        present = standing(pricer, self.plan)
        master.add(present)
        best, plan = self.worth, self.plan
        moves = work.moves * int(self.people.sum())
        for _ in range(work.coolings):
            if stop():
                break
            worth, cold = cooled(
                self.annealer, self.plan, self.worth, work.heat, moves=moves, stop=stop
            )
            self.moves += moves
            self.met.append(standing(pricer, cold))
            master.add(self.met[-1])
            if worth > best:
                best, plan = worth, cold
        if known is not None:
            master.add(known)
        chosen = master.choose(
            np.arange(len(self.chains)),
            part.chains[~part.may_skip.all(axis=0)],
            nodes=work.nodes,
            seconds=work.seconds,
            stop=stop,
        )
        if chosen is not None:
            ids = master.picked(chosen[2]).columns
            ids = ids[ids >= 0]
            mixed = np.full(len(plan), -1, dtype=np.int64)
            mixed[self.columns.app[ids]] = self.columns.block[ids]
            # counted afresh: the program's value is off by what its tolerance allows
            worth = self.worth + float((standing(pricer, mixed).worth - present.worth).sum())
            if worth > best:
                best, plan = worth, mixed
        return best - self.worth, plan[self.people]
