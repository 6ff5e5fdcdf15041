"""The whole plans of a search: the best so far, coolings of it, and the mix of their outcomes.

Everything goes along the columns the prices of `priced` leave promising, on two cores where they
are there (`cores`). `search` builds on it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from fairs.solver import kernel
from fairs.solver.annealing import Annealer
from fairs.solver.blocks import Block, Board
from fairs.solver.columns import Columns, Ints
from fairs.solver.cores import accompanied, beside, both_until
from fairs.solver.greedy import Floor, by_right, seat_columns, seat_the_rest
from fairs.solver.population import Population, cooled
from fairs.solver.priced import Priced
from fairs.solver.scoring import score

TINY = 500  # columns up to which nothing is worth compiling
MOVES = 5000  # annealing moves in one unit of work
MIXING = 20  # units of work of one mix of plans
LEAST = 4  # columns an applicant or a booth keeps, however much they cost


class Annealed(Priced):
    def __init__(
        self, hall: Board, columns: Columns, *, seed: int, seconds: float | None = None
    ) -> None:
        super().__init__(hall, columns)
        self.seed = seed
        self.objective = -(10.0**15)
        if len(columns.app) > TINY:
            kernel.compile_loops(seconds)
        self._prepared: Future[Annealer] | None = None
        self._annealer: Annealer | None = None
        self._population: Population | None = None

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
        self._adopt_floor(floor)

    def seat_by_regret(self) -> None:
        """A whole plan at once: the columns that lose least against the bound, the best first."""
        if self.regret is None:
            return
        floor, placed = Floor(self.hall), self.blocks(self.plan)
        for application in self.hall.instance.applications:
            if application.lock and application.id in placed:
                floor.put(application.id, placed[application.id])
        seat_columns(floor, self.columns, np.argsort(self.regret, kind="stable"))
        self._adopt_floor(floor)

    def _adopt_floor(self, floor: Floor) -> None:
        plan = np.full(len(self.modules), -1, dtype=np.int64)
        for number, application in enumerate(self.hall.instance.applications):
            if application.id in floor.plan:
                plan[number] = floor.plan[application.id].index
        self.adopt(plan)

    def prepare(self) -> None:
        """Begin what coolings need besides prices, in a thread of its own beside the next step."""
        if self._prepared is None and accompanied() and kernel.compiled("anneal"):
            pool = ThreadPoolExecutor(1)
            self._prepared = pool.submit(self._loaded)
            pool.shutdown(wait=False)

    def _loaded(self) -> Annealer:
        annealer = Annealer(self.hall, self.columns, seed=self.seed)
        if kernel.compiled("anneal"):
            annealer.load()
        return annealer

    def start_annealing(self) -> None:
        """Prepare coolings along the columns the prices leave promising."""
        if self._annealer is None:
            self._annealer = self._loaded() if self._prepared is None else self._prepared.result()
            self._twin = self._annealer.twin(self.seed + 1)
            self._population = Population(self.columns)
        regret = self.regret
        if regret is None:
            regret = np.zeros(len(self.columns.app))
        self._annealer.focus(regret, self.heat.slack, LEAST)
        self._annealer.restart(self.plan, self.objective)
        self._twin.follow(self._annealer)

    def anneal(self, moves: int, temperature: float) -> None:
        """Go on annealing from where the last call ended (or `start_annealing`)."""
        if self._annealer is None:
            raise RuntimeError("start_annealing comes first")
        self._annealer.run_apart(steps=moves, temperature=temperature)
        self.work += -(-moves // MOVES)
        if self._annealer.best_objective > self.objective:
            self.adopt(self._annealer.best_plan(), float(self._annealer.best_objective))

    def cool(self, moves: int, stop: Callable[[], bool], *, warmth: float) -> None:
        """Two coolings from the best plan, whose outcomes join the population."""
        if self._annealer is None or self._population is None:
            raise RuntimeError("start_annealing comes first")
        start, worth, heat = self.plan, self.objective, self.heat.times(warmth)
        first, second = self._annealer, self._twin
        found = both_until(
            lambda ended: cooled(first, start, worth, heat, moves=moves, stop=ended),
            lambda ended: cooled(second, start, worth, heat, moves=moves, stop=ended),
            stop,
        )
        for outcome in found:
            self._settle(moves, outcome)

    def _settle(self, moves: int, outcome: tuple[float, Ints]) -> None:
        """The outcome of a cooling joins the population."""
        self.work += -(-moves // MOVES)
        if self._population is not None:
            self._population.add(*outcome)
            self.adopt(outcome[1], outcome[0])

    def mix(
        self,
        moves: int,
        stop: Callable[[], bool],
        *,
        seconds: float | None,
        coolings: int,
        warmth: float,
    ) -> None:
        """The best plan the chains of the population make together, and coolings meanwhile.

        `coolings` of them, or with a time limit as many as fit beside the mix.
        """
        if self._annealer is None or self._population is None:
            raise RuntimeError("start_annealing comes first")
        self.work += MIXING
        ended = False
        asked = (lambda: ended) if accompanied() else stop  # it need not bear two threads
        mixing = beside(self._population.mix(seconds=seconds, stop=asked))
        count, heat = 0, self.heat.times(warmth)
        while (count < coolings or (seconds is not None and not mixing.done())) and not stop():
            annealer = self._annealer if count % 2 else self._twin
            found = cooled(annealer, self.plan, self.objective, heat, moves=moves, stop=stop)
            self._settle(moves, found)
            count += 1
        ended = stop()
        plan = mixing.result()
        if plan is not None:
            before = self.objective
            self.adopt(plan)
            if self.objective > before:
                self._population.add(self.objective, self.plan)
