"""Annealing over whole plans: relocate, swap, evict and refill, along promising columns only."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from fairs.solver import annealing_loop
from fairs.solver.blocks import Board
from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.cores import both

FAR = 12  # times the slack beyond which a column is not even among the least
APART = 8  # chains from which on halves of the hall can be annealed beside each other


@dataclass(frozen=True, slots=True)
class Listing:
    """For each key (an applicant or a booth) the promising partners, the best first."""

    starts: Ints
    items: Ints
    values: Ints  # points of each item
    keys: Ints  # of each item
    doors: Ints  # keys which have items

    @classmethod
    def of(cls, keys: Ints, items: Ints, values: Ints, count: int) -> Listing:
        """From keys in ascending order."""
        starts = np.searchsorted(keys, np.arange(count + 1)).astype(np.int32)
        doors = np.flatnonzero(np.diff(starts)).astype(np.int32)
        return cls(starts, items.astype(np.int32), values, keys, doors)

    def among(self, keys: Bools, items: Bools) -> Listing:
        """What is left where both must be among these."""
        kept = keys[self.keys] & items[self.items]
        return Listing.of(self.keys[kept], self.items[kept], self.values[kept], len(keys))


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
        self.rival_from, self.rival_of = people.listed_rivals()
        self.chain = chain
        self.open_places = np.ones(places, dtype=np.bool_)
        self.members = np.arange(count, dtype=np.int32)
        self.ends = np.zeros((5, places), dtype=np.int64)
        for block in hall.blocks:
            self.ends[block.modules, block.first] = block.index
        self.rng = np.random.default_rng(seed)
        nothing = np.zeros(0, dtype=np.int32)
        self.by_app = Listing.of(nothing, nothing, nothing, count)
        self.by_place = Listing.of(nothing, nothing, nothing, places)
        self.state = seeded(seed)
        self.half_states = (seeded(2 * seed + 1), seeded(2 * seed + 2))

    def load(self) -> None:
        """Have the machine code at hand before it is needed: reading it takes up to a second."""
        idle = self.twin(0)
        idle.restart(np.full(len(self.modules), -1, dtype=np.int64), 0.0)
        idle.run(steps=1, hot=1.0, cold=1.0)

    def twin(self, seed: int) -> Annealer:
        """Another annealer of the same hall, with random numbers and a plan of its own."""
        other = copy.copy(self)
        other.state = seeded(seed)
        return other

    def follow(self, other: Annealer) -> None:
        """Keep to the columns the other keeps to."""
        self.by_app, self.by_place = other.by_app, other.by_place

    def focus(self, regret: Floats, slack: float, least: int) -> None:
        """Keep to columns whose regret is within the slack, and the `least` best of each list."""
        near = np.flatnonzero(regret <= FAR * slack)
        app, regret = self.columns.app[near], regret[near]
        place = self.first[self.columns.block[near]]
        value = self.columns.value[near].astype(np.int32)
        best = _best_listed(app, place, regret, slack, least)
        self.by_app = Listing.of(app[best], place[best], value[best], len(self.modules))
        best = _best_listed(place, app, regret, slack, least)
        self.by_place = Listing.of(place[best], app[best], value[best], len(self.joined))

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
        if not len(self.members) or not len(self.by_place.doors):
            return
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
            self.by_app.starts,
            self.by_app.items,
            self.by_app.values,
            self.by_place.starts,
            self.by_place.items,
            self.by_place.values,
            self.open_places,
            self.members,
            self.by_place.doors,
            self.position,
            self.best,
            self.totals,
        )

    def run_apart(self, *, steps: int, temperature: float) -> None:
        """As `run`, with a random half of the chains and of the waiting beside the other half.

        Applicants meet along chains only, so the gains of both halves add up, and so do those of
        their best plans.
        """
        chains = int(self.chain.max(initial=-1)) + 1
        if chains < APART:
            self.run(steps=steps, hot=temperature, cold=temperature)
            return
        side = (self.rng.random(chains) < 0.5)[self.chain]
        people = self.rng.random(len(self.modules)) < 0.5
        placed = self.position >= 0
        people[placed] = side[self.position[placed]]
        halves = [
            self.part(side, people, self.half_states[0]),
            self.part(~side, ~people, self.half_states[1]),
        ]
        first, second = (
            lambda half=half: half.run(steps=steps, hot=temperature, cold=temperature)
            for half in halves
        )
        both(first, second)
        position, best = (
            np.where(people, getattr(halves[0], name), getattr(halves[1], name))
            for name in ("position", "best")
        )
        start = self.totals[0]
        now, top = sum(half.totals - start for half in halves) + start
        self.position = position
        self.totals[0] = now
        if top > self.totals[1]:
            self.best, self.totals[1] = best, top

    def part(self, places: Bools, people: Bools, state: Ints) -> Annealer:
        """One which moves these applicants on these places only: whole chains, and who waits or
        stands there.
        """
        part = copy.copy(self)
        part.by_app = self.by_app.among(people, places)
        part.by_place = self.by_place.among(places, people)
        part.open_places, part.state = places, state
        part.members = np.flatnonzero(people).astype(np.int32)
        part.position = self.position.copy()
        part.totals = self.totals.copy()
        part.forget()
        return part

    def blocks(self, position: Ints) -> Ints:
        blocks = np.full(len(position), -1, dtype=np.int64)
        placed = position >= 0
        blocks[placed] = self.ends[self.modules[placed], position[placed]]
        return blocks


def _best_listed(key: Ints, item: Ints, regret: Floats, slack: float, least: int) -> Ints:
    """Positions within the slack, and the `least` best of each key, by key and then by regret."""
    within = regret <= slack
    short = np.bincount(key[within], minlength=int(key.max(initial=-1)) + 1) < least
    asked = np.flatnonzero(within | short[key])
    order = asked[np.lexsort((item[asked], regret[asked], key[asked]))]
    rank = np.arange(len(order)) - np.searchsorted(key[order], key[order])
    listed: Ints = order[(regret[order] <= slack) | (rank < least)]
    return listed


def seeded(seed: int) -> Ints:
    """The state of random numbers from a seed."""
    return np.array([(seed * 2654435761 + 88172645) & 0xFFFFFFFF or 1], dtype=np.int64)
