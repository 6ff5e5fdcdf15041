"""The search for a good plan with a proven bound, phase by phase.

1. `price`: prices by subgradient steps and column generation, on the promising columns where
   there are many, proven on all of them (`survey`); see `priced`.
2. `anneal` once, or `cool` many times and `mix` the outcomes: whole plans, along the columns
   which the prices leave promising.
3. `dive`: without compiled annealing, a first plan from the weighted mix of fillings.
4. `branch` small halls to the end; or, without compiled loops, `prove` them by HiGHS alone.
5. `improve`: neighbourhoods of a few related chains, each re-solved exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from fairs.solver import compact, kernel
from fairs.solver.annealing import Annealer
from fairs.solver.blocks import Block, Board
from fairs.solver.branching import Tree
from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.greedy import Floor, by_right, seat_the_rest
from fairs.solver.master import Master
from fairs.solver.neighbourhood import Effort, resolve
from fairs.solver.population import Population, cooled
from fairs.solver.priced import Priced
from fairs.solver.pricing import Pricer, generate
from fairs.solver.scoring import score

SMALL = 6000  # columns up to which the whole hall may be solved exactly
TINY = 500  # columns up to which nothing is worth compiling
NODES = 400  # of one integer program where no time is given
MOVES = 5000  # annealing moves in one unit of work
MIXING = 20  # units of work of one mix of plans
LEAST = 4  # columns an applicant or a booth keeps, however much they cost


class Search(Priced):
    def __init__(
        self, hall: Board, columns: Columns, *, seed: int, seconds: float | None = None
    ) -> None:
        super().__init__(hall, columns)
        self.rng = np.random.default_rng(seed)
        self.seed = seed
        self.block_chain = np.array([b.chain for b in hall.blocks], dtype=np.int64)
        self.objective = -(10.0**15)
        if len(columns.app) > TINY:
            kernel.compile_loops(seconds)
        self._annealer: Annealer | None = None
        self._population: Population | None = None
        self._shared: Floats | None = None

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

    def start_annealing(self) -> None:
        """Prepare coolings along the columns the prices leave promising."""
        if self._annealer is None:
            self._annealer = Annealer(self.hall, self.columns, seed=self.seed)
            self._population = Population(self.columns)
        regret = self.regret
        if regret is None:
            regret = np.zeros(len(self.columns.app))
        self._annealer.focus(regret, self.heat.slack, LEAST)
        self._annealer.restart(self.plan, self.objective)

    def anneal(self, moves: int, temperature: float) -> None:
        """Go on annealing from where the last call ended (or `start_annealing`)."""
        if self._annealer is None:
            raise RuntimeError("start_annealing comes first")
        self._annealer.run(steps=moves, hot=temperature, cold=temperature)
        self.work += -(-moves // MOVES)
        if self._annealer.best_objective > self.objective:
            self.adopt(self._annealer.best_plan(), float(self._annealer.best_objective))

    def cool(self, moves: int, stop: Callable[[], bool]) -> None:
        """One cooling from the best plan, whose outcome joins the population."""
        if self._annealer is None or self._population is None:
            raise RuntimeError("start_annealing comes first")
        start, worth = self.plan, self.objective
        found = cooled(self._annealer, start, worth, self.heat, moves=moves, stop=stop)
        self.work += -(-moves // MOVES)
        if found is not None:
            self._population.add(*found)
            self.adopt(found[1], found[0])

    def mix(self, stop: Callable[[], bool], *, seconds: float | None) -> None:
        """The best plan the chains of the population make together."""
        if self._population is None:
            raise RuntimeError("start_annealing comes first")
        self.work += MIXING
        plan = self._population.mixed(seconds=seconds, stop=stop)
        if plan is not None:
            before = self.objective
            self.adopt(plan)
            if self.objective > before:
                self._population.add(self.objective, self.plan)

    def dive(self, stop: Callable[[], bool], *, share: float = 0.12) -> None:
        """Build a plan from the mix, fixing a share of the chains at a time."""
        master, mix, duals, offset = self.master, self.weighted, self.duals, 0.0
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
