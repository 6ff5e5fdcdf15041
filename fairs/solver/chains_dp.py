"""The best filling of every chain at once, by dynamic programming along the chains.

With a price on each applicant (paid at each use) and a reduced reward for cluster pairs, chains
no longer depend on one another. The state of the program is the block that ends at a booth. Few
columns run in numpy over all chains in step; many run chain by chain in the compiled kernel. It
is exact but for two relaxations, which only raise the bound: an applicant may return later in the
same chain (never next to itself), and declared rivals may touch (at the price of competitors, if
they are).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fairs.solver import kernel
from fairs.solver.columns import Bools, Columns, Floats, Ints

NEVER = -1e15


@dataclass(slots=True)
class _Groups:
    """Columns ending at one step, gathered by chain and kind (product or cluster)."""

    columns: Ints
    starts: Ints
    group: Ints
    chain: Ints
    kind: Ints
    follow: Ints  # for columns starting at this step: their group here, or the last + 1


@dataclass(slots=True)
class _Step:
    starting: slice
    products: _Groups
    clusters: _Groups
    chain_starts: Ints
    chain_group: Ints
    chains: Ints


@dataclass(slots=True)
class Pass:
    """One run: `gain[j]` is the best value of a chain's beginning that ends with column j."""

    prices: Floats
    gain: Floats
    previous: Ints
    reach: Floats  # (step, chain): best value of the first booths of the chain
    last: Ints  # (step, chain): the column that ends there in it, or -1 for an empty booth
    best: Floats  # by chain
    bonus: Floats


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
    steps: list[_Step] = field(init=False)
    may_skip: Bools = field(init=False)
    length: int = field(init=False)
    count: int = field(init=False)
    compiled: bool = field(init=False)
    by_start: Ints = field(init=False)
    by_end: Ints = field(init=False)
    ending: Ints = field(init=False)

    def __post_init__(self) -> None:
        c = self.columns
        self.compiled = kernel.compiled()
        keys = (c.app, c.start, c.chain) if self.compiled else (c.app, c.chain, c.start)
        place = c.chain * (int(c.length.max(initial=0)) + 1) + c.start
        sorted_already = self.compiled and bool((place[1:] >= place[:-1]).all())
        self.order = np.arange(len(place)) if sorted_already else np.lexsort(keys)
        self.app, self.value = c.app[self.order], c.value[self.order]
        self.chain, self.start = c.chain[self.order], c.start[self.order]
        self.end = c.end[self.order]
        self.cluster = c.people.cluster[self.app]
        self.product = c.people.product[self.app]
        self.may_skip = c.may_skip
        self.length, self.count = int(c.length.max(initial=0)), len(c.length)
        self.steps = []
        if self.compiled:
            self._index()
        else:
            self._prepare_steps()

    def _index(self) -> None:
        width = self.length + 1
        keys = np.arange(self.count * width + 1)
        self.by_start = np.searchsorted(self.chain * width + self.start, keys)
        ends = self.chain * width + self.end
        self.ending = np.argsort(ends, kind="stable").astype(np.int32)
        self.by_end = np.searchsorted(ends[self.ending], keys)

    def _prepare_steps(self) -> None:
        ends = np.argsort(self.end, kind="stable")
        cuts = np.searchsorted(self.end[ends], np.arange(self.length + 2))
        begins = np.searchsorted(self.start, np.arange(self.length + 2))
        self.steps = [
            self._step(ends[cuts[o] : cuts[o + 1]], slice(begins[o], begins[o + 1]))
            for o in range(self.length + 1)
        ]

    def _step(self, ending: Ints, starting: slice) -> _Step:
        people = self.columns.people
        products = self._groups(ending, starting, self.product, people.products)
        clustered = ending[self.cluster[ending] >= 0]
        clusters = self._groups(clustered, starting, self.cluster, people.clusters)
        chain_starts, chain_group = _runs(products.chain)
        return _Step(
            starting, products, clusters, chain_starts, chain_group, products.chain[chain_starts]
        )

    def _groups(self, ending: Ints, starting: slice, kind: Ints, kinds: int) -> _Groups:
        key = self.chain[ending] * kinds + kind[ending]
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts, group = _runs(key)
        keys = key[starts]
        wanted = self.chain[starting] * kinds + kind[starting]
        follow = np.full(len(wanted), len(keys), dtype=np.int64)
        if len(keys):
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            follow = np.where((keys[at] == wanted) & (kind[starting] >= 0), at, len(keys))
        return _Groups(
            ending[order], starts, group, keys // max(kinds, 1), keys % max(kinds, 1), follow
        )

    def run(self, prices: Floats, cluster_prices: Floats, banned: Bools | None = None) -> Pass:
        """The best fillings when each use of an applicant and each cluster pair is charged."""
        size, people = len(self.app), self.columns.people
        shape = (self.length + 1, self.count)
        out = Pass(
            prices=prices,
            gain=np.empty(size),
            previous=np.full(size, -1, dtype=self.app.dtype),
            reach=np.zeros(shape),
            last=np.full(shape, -1, dtype=np.int64),
            best=np.zeros(self.count),
            bonus=people.cluster_pair - cluster_prices,
        )
        barred = np.zeros(0, dtype=bool) if banned is None else banned
        if self.compiled:
            self._sweep(out, barred)
        for number, step in enumerate(self.steps):
            self._advance(number, step, out, barred)
        out.best = out.reach[self.columns.length, np.arange(self.count)]
        return out

    def reduced(self, out: Pass, columns: Ints | slice) -> Floats:
        """The value of columns less the price of their applicants."""
        reduced: Floats = self.value[columns] - out.prices[self.app[columns]]
        return reduced

    def _sweep(self, out: Pass, barred: Bools) -> None:
        people = self.columns.people
        kernel.sweep(
            self.columns.length,
            self.may_skip,
            self.by_start,
            self.by_end,
            self.ending,
            self.app,
            people.cluster,
            people.product,
            self.value,
            out.prices,
            barred,
            out.bonus,
            float(people.competitor_pair),
            people.products,
            out.gain,
            out.previous,
            out.reach,
            out.last,
        )

    def _advance(self, number: int, step: _Step, out: Pass, barred: Bools) -> None:
        empty = np.zeros(self.count)
        if number:
            empty = np.where(self.may_skip[number - 1], out.reach[number - 1], NEVER)
        reach = empty.copy()
        starting = step.starting
        chain = self.chain[starting]
        best = empty[chain]
        previous = np.full(len(chain), -1, dtype=np.int64)
        if len(step.products.columns):
            leaders = _Leaders(step.products, out.gain)
            ahead = _ChainLeaders(step, leaders, self.count)
            better = ahead.first > reach
            reach = np.where(better, ahead.first, reach)
            out.last[number] = np.where(better, ahead.first_column, -1)
            if len(chain):
                self._follow(step, leaders, ahead, out, best, previous)
        out.reach[number] = reach
        out.gain[starting] = self.reduced(out, starting) + best
        if len(barred):
            out.gain[starting][barred[starting]] = NEVER
        out.previous[starting] = previous

    def _follow(
        self,
        step: _Step,
        leaders: _Leaders,
        ahead: _ChainLeaders,
        out: Pass,
        best: Floats,
        previous: Ints,
    ) -> None:
        """Improve `best` for the starting columns by a block right before them, in place."""
        starting = step.starting
        chain, app = self.chain[starting], self.app[starting]
        alike = ahead.first_kind[chain] == self.product[starting]
        gain = np.where(alike, ahead.second[chain], ahead.first[chain])
        column = np.where(alike, ahead.second_column[chain], ahead.first_column[chain])
        _improve(best, previous, gain, column)
        gain, column = leaders.other_than(app, self.app, step.products.follow)
        _improve(best, previous, gain - self.columns.people.competitor_pair, column)
        if len(step.clusters.columns):
            mates = _Leaders(step.clusters, out.gain)
            gain, column = mates.other_than(app, self.app, step.clusters.follow)
            _improve(best, previous, gain + out.bonus[self.cluster[starting]], column)

    def best_columns(self, out: Pass) -> tuple[Ints, Ints]:
        """Fillings of the run: (chain, place) columns from right to left, -1 padded, and ends.

        Returns the matrix of columns and, for each entry, whether it touches the entry before it
        (its right neighbour).
        """
        picked = np.full((self.count, self.length), -1, dtype=np.int64)
        touching = np.zeros((self.count, self.length), dtype=np.int64)
        step = self.columns.length.copy()
        forced = np.full(self.count, -1, dtype=np.int64)
        filled = np.zeros(self.count, dtype=np.int64)
        chains = np.arange(self.count)
        while len(chains := chains[step[chains] > 0]):
            given = forced[chains]
            column = np.where(given >= 0, given, out.last[step[chains], chains])
            used = column >= 0
            into, what = chains[used], column[used]
            picked[into, filled[into]] = what
            touching[into, filled[into]] = given[used] >= 0
            filled[into] += 1
            before = out.previous[what]
            forced[chains] = -1
            forced[into] = before
            step[chains] -= 1
            step[into] = np.where(before >= 0, self.start[what], self.start[what] - 1)
        return picked, touching


