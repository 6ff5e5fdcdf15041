"""A hall with its prices, the bound they prove and what each choice would cost."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fairs.solver.blocks import Board
from fairs.solver.columns import Columns, Floats, Ints
from fairs.solver.master import Master, Relaxed
from fairs.solver.population import Heat
from fairs.solver.pricing import Pricer, descend, generate, opening_prices, regrets

MANY = 4_000_000  # columns above which prices are sought on the promising ones only
WIDE = 100_000  # columns above which the last prices are sought on those of little regret
DEAR = (math.inf, 10.0, 4.0)  # by stage: the regret, in slacks of annealing, that still matters
LISTED = 100  # chains up to which column generation is worth its linear programs
CHUNK = 300_000  # columns surveyed at once, to keep memory flat


class Priced:
    """`regret` is, by column, what a plan with it loses at least against the bound."""

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
        self.weighted: Relaxed | None = None
        self.master: Master | None = None

    def price(self, stop: Callable[[], bool], *, rounds: int = 12) -> None:
        """Good prices, the bound they prove, and a pool of fillings for a dive."""
        size = len(self.columns.app)
        many = size > MANY
        if many:
            stages = [(0.004, 5e-4), (5e-4, 5e-5), (1e-4, 5e-6)]
        elif size > WIDE:
            stages = [(0.004, 1e-3), (1e-3, 1e-4), (1e-4, 2e-6)]
        else:
            stages = [(0.004, 2e-5 if len(self.columns.length) <= LISTED else 2e-6)]
        for number, (reach, finest) in enumerate(stages):
            self.active = self._promising(DEAR[min(number, len(DEAR) - 1)])
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
                self.duals, self.weighted = generate(
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

    def _promising(self, dear: float) -> Columns:
        """All columns where they are few; else those of little regret, as far as it is known.

        Of very many, those near the best of a booth or an applicant.
        """
        c = self.columns
        if len(c.app) <= WIDE or (len(c.app) <= MANY and self.regret is None):
            return c
        if len(c.app) <= MANY and self.regret is not None:
            near = (self.regret <= dear * self.heat.slack) | (self.plan[c.app] == c.block)
            return c.picked(np.flatnonzero(near))
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
