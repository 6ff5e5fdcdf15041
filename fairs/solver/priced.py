"""A hall with its prices, the bound they prove and what each choice would cost."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fairs.solver.blocks import Board
from fairs.solver.chains_dp import MOST, SOME
from fairs.solver.columns import Columns, Floats, Ints
from fairs.solver.duals import Duals
from fairs.solver.master import Master, Relaxed
from fairs.solver.population import Heat
from fairs.solver.pricing import (
    Course,
    Pricer,
    approach,
    descend,
    generate,
    opening_prices,
    regrets,
)

MANY = 4_000_000  # columns above which prices are sought on the promising ones only
WIDTH = 300  # columns of a booth or an applicant that are promising while no prices are known
VAST = 1_000_000  # columns above which the time suffices for fewer steps
WIDE = 100_000  # columns above which the last prices are sought on those of little regret
LONG = 5.0  # booths of a chain, on average, from which steps of even length do better alone
WINDING = 11.0  # above which the best sound ones are found too seldom to guide the steps
LISTED = 100  # chains up to which column generation is worth its linear programs
CHUNK = 300_000  # columns surveyed at once, to keep memory flat


@dataclass(frozen=True, slots=True)
class Stage:
    """Prices sought on the columns whose regret is at most `dear` slacks of annealing.

    By a number of steps, from `first` to `last` units of heat long; or, without steps, by a descent
    whose reach goes from `first` to `last`, shares of the bound. `effort` goes into the best sound
    filling of a chain: none where prices stay too coarse for it to tell.
    """

    dear: float
    first: float
    last: float
    steps: int = 0
    effort: int = SOME


FEW_CHAINS = (Stage(math.inf, 0.02, 0.008, 20), Stage(math.inf, 5e-4, 2e-5, effort=MOST))
EVERY = (Stage(math.inf, 0.004, 2e-6),)
OF_SHORT = (Stage(math.inf, 0.004, 1e-3), Stage(10.0, 1e-3, 1e-4), Stage(4.0, 1e-4, 2e-6))
OF_LONG = (
    Stage(math.inf, 0.02, 0.01, 60),
    Stage(3.0, 0.01, 0.002, 100),
    Stage(2.0, 0.002, 0.0003, 120),
)
OF_VAST = (
    Stage(math.inf, 0.02, 0.008, 50, effort=0),
    Stage(3.0, 0.008, 0.002, 80, effort=0),
    Stage(1.5, 0.002, 0.0003, 160, effort=0),
)


class Priced:
    """`regret` is, by column, what a plan with it loses at least against the bound; `reach`, by
    chain, what its best filling is worth at the prices which prove the bound.
    """

    def __init__(self, hall: Board, columns: Columns) -> None:
        self.hall, self.columns = hall, columns
        self.heat = Heat.of(columns, hall.instance.weights)
        self.modules = columns.people.modules
        self.plan: Ints = np.full(len(self.modules), -1, dtype=np.int64)
        self.bound = math.inf
        self.work = 0
        self.duals = opening_prices(hall, columns)
        self.proven = self.duals
        self.active = columns
        self.regret: Floats | None = None
        self.reach: Floats = np.zeros(0)
        self.weighted: Relaxed | None = None
        self.master: Master | None = None

    def load(self) -> None:
        """Have the machine code of the chain program at hand: reading it takes up to a second."""
        everyone = np.ones(len(self.modules), dtype=bool)
        Pricer.of(self.columns.of_chains(np.arange(1), everyone)).run(replace(self.duals))

    def price(self, stop: Callable[[], bool], *, rounds: int = 12) -> None:
        """Good prices, the bound they prove, and a pool of fillings for a dive."""
        stages = self._stages()
        listed = stages is FEW_CHAINS
        course = Course.of(self.duals)
        winding = self.columns.length.mean() > WINDING
        for stage in stages:
            self.active = self._promising(stage.dear)
            pricer = Pricer.of(self.active, 0 if winding else stage.effort)
            self.master = Master(self.active) if listed and stage is stages[-1] else None
            self.duals = self._sought(pricer, course, stage, stop)
            if self.master is not None:
                self.duals, self.weighted = generate(
                    pricer,
                    self.master,
                    self.duals,
                    rounds=rounds,
                    close=20.0,
                    stop=stop,
                    tick=self._tick,
                )
            self.survey()
            self.duals = self.proven  # looking at few columns may have raised what others cost
            if stop():
                break

    def _stages(self) -> tuple[Stage, ...]:
        size, lengths = len(self.columns.app), self.columns.length
        if size > VAST:
            return OF_VAST
        if len(lengths) <= LISTED:
            return FEW_CHAINS
        if lengths.mean() >= LONG:
            return OF_LONG
        return EVERY if size <= WIDE else OF_SHORT

    def _sought(
        self, pricer: Pricer, course: Course, stage: Stage, stop: Callable[[], bool]
    ) -> Duals:
        if stage.steps:
            unit = self.heat.unit
            return approach(
                pricer,
                course,
                steps=stage.steps,
                first=stage.first * unit,
                last=stage.last * unit,
                stop=stop,
                tick=self._tick,
            )
        return descend(
            pricer,
            replace(self.duals, bound=math.inf),
            reach=stage.first,
            finest=stage.last,
            stop=stop,
            master=self.master,
            tick=self._tick,
        )

    def _tick(self) -> None:
        self.work += 1

    def _promising(self, dear: float) -> Columns:
        """The columns of little regret, all while it is not known; of very many, the near best."""
        c = self.columns
        if self.regret is not None and dear < math.inf:
            near = (self.regret <= dear * self.heat.slack) | (self.plan[c.app] == c.block)
            return c.picked(np.flatnonzero(near))
        if len(c.app) <= MANY:
            return c
        worth = c.value - self.duals.apps[c.app]
        place = c.chain * (int(c.length.max()) + 1) + c.start
        kept = self.plan[c.app] == c.block
        for key in (place, c.app):
            order = np.lexsort((-worth, key))
            rank = np.arange(len(order)) - np.searchsorted(key[order], key[order])
            kept[order[rank < WIDTH]] = True
        return c.picked(np.flatnonzero(kept))

    def survey(self) -> None:
        """The bound of the present prices and every column's regret, in chunks of chains."""
        c, duals = self.columns, self.duals
        ends = np.searchsorted(c.chain, np.arange(len(c.length)), side="right")
        total, low, at = float(c.constant), 0, 0
        regret, reach = np.zeros(len(c.app)), np.zeros(len(c.length))
        everyone = np.ones(len(self.modules), dtype=bool)
        while low < len(c.length):
            high = max(low + 1, int(np.searchsorted(ends, at + CHUNK, side="right")))
            part = c.of_chains(np.arange(low, high), everyone)
            best, lost = regrets(part, duals)
            total += float(best.sum())
            reach[low:high] = best
            regret[at : ends[high - 1]] = lost
            low, at = high, int(ends[high - 1])
        present = np.zeros(len(self.modules))
        present[c.app] = 1.0
        total += float(present @ duals.apps + c.room() @ duals.clusters)
        if total < self.bound or self.regret is None:
            self.bound, self.proven = min(total, self.bound), duals
            self.regret, self.reach = regret, reach
