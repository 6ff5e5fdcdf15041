"""The search for a good plan with a proven bound, phase by phase.

1. `price`: prices by subgradient steps and column generation, on the promising columns where
   there are many, proven on all of them (`survey`).
2. `anneal`: whole plans, along the columns which the prices leave promising.
3. `dive`: without compiled annealing, a first plan from the weighted mix of fillings.
4. `branch` small halls to the end; or, without compiled loops, `prove` them by HiGHS alone.
5. `improve`: neighbourhoods of a few related chains, each re-solved exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fairs.solver import compact, kernel
from fairs.solver.annealing import Annealer
from fairs.solver.blocks import Block, Board
from fairs.solver.branching import Tree
from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.greedy import Floor, by_right, seat_the_rest
from fairs.solver.master import Master, Relaxed
from fairs.solver.neighbourhood import Effort, resolve
from fairs.solver.pricing import Pricer, descend, generate, opening_prices, regrets
from fairs.solver.scoring import score

MANY = 4_000_000  # columns above which prices are sought on the promising ones only
LISTED = 100  # chains up to which column generation is worth its linear programs
SMALL = 6000  # columns up to which the whole hall may be solved exactly
TINY = 500  # columns up to which nothing is worth compiling
NODES = 400  # of one integer program where no time is given
CHUNK = 300_000  # columns surveyed at once, to keep memory flat


class Search:
    def __init__(
        self, hall: Board, columns: Columns, *, seed: int, seconds: float | None = None
    ) -> None:
        self.hall, self.columns = hall, columns
        self.rng = np.random.default_rng(seed)
        self.seed = seed
        self.modules = columns.people.modules
        self.block_chain = np.array([b.chain for b in hall.blocks], dtype=np.int64)
        self.plan: Ints = np.full(len(self.modules), -1, dtype=np.int64)
        self.objective = -(10.0**15)
        self.bound = math.inf
        self.work = 0
        self.duals = opening_prices(hall, columns)
        self.proven = self.duals
        self.active = columns
        self.regret: Floats | None = None
        self.mix: Relaxed | None = None
        self.master: Master | None = None
        if len(columns.app) > TINY:
            kernel.compile_loops(seconds)
        self._annealer: Annealer | None = None
        self._shared: Floats | None = None

    # --- prices ---------------------------------------------------------------------------

    def price(self, stop: Callable[[], bool], *, rounds: int = 12) -> None:
        """Good prices, the bound they prove, and a pool of fillings for a dive."""
        many = len(self.columns.app) > MANY
        stages = (
            [(0.004, 5e-4), (5e-4, 5e-5), (1e-4, 5e-6)]
            if many
            else [(0.004, 2e-5 if len(self.columns.length) <= LISTED else 2e-6)]
        )
        for number, (reach, finest) in enumerate(stages):
            self.active = self._promising()
            last = number == len(stages) - 1
            listed = last and len(self.columns.length) <= LISTED
            pricer = Pricer.of(self.active)
            self.master = Master(self.active) if listed else None
            self.duals = descend(
                pricer,
                replace(self.duals, bound=math.inf),
                reach=reach,
                finest=finest,
                stop=stop,
                master=self.master,
                tick=self._tick,
            )
            if self.master is not None:
                self.duals, self.mix = generate(
                    pricer,
                    self.master,
                    self.duals,
                    rounds=3 if many else rounds,
                    close=20.0,
                    stop=stop,
                    tick=self._tick,
                )
            self.survey()
            if stop():
                break

    def _tick(self) -> None:
        self.work += 1

    def _promising(self) -> Columns:
        """All columns where they are few; else those near the best of a booth or an applicant."""
        c = self.columns
        if len(c.app) <= MANY:
            return c
        if self.regret is not None:
            worth, width = -self.regret, 50
        else:
            worth, width = c.value - self.duals.apps[c.app], 30
        place = c.chain * (int(c.length.max()) + 1) + c.start
        kept = self.plan[c.app] == c.block
        for key in (place, c.app):
            order = np.lexsort((-worth, key))
            rank = np.arange(len(order)) - np.searchsorted(key[order], key[order])
            kept[order[rank < width]] = True
        return c.picked(np.flatnonzero(kept))

    def survey(self) -> None:
        """The bound of the present prices and every column's regret, in chunks of chains."""
        c, duals = self.columns, self.duals
        ends = np.searchsorted(c.chain, np.arange(len(c.length)), side="right")
        total, low, at = float(c.constant), 0, 0
        regret = np.zeros(len(c.app))
        everyone = np.ones(len(self.modules), dtype=bool)
        while low < len(c.length):
            high = max(low + 1, int(np.searchsorted(ends, at + CHUNK, side="right")))
            part = c.of_chains(np.arange(low, high), everyone)
            best, lost = regrets(part, duals)
            total += best
            regret[at : ends[high - 1]] = lost
            low, at = high, int(ends[high - 1])
        present = np.zeros(len(self.modules))
        present[c.app] = 1.0
        total += float(present @ duals.apps + c.room() @ duals.clusters)
        if total < self.bound or self.regret is None:
            self.bound, self.proven, self.regret = min(total, self.bound), duals, regret

    # --- plans ----------------------------------------------------------------------------

    def adopt(self, plan: Ints, objective: float | None = None) -> None:
        worth = self.worth(plan) if objective is None else objective
        if worth > self.objective:
            self.plan, self.objective = plan, worth

    def blocks(self, plan: Ints) -> dict[str, Block]:
        applications, blocks = self.hall.instance.applications, self.hall.blocks
        return {applications[i].id: blocks[plan[i]] for i in np.flatnonzero(plan >= 0)}

    def worth(self, plan: Ints) -> float:
        placed = self.blocks(plan)
        if any(a.lock and a.id not in placed for a in self.hall.instance.applications):
            return -(10.0**15)
        return float(score(self.hall, placed).objective)

    def fill(self) -> None:
        """Seat whoever waits although a booth stands empty: stopped early, a search leaves some."""
        floor = Floor(self.hall)
        for key, block in self.blocks(self.plan).items():
            floor.put(key, block)
        seat_the_rest(floor, self.columns, by_right(self.hall))
        plan = np.full(len(self.modules), -1, dtype=np.int64)
        for number, application in enumerate(self.hall.instance.applications):
            if application.id in floor.plan:
                plan[number] = floor.plan[application.id].index
        self.adopt(plan)

    def start_annealing(self, *, slack: float, least: int) -> None:
        if self._annealer is None:
            self._annealer = Annealer(self.hall, self.columns, seed=self.seed)
        regret = self.regret
        if regret is None:
            regret = np.zeros(len(self.columns.app))
        self._annealer.focus(regret, slack, least)
        self._annealer.restart(self.plan, self.objective)

    def anneal(self, *, steps: int, hot: float, cold: float) -> None:
        """Go on annealing from where the last call ended (or `start_annealing`)."""
        if self._annealer is None:
            raise RuntimeError("start_annealing comes first")
        self._annealer.run(steps=steps, hot=hot, cold=cold)
        if self._annealer.best_objective > self.objective:
            self.adopt(self._annealer.best_plan(), float(self._annealer.best_objective))

    def dive(self, stop: Callable[[], bool], *, share: float = 0.12) -> None:
        """Build a plan from the mix, fixing a share of the chains at a time."""
        master, mix, duals, offset = self.master, self.mix, self.duals, 0.0
        if master is None or mix is None:
            return
        master.forbid_unsound()
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
                sound=True,
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

    def improve(self, chains: Ints, effort: Effort, stop: Callable[[], bool]) -> bool:
        """Re-solve these chains (ascending); True if the plan got better."""
        inside = (self.plan >= 0) & np.isin(self.block_chain[self.plan], chains)
        part = self.columns.of_chains(chains, inside | (self.plan < 0))
        self.work += 1
        if not len(part.app):
            return False
        outcome = resolve(part, self.plan, self.duals, effort, stop)
        if len(chains) == len(self.columns.length):
            self.bound = min(self.bound, outcome.bound + self.columns.constant)
        if outcome.ids is None:
            return False
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

    def related(self, size: int) -> Ints:
        """A random chain and others likely to exchange applicants with it."""
        count = len(self.columns.length)
        first = int(self.rng.integers(count))
        weight = self._affinity()[first].astype(np.float64) + 0.01
        inside = (self.plan >= 0) & (self.block_chain[self.plan] == first)
        cluster = self.columns.people.cluster
        mates = np.isin(cluster, np.unique(cluster[inside & (cluster >= 0)])) & (self.plan >= 0)
        np.add.at(weight, self.block_chain[self.plan[mates]], weight.max())
        weight[first] = 0
        size = min(size, count)
        others = self.rng.choice(count, size - 1, replace=False, p=weight / weight.sum())
        return np.sort(np.append(others, first))

    def _affinity(self) -> Floats:
        """How many applicants could stand in both chains."""
        if self._shared is None:
            c = self.columns
            could = np.zeros((len(c.length), len(self.modules)), dtype=np.float32)
            could[c.chain, c.app] = 1.0
            self._shared = (could @ could.T).astype(np.float64)
        return self._shared


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