class _Leaders:
    """The best and second best gain of each group, and the columns that reach them."""

    def __init__(self, groups: _Groups, gain: Floats) -> None:
        values = gain[groups.columns]
        size = len(groups.starts)
        self.first, at = _maxima(values, groups.starts, groups.group, size)
        values[at] = NEVER
        self.second, runner_up = _maxima(values, groups.starts, groups.group, size)
        self.first_column = groups.columns[at]
        self.second_column = groups.columns[runner_up]

    def other_than(self, app: Ints, app_of: Ints, follow: Ints) -> tuple[Floats, Ints]:
        """The best of each followed group that is not the follower itself."""
        first = np.append(self.first, NEVER)[follow]
        second = np.append(self.second, NEVER)[follow]
        first_column = np.append(self.first_column, -1)[follow]
        second_column = np.append(self.second_column, -1)[follow]
        itself = (app_of[first_column] == app) & (first_column >= 0)
        return np.where(itself, second, first), np.where(itself, second_column, first_column)


class _ChainLeaders:
    """By chain: the best ending column, and the best of any other product than its own."""

    def __init__(self, step: _Step, leaders: _Leaders, count: int) -> None:
        starts, group, chains = step.chain_starts, step.chain_group, step.chains
        self.first = np.full(count, NEVER)
        self.second = np.full(count, NEVER)
        self.first_column = np.full(count, -1, dtype=np.int64)
        self.second_column = np.full(count, -1, dtype=np.int64)
        self.first_kind = np.full(count, -1, dtype=np.int64)
        values = leaders.first.copy()
        best, at = _maxima(values, starts, group, len(starts))
        values[at] = NEVER
        rest, runner_up = _maxima(values, starts, group, len(starts))
        self.first[chains], self.first_column[chains] = best, leaders.first_column[at]
        self.second[chains], self.second_column[chains] = rest, leaders.first_column[runner_up]
        self.first_kind[chains] = step.products.kind[at]


def _maxima(values: Floats, starts: Ints, group: Ints, size: int) -> tuple[Floats, Ints]:
    best = np.maximum.reduceat(values, starts)
    where = np.flatnonzero(values == best[group])
    at = np.zeros(size, dtype=np.int64)
    at[group[where]] = where
    return best, at


def _improve(best: Floats, previous: Ints, gain: Floats, column: Ints) -> None:
    better = gain > best
    best[better] = gain[better]
    previous[better] = column[better]


def _runs(keys: Ints) -> tuple[Ints, Ints]:
    """Where runs of equal (sorted) keys start, and the run of each key."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    new = np.concatenate([[True], keys[1:] != keys[:-1]])
    return np.flatnonzero(new), np.cumsum(new) - 1
