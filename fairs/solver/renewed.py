"""Regions of a whole plan renewed: where most is lost against the bound, two at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from fairs.solver.annealed import MIXING, MOVES, Annealed
from fairs.solver.annealing import seeded
from fairs.solver.blocks import Board
from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.cores import both_until
from fairs.solver.fillings import Fillings
from fairs.solver.neighbourhood import standing
from fairs.solver.population import NODES
from fairs.solver.regions import Archive, Losses, Region, Renewal

BOOTHS = 240  # of a region
COOLINGS = 8  # of a region before each mix
MOVES_EACH = 150  # annealing moves of one of them for each applicant
WARMTH, COLDNESS = 0.03, 0.3  # shares of the heat and of the cold: the plan is not forgotten
DEAR = 0.3  # units of heat a filling may lose to be remembered
BASE = 0.003  # units of heat a chain counts for in the choice of regions, whatever it loses
REMEMBERED = 80  # fillings of a chain


class Renewed(Annealed):
    def __init__(
        self, hall: Board, columns: Columns, *, seed: int, seconds: float | None = None
    ) -> None:
        super().__init__(hall, columns, seed=seed, seconds=seconds)
        self.rng = np.random.default_rng(seed)
        self.block_chain = np.array([b.chain for b in hall.blocks], dtype=np.int64)
        self._shared: Floats | None = None
        self._archive: Archive | None = None

    def region_size(self) -> int:
        """Chains of a region; fewer than two where a hall has no two regions."""
        count, booths = len(self.columns.length), float(self.columns.length.mean())
        return min(max(2, round(BOOTHS / booths)), count // 2)

    def renew(self, stop: Callable[[], bool], *, seconds: float | None) -> float:
        """Renew two regions beside each other; the points gained. `seconds` each mix may take.

        The waiting are shared out between the two.
        """
        if self._annealer is None:
            raise RuntimeError("start_annealing comes first")
        if self._archive is None:
            losses = Losses.of(self.proven, self.reach)
            self._archive = Archive(losses, DEAR * self.heat.unit, REMEMBERED)
        size, lost = self.region_size(), self.lost()
        first = self.related(size, lost)
        second = self.related(size, lost, apart_from=first)
        half = self.rng.random(len(self.modules)) < 0.5
        regions = [self._region(first, half), self._region(second, ~half)]
        known = [self._archive.of(r.chains, r.people) for r in regions]
        work = Renewal(
            coolings=COOLINGS,
            moves=MOVES_EACH,
            heat=replace(self.heat.times(WARMTH), cold=COLDNESS * self.heat.cold),
            nodes=NODES if seconds is None else 2**31 - 1,
            seconds=1e9 if seconds is None else seconds,
        )
        found = both_until(
            lambda ended: regions[0].renewed(work, known[0], ended),
            lambda ended: regions[1].renewed(work, known[1], ended),
            stop,
        )
        plan, points = self.plan.copy(), 0.0
        for region, (gain, blocks) in zip(regions, found, strict=True):
            self.work += MIXING + -(-region.moves // MOVES)
            for fillings in region.met:
                self._archive.add(fillings)
            plan[region.people] = blocks
            points += gain
        if points > 0:
            self.adopt(plan, self.objective + points)
        return points

    def _region(self, chains: Ints, waiting: Bools) -> Region:
        """These chains with who stands there and those of the waiting."""
        annealer = self._annealer
        if annealer is None:
            raise RuntimeError("start_annealing comes first")
        placed = self.plan >= 0
        people = np.where(placed, np.isin(self.block_chain[self.plan], chains), waiting)
        state = seeded(int(self.rng.integers(2**31)))
        part = annealer.part(np.isin(annealer.chain, chains), people, state)
        return Region(self.columns, part, chains, people, self.plan, self.objective)

    def lost(self) -> Floats:
        """By chain, what its filling loses against the best one at the prices of the bound."""
        if self._population is None or self.regret is None:
            return np.zeros(len(self.columns.length))
        present: Fillings = standing(self._population.pricer, self.plan)
        losses = np.zeros(len(self.columns.length))
        losses[present.chain] = Losses.of(self.proven, self.reach).of_fillings(present)
        return np.maximum(losses, 0.0)

    def related(self, size: int, lost: Floats, *, apart_from: Ints | None = None) -> Ints:
        """A chain and others likely to exchange applicants with it, ascending.

        At random, but rather those which lose much.
        """
        count = len(self.columns.length)
        worth = lost + BASE * self.heat.unit
        if apart_from is not None:
            worth[apart_from] = 0
        first = int(self.rng.choice(count, p=worth / worth.sum()))
        near = self._affinity()[first].astype(np.float64) + 0.01
        inside = (self.plan >= 0) & (self.block_chain[self.plan] == first)
        cluster = self.columns.people.cluster
        mates = np.isin(cluster, np.unique(cluster[inside & (cluster >= 0)])) & (self.plan >= 0)
        np.add.at(near, self.block_chain[self.plan[mates]], near.max())
        weight = near * worth
        weight[first] = 0
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
