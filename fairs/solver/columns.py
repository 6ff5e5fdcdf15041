"""The instance as arrays: one column for each (applicant, block) that the rules allow.

Blocks are measured within their chain: a block covers the booths `start` .. `end` - 1 of the
chain. `value` is what placing the applicant there brings on its own, in centipoints: placement,
satisfaction, and for announced applicants the drop avoided less the move. Pair points of
neighbours come on top.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fairs.solver.blocks import Board
from fairs.solver.model import InstanceError
from fairs.solver.worths import BlockTable, Ints

LARGEST = 2**28  # centipoints of one applicant: keeps every sum exact

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class People:
    """What pair points depend on, by number of the applicant (-1: no cluster)."""

    modules: Ints
    cluster: Ints
    product: Ints
    clusters: int
    products: int
    cluster_pair: int
    competitor_pair: int
    rivals: Ints  # sorted a * len(cluster) + b for both orders of each declared pair

    def are_rivals(self, a: Ints, b: Ints) -> Bools:
        if not len(self.rivals):
            return np.zeros(len(a), dtype=bool)
        key = a.astype(np.int64) * len(self.cluster) + b
        at = np.minimum(np.searchsorted(self.rivals, key), len(self.rivals) - 1)
        found: Bools = self.rivals[at] == key
        return found

    def listed_rivals(self) -> tuple[Ints, Ints]:
        """Where the rivals of each applicant begin in the list of all of them, and that list."""
        size = len(self.cluster)
        starts = np.searchsorted(self.rivals // max(size, 1), np.arange(size + 1))
        return starts.astype(np.int32), (self.rivals % max(size, 1)).astype(np.int32)

    def rivals_of(self, app: int) -> list[int]:
        size = len(self.cluster)
        low, high = np.searchsorted(self.rivals, [app * size, (app + 1) * size])
        return [int(key) - app * size for key in self.rivals[low:high]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns sorted by chain; `may_skip[o, c]` tells whether booth o of chain c may stay empty.

    `chain` counts the chains of this set from 0; `chains` are their numbers on the board, and
    `ids` the numbers of the columns among all columns of the instance (ascending).
    """

    people: People
    ids: Ints
    app: Ints
    block: Ints
    value: Floats
    chain: Ints
    start: Ints
    end: Ints
    chains: Ints
    length: Ints
    stretch: Ints  # by chain: modules of its longest run of available booths
    may_skip: Bools
    constant: int

    def picked(self, rows: Ints | Bools) -> Columns:
        """These columns (ascending) of the same chains."""
        return replace(
            self,
            ids=self.ids[rows],
            app=self.app[rows],
            block=self.block[rows],
            value=self.value[rows],
            chain=self.chain[rows],
            start=self.start[rows],
            end=self.end[rows],
        )

    def of_chains(self, chains: Ints, available: Bools) -> Columns:
        """The columns of some chains (ascending) and of the available applicants only."""
        low = np.searchsorted(self.chain, chains)
        high = np.searchsorted(self.chain, chains, side="right")
        rows = _joined([np.arange(a, b) for a, b in zip(low, high, strict=True)])
        part = self.picked(rows[available[self.app[rows]]])
        length = self.length[chains]
        return replace(
            part,
            chain=np.searchsorted(chains, part.chain),
            chains=self.chains[chains],
            length=length,
            stretch=self.stretch[chains],
            may_skip=self.may_skip[: length.max(initial=1), chains],
            constant=0,
        )

    def mirrored(self) -> Columns:
        """The same chains read from their other ends."""
        length = self.length[self.chain].astype(np.int32)
        skip = np.ones_like(self.may_skip)
        for chain in np.flatnonzero(~self.may_skip.all(axis=0)):
            booths = self.length[chain]
            skip[:booths, chain] = self.may_skip[:booths, chain][::-1]
        return replace(self, start=length - self.end, end=length - self.start, may_skip=skip)

    def room(self) -> Ints:
        """By cluster: how many pairs its members can form at most on these chains.

        Members side by side form runs, and a run of k members has k - 1 pairs. No run is longer
        than the roomiest stretch of a chain, so k placed members need at least their modules over
        that stretch many runs; the smallest members need the fewest.
        """
        people = self.people
        present = np.zeros(len(people.cluster), dtype=bool)
        present[self.app] = True
        stretch = int(self.stretch.max(initial=1))
        room = np.zeros(people.clusters, dtype=np.int64)
        members = np.flatnonzero(present & (people.cluster >= 0))
        members = members[np.lexsort((people.modules[members], people.cluster[members]))]
        if not len(members):
            return room
        clusters, starts = np.unique(people.cluster[members], return_index=True)
        for cluster, part in zip(clusters, np.split(members, starts[1:]), strict=True):
            runs = -(-np.cumsum(people.modules[part]) // stretch)
            room[cluster] = (np.arange(1, len(part) + 1) - runs).max()
        return room


def columns_of(hall: Board) -> Columns:
    table = BlockTable(hall)
    apps, blocks, values = [], [], []
    for number, application in enumerate(hall.instance.applications):
        index, points = table.of(application)
        apps.append(np.full(len(index), number))
        blocks.append(index)
        values.append(points)
    if any(len(points) and np.abs(points).max() > LARGEST for points in values):
        message = f"one applicant would bring over {LARGEST // 100} points; lower them"
        raise InstanceError("instance.weights", message)
    app = _joined(apps)
    block = _joined(blocks)
    chain = table.chain[block]
    order = np.lexsort((app, table.first[block], chain))
    app, block, chain = app[order], block[order], chain[order]
    chain_of = np.asarray(hall.chain_of, dtype=np.int64)
    count = int(chain_of[-1]) + 1 if len(chain_of) else 0
    begins = np.searchsorted(chain_of, np.arange(count))
    length = np.bincount(chain_of, minlength=count)
    may_skip = np.ones((int(length.max(initial=1)), count), dtype=bool)
    locked = np.flatnonzero(table.locked)
    may_skip[locked - begins[chain_of[locked]], chain_of[locked]] = False
    return Columns(
        people=_people(hall),
        ids=np.arange(len(app), dtype=np.int32),
        app=app.astype(np.int32),
        block=block.astype(np.int32),
        value=_joined(values)[order].astype(np.float64),
        chain=chain.astype(np.int32),
        start=(table.first[block] - begins[chain]).astype(np.int32),
        end=(table.last[block] + 1 - begins[chain]).astype(np.int32),
        chains=np.arange(count),
        length=length,
        stretch=_stretches(hall, count),
        may_skip=may_skip,
        constant=_constant(hall),
    )


def _stretches(hall: Board, chains: int) -> Ints:
    longest = np.zeros(chains, dtype=np.int64)
    run, before = 0, -1
    for booth, chain in zip(hall.order, hall.chain_of, strict=True):
        run = (run if chain == before else 0) + booth.modules if booth.available else 0
        longest[chain] = max(longest[chain], run)
        before = chain
    return longest


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _constant(hall: Board) -> int:
    """What is lost if every announced applicant is left out; placing them gives it back."""
    announced = hall.instance.announced
    dropped = sum(a.modules for a in hall.instance.applications if a.id in announced)
    return -hall.instance.weights.drop * dropped


def _people(hall: Board) -> People:
    applications = hall.instance.applications
    clusters: dict[str, int] = {}
    products: dict[str, int] = {}
    number = {a.id: i for i, a in enumerate(applications)}
    size = len(applications)
    pairs = [
        (number[a], number[b]) for a, b in hall.instance.separate if a in number and b in number
    ]
    keys = {a * size + b for a, b in pairs} | {b * size + a for a, b in pairs}
    cluster = [
        -1 if a.cluster is None else clusters.setdefault(a.cluster, len(clusters))
        for a in applications
    ]
    product = [products.setdefault(a.product_type, len(products)) for a in applications]
    return People(
        modules=np.array([a.modules for a in applications], dtype=np.int64),
        cluster=np.array(cluster, dtype=np.int64),
        product=np.array(product, dtype=np.int64),
        clusters=max(1, len(clusters)),
        products=max(1, len(products)),
        cluster_pair=hall.instance.weights.cluster_pair,
        competitor_pair=hall.instance.weights.competitor_pair,
        rivals=np.array(sorted(keys), dtype=np.int64),
    )
