"""The best filling of every chain at once, by dynamic programming along the chains.

With a price on each applicant (paid at each use) and a reduced reward for cluster pairs, chains
no longer depend on one another. The state of the program is the block that ends at a booth and
who stood before it. It takes two liberties, which only raise its values: an applicant may return
later in the same chain (never next to itself, nor with one other between), and declared rivals may
touch (at the price of competitors, if they are). Where the best filling takes one, `sound_loop`
finds the best that does not; `effort` says how hard it tries.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fairs.solver import chain_loop, kernel, sound_loop
from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.cores import both

NEVER = -1e15
FULL = 20_000  # columns tried in a chain to find its best sound filling
MOST, SOME = 1000, 100  # the same while prices are sought: most of the rest finds little more
PLAIN = 30  # the same where the loop is not compiled
FEW = 2000  # columns below which handing half of them to a second core costs more than it saves


@dataclass(slots=True)
class Pass:
    """One run: `gain[j, 0]` is the best value of a chain's beginning that ends with column j.

    `gain[j, 1]` is the best with another applicant before it than `before[j, 0]`. Label 2 j + i
    names the beginning of gain[j, i]; it continues label previous[j, i] (-1: none).
    """

    prices: Floats
    gain: Floats
    previous: Ints
    before: Ints
    reach: Floats  # (step, chain): best value of the first booths of the chain
    tail: Ints  # by chain: the last label of its best filling, or -1
    best: Floats  # by chain
    bonus: Floats
    picked: Ints  # by chain: columns of that filling from right to left, -1 padded


@dataclass(slots=True)
class ChainProgram:
    """Prepared for a set of columns; its columns are numbered in the order of the program."""

    columns: Columns
    order: Ints = field(init=False)
    app: Ints = field(init=False)
    value: Floats = field(init=False)
    chain: Ints = field(init=False)
    start: Ints = field(init=False)
    end: Ints = field(init=False)
    cluster: Ints = field(init=False)
    product: Ints = field(init=False)
    may_skip: Bools = field(init=False)
    length: int = field(init=False)
    count: int = field(init=False)
    by_start: Ints = field(init=False)
    by_end: Ints = field(init=False)
    ending: Ints = field(init=False)
    rival_from: Ints = field(init=False)
    rival_of: Ints = field(init=False)
    marks: Ints = field(init=False)
    middle: int = field(init=False)  # the chain at which half of the columns are passed

    def __post_init__(self) -> None:
        c = self.columns
        self.length, self.count = int(c.length.max(initial=0)), len(c.length)
        width = self.length + 1
        place = c.chain * width + c.start
        ordered = bool((place[1:] >= place[:-1]).all())
        self.order = np.arange(len(place)) if ordered else np.lexsort((c.app, place))
        self.app, self.value = c.app[self.order], c.value[self.order]
        self.chain, self.start = c.chain[self.order], c.start[self.order]
        self.end = c.end[self.order]
        self.cluster = c.people.cluster[self.app]
        self.product = c.people.product[self.app]
        self.may_skip = np.ascontiguousarray(c.may_skip)  # one layout: one compilation
        keys = np.arange(self.count * width + 1)
        self.by_start = np.searchsorted(place[self.order], keys)
        ends = self.chain * width + self.end
        self.ending = np.argsort(ends, kind="stable").astype(np.int32)
        self.by_end = np.searchsorted(ends[self.ending], keys)
        self.rival_from, self.rival_of = c.people.listed_rivals()
        size = len(self.rival_from) - 1
        self.marks = np.random.default_rng(0).integers(0, 2**62, 2 * size + self.length + 1)
        self.middle = int(np.searchsorted(self.by_start[::width], len(place) / 2))

    def run(self, prices: Floats, cluster_prices: Floats, effort: int = FULL) -> Pass:
        """The best sound fillings when each use of an applicant and each cluster pair is charged.

        Where more than `effort` columns of a chain would have to be tried, `best` is a bound only.
        """
        size, people = len(self.app), self.columns.people
        out = Pass(
            prices=prices,
            gain=np.empty((size, 2)),
            previous=np.empty((size, 2), dtype=np.int64),
            before=np.empty((size, 2), dtype=np.int32),
            reach=np.zeros((self.length + 1, self.count)),
            tail=np.full(self.count, -1, dtype=np.int64),
            best=np.zeros(self.count),
            bonus=people.cluster_pair - cluster_prices,
            picked=np.empty((self.count, self.length), dtype=np.int64),
        )

        def sweep(first: int, last: int) -> None:
            chain_loop.sweep(
                first,
                last,
                self.columns.length,
                self.may_skip,
                self.by_start,
                self.by_end,
                self.ending,
                self.app,
                people.cluster,
                people.product,
                self.value,
                prices,
                out.bonus,
                float(people.competitor_pair),
                out.gain,
                out.previous,
                out.before,
                out.reach,
                out.tail,
            )
            sound_loop.settle(
                first,
                last,
                effort,
                self.columns.length,
                self.may_skip,
                self.by_end,
                self.ending,
                self.app,
                self.start,
                self.end,
                people.cluster,
                people.product,
                self.value,
                prices,
                out.bonus,
                float(people.competitor_pair),
                self.rival_from,
                self.rival_of,
                self.marks,
                out.gain,
                out.previous,
                out.before,
                out.reach,
                out.tail,
                out.best,
                out.picked,
            )

        if size < FEW or not kernel.compiled("sweep"):
            sweep(0, self.count)
        else:
            both(lambda: sweep(0, self.middle), lambda: sweep(self.middle, self.count))
        return out

    def reduced(self, out: Pass, columns: Ints | slice) -> Floats:
        """The value of columns less the price of their applicants."""
        reduced: Floats = self.value[columns] - out.prices[self.app[columns]]
        return reduced


def affordable(effort: int) -> int:
    """The effort, or a small one where the loop is not compiled."""
    return effort if kernel.compiled("settle") else min(effort, PLAIN)


def through(ahead: Pass, back: Pass) -> Floats:
    """By column: the best of a beginning and an end that meet there, with its own worth twice.

    `back` is the run of the mirrored chains, its rows in the order of `ahead`. Nobody may stand
    on both sides.
    """
    straight = ahead.gain[:, 0] + back.gain[:, 0]
    crossed = np.maximum(ahead.gain[:, 1] + back.gain[:, 0], ahead.gain[:, 0] + back.gain[:, 1])
    same = (ahead.before[:, 0] == back.before[:, 0]) & (ahead.before[:, 0] >= 0)
    return np.where(same, crossed, straight)
