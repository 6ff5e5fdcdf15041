"""The search for a good plan with a proven bound, phase by phase.

1. `price`: prices by subgradient steps and column generation, on the promising columns where
   there are many, proven on all of them (`survey`); see `priced`.
2. `anneal` once, or `cool` many times and `mix` the outcomes: whole plans, along the columns
   which the prices leave promising; see `annealed`.
3. `renew`: regions that lose much, cooled and mixed again; see `renewed`.
4. `dive`: without compiled annealing, a first plan from the weighted mix of fillings.
5. `branch` small halls to the end; or, without compiled loops, `prove` them by HiGHS alone.
6. `improve`: neighbourhoods of a few related chains, each re-solved exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from fairs.solver import compact
from fairs.solver.branching import Tree
from fairs.solver.columns import Bools, Floats, Ints
from fairs.solver.cores import both_until
from fairs.solver.master import Master
from fairs.solver.neighbourhood import NOTHING, Effort, Outcome, resolve
from fairs.solver.pricing import Pricer, generate
from fairs.solver.renewed import Renewed

SMALL = 6000  # columns up to which the whole hall may be solved exactly
NODES = 400  # of one integer program where no time is given


class Search(Renewed):
    def dive(self, stop: Callable[[], bool], *, share: float = 0.12) -> None:
        """Build a plan from the mix, fixing a share of the chains at a time."""
        master, mix, duals, offset = self.master, self.weighted, self.duals, 0.0
        if master is None or mix is None:
            return
        left = np.arange(len(self.columns.length))
        free = np.ones(len(self.modules), dtype=bool)
        plan = np.full(len(self.modules), -1, dtype=np.int64)
        part = self.active
        while len(left) and not stop():
            duals, mix = generate(
                Pricer.of(part),
                master,
                duals.of(free),
                rounds=3,
                close=50.0,
                stop=stop,
                offset=offset,
                tick=self._tick,
            )
            if mix is None:
                break
            chosen = _heaviest(master, mix.weights, left, free, math.ceil(share * len(left)))
            if not len(chosen):
                break
            master.fix(chosen)
            fixed = master.picked(chosen)
            offset += float(fixed.worth.sum())
            ids = fixed.columns[fixed.columns >= 0]
            plan[self.columns.app[ids]] = self.columns.block[ids]
            free[self.columns.app[ids]] = False
            left = np.setdiff1d(left, fixed.chain)
            if len(left):
                part = self.active.of_chains(left, free)
            if not len(part.app):
                break
        self.master = None
        self.adopt(plan)
        self.fill()

    def improve(self, size: int, effort: Effort, stop: Callable[[], bool]) -> bool:
        """Re-solve `size` related chains, and where there are enough as many others beside them.

        True if the plan got better. The waiting are shared out between the two.
        """
        count = len(self.columns.length)
        if count < 2 * size:
            chains = self.related(min(size, count), self.lost())
            self.work += 1
            return self._settle_part(chains, self._resolved(chains, self.plan < 0, effort, stop))
        lost = self.lost()
        first = self.related(size, lost)
        second = self.related(size, lost, apart_from=first)
        half = self.rng.random(len(self.modules)) < 0.5
        waiting = self.plan < 0
        found = both_until(
            lambda ended: self._resolved(first, waiting & half, effort, ended),
            lambda ended: self._resolved(second, waiting & ~half, effort, ended),
            stop,
        )
        self.work += 2
        gains = [self._settle_part(first, found[0]), self._settle_part(second, found[1])]
        return any(gains)

    def _resolved(
        self, chains: Ints, waiting: Bools, effort: Effort, stop: Callable[[], bool]
    ) -> Outcome:
        """What re-solving these chains (ascending) gives, with the applicants in them and these."""
        inside = (self.plan >= 0) & np.isin(self.block_chain[self.plan], chains)
        part = self.columns.of_chains(chains, inside | waiting)
        if not len(part.app):
            return NOTHING
        return resolve(part, self.plan, self.duals, effort, stop)

    def _settle_part(self, chains: Ints, outcome: Outcome) -> bool:
        if len(chains) == len(self.columns.length) and outcome is not NOTHING:
            self.bound = min(self.bound, outcome.bound + self.columns.constant)
        if outcome.ids is None:
            return False
        inside = (self.plan >= 0) & np.isin(self.block_chain[self.plan], chains)
        plan = self.plan.copy()
        plan[inside] = -1
        plan[self.columns.app[outcome.ids]] = self.columns.block[outcome.ids]
        before = self.objective
        self.adopt(plan)
        return self.objective > before

    def branch(self, stop: Callable[[], bool]) -> None:
        """Decide applicant by applicant until the optimum is proven, from the prices on."""
        pool = None if self.master is None else self.master.pool
        tree = Tree(self.columns, value=self.objective, bound=self.bound, tick=self._tick)
        tree.run(self.duals, pool, stop)
        self._conclude(tree.ids, tree.bound)

    def prove(self, stop: Callable[[], bool], *, seconds: float) -> None:
        """The whole hall as one integer program, on the columns a better plan can use."""
        self.work += 1
        nodes = NODES if seconds >= 1e9 else 2**31 - 1
        slack = self.bound - self.objective
        near = np.ones(len(self.columns.app), dtype=bool)
        if self.regret is not None:
            near = (self.regret <= slack) | (self.plan[self.columns.app] == self.columns.block)
        part = self.columns.picked(np.flatnonzero(near))
        chosen = np.flatnonzero(self.plan[part.app] == part.block)
        found = compact.prove(part, chosen, stop=stop, seconds=seconds, nodes=nodes)
        self._conclude(found.ids, max(self.objective, found.bound + part.constant))

    def _conclude(self, ids: Ints | None, bound: float) -> None:
        """A proof over the whole hall: its best columns, and its bound."""
        if ids is not None:
            plan = np.full(len(self.modules), -1, dtype=np.int64)
            plan[self.columns.app[ids]] = self.columns.block[ids]
            self.adopt(plan)
        self.bound = max(self.objective, min(self.bound, bound))


def _heaviest(master: Master, weights: Floats, left: Ints, free: Bools, count: int) -> Ints:
    """Positions of the heaviest sound fillings that agree, at least `count` if there are."""
    pool = master.pool
    if pool is None:
        return np.zeros(0, dtype=np.int64)
    open_chains = set(left.tolist())
    taken = ~free
    chosen: list[int] = []
    order = np.argsort(-weights, kind="stable")
    for position in order[weights[order] > 1e-6].tolist():
        if len(chosen) >= count and weights[position] < 0.999:
            break
        apps = pool.apps[position]
        apps = apps[apps >= 0]
        chain = int(pool.chain[position])
        if chain in open_chains and pool.sound[position] and not taken[apps].any():
            chosen.append(position)
            open_chains.discard(chain)
            taken[apps] = True
    return np.array(chosen, dtype=np.int64)
