"""Fillings of whole chains: what they are worth, and all those within a slack of the best.

Within a search, a filling is a row of column numbers of its ChainProgram, from right to left and
padded with -1; `Fillings` names columns by their id, so that programs can share them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fairs.solver.chains_dp import NEVER, ChainProgram, Pass
from fairs.solver.columns import Bools, Floats, Ints

EPSILON = 1e-6
LIFT = 1e10  # at least, above any value of a chain: keeps (boundary, gain) keys apart


@dataclass(frozen=True, slots=True)
class Fillings:
    """`chain` is the number on the board; `pairs[k, i]` the cluster that places i and i + 1 of
    filling k pair, or -1.

    `sound` fillings use no applicant twice and set no rivals side by side.
    """

    chain: Ints
    columns: Ints
    apps: Ints
    worth: Floats
    pairs: Ints
    sound: Bools

    def picked(self, rows: Ints | Bools) -> Fillings:
        return Fillings(
            self.chain[rows],
            self.columns[rows],
            self.apps[rows],
            self.worth[rows],
            self.pairs[rows],
            self.sound[rows],
        )

    def joined(self, other: Fillings) -> Fillings:
        width = max(self.columns.shape[1], other.columns.shape[1])
        mine, theirs = self.widened(width), other.widened(width)
        names = self.__dataclass_fields__
        return Fillings(*(np.concatenate([getattr(mine, n), getattr(theirs, n)]) for n in names))

    def widened(self, width: int) -> Fillings:
        more = ((0, 0), (0, width - self.columns.shape[1]))
        return replace(
            self,
            columns=np.pad(self.columns, more, constant_values=-1),
            apps=np.pad(self.apps, more, constant_values=-1),
            pairs=np.pad(self.pairs, more, constant_values=-1),
        )


def fillings_of(program: ChainProgram, chain: Ints, columns: Ints) -> Fillings:
    people = program.columns.people
    used = columns >= 0
    apps = np.where(used, program.app[columns], -1)
    right, left = columns[:, :-1], columns[:, 1:]
    touch = (left >= 0) & (program.start[right] == program.end[left])
    cluster = program.cluster[right]
    mates = touch & (cluster >= 0) & (cluster == program.cluster[left])
    rivals = touch & ~mates & (program.product[right] == program.product[left])
    worth = np.where(used, program.value[columns], 0.0).sum(axis=1)
    worth += people.cluster_pair * mates.sum(axis=1)
    worth -= people.competitor_pair * rivals.sum(axis=1)
    forbidden = touch & people.are_rivals(apps[:, :-1].ravel(), apps[:, 1:].ravel()).reshape(
        touch.shape
    )
    ordered = np.sort(apps, axis=1)
    twice = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
    sound = ~twice & ~forbidden.any(axis=1)
    ids = np.where(used, program.columns.ids[program.order][columns], -1)
    board_chain = program.columns.chains[chain]
    return Fillings(board_chain, ids, apps, worth, np.where(mates, cluster, -1), sound)


@dataclass(slots=True)
class _Front:
    """Partial fillings, built from the right end of their chain down to booth `step`."""

    chain: Ints
    step: Ints
    right: Ints  # the column that starts at `step`, or -1
    value: Floats
    columns: Ints
    size: Ints

    def picked(self, rows: Ints | Bools) -> _Front:
        return _Front(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def joined(self, other: _Front) -> _Front:
        names = self.__dataclass_fields__
        return _Front(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


def fillings_within(
    program: ChainProgram, run: Pass, slack: Floats, limit: int
) -> tuple[Ints, Ints, Floats] | None:
    """All sound fillings whose reduced value is within `slack` of their chain's best.

    Returns their chains, columns and reduced values, or None when more than `limit` partial
    fillings would be needed. The empty filling counts where it is within the slack.
    """
    search = _Search(program, run, slack)
    front = search.opening()
    done: list[_Front] = []
    while len(front.chain):
        finished = front.step == 0
        done.append(front.picked(finished))
        front = front.picked(~finished)
        grown = search.placed(front, limit)
        if grown is None:
            return None
        front = search.skipped(front).joined(grown)
        if len(front.chain) > limit:
            return None
    found = done[0]
    for more in done[1:]:
        found = found.joined(more)
    return found.chain, found.columns, found.value


class _Search:
    def __init__(self, program: ChainProgram, run: Pass, slack: Floats) -> None:
        self.program, self.run, self.gain = program, run, run.gain[:, 0]
        key = program.chain * (program.length + 1) + program.end
        self.order = np.lexsort((-self.gain, key))
        boundaries = program.count * (program.length + 1)
        self.begins = np.searchsorted(key[self.order], np.arange(boundaries))
        possible = self.gain[self.gain > NEVER / 2]
        self.lift = max(LIFT, 8.0 * float(np.abs(possible).max(initial=0.0)))
        self.keys = key[self.order] * self.lift - np.maximum(self.gain, -self.lift / 4)[self.order]
        self.threshold = run.best - slack - EPSILON

    def opening(self) -> _Front:
        count, length = self.program.count, self.program.length
        return _Front(
            chain=np.arange(count),
            step=self.program.columns.length.copy(),
            right=np.full(count, -1, dtype=np.int64),
            value=np.zeros(count),
            columns=np.full((count, length), -1, dtype=np.int64),
            size=np.zeros(count, dtype=np.int64),
        )

    def skipped(self, front: _Front) -> _Front:
        """Those that may leave the booth before `step` empty."""
        before = front.step - 1
        fair = front.value + self.run.reach[before, front.chain] >= self.threshold[front.chain]
        kept = front.picked(self.program.may_skip[before, front.chain] & fair)
        kept.step = kept.step - 1
        kept.right = np.full(len(kept.chain), -1, dtype=np.int64)
        return kept

    def placed(self, front: _Front, limit: int) -> _Front | None:
        """Those that place a column ending at `step`."""
        program, run = self.program, self.run
        follows = front.right >= 0
        cluster = program.cluster[front.right]
        reward = np.where(follows & (cluster >= 0), np.maximum(run.bonus[cluster], 0), 0)
        lowest = -self.lift / 3  # whatever is possible is worth more
        needed = np.maximum(self.threshold[front.chain] - front.value - reward, lowest)
        boundary = front.chain * (program.length + 1) + front.step
        ends = np.searchsorted(self.keys, boundary * self.lift - needed, side="right")
        counts = np.maximum(0, ends - self.begins[boundary])
        total = int(counts.sum())
        if total > limit:
            return None
        parent = np.repeat(np.arange(len(front.chain)), counts)
        offset = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        column = self.order[np.repeat(self.begins[boundary], counts) + offset]
        return self._checked(front, parent, column)

    def _checked(self, front: _Front, parent: Ints, column: Ints) -> _Front:
        program, run = self.program, self.run
        people = program.columns.people
        right = front.right[parent]
        follows = right >= 0
        app, cluster = program.app[column], program.cluster[column]
        mates = follows & (cluster >= 0) & (cluster == program.cluster[right])
        rivals = follows & ~mates & (program.product[column] == program.product[right])
        pair = np.where(mates, run.bonus[cluster], 0.0) - people.competitor_pair * rivals
        value = front.value[parent] + pair
        fair = value + self.gain[column] >= self.threshold[front.chain[parent]]
        used = front.columns[parent]
        fair &= ~((used >= 0) & (program.app[used] == app[:, None])).any(axis=1)
        fair &= ~(follows & people.are_rivals(app, program.app[right]))
        parent, column = parent[fair], column[fair]
        columns = front.columns[parent]
        columns[np.arange(len(parent)), front.size[parent]] = column
        return _Front(
            chain=front.chain[parent],
            step=program.start[column],
            right=column,
            value=value[fair] + program.reduced(run, column),
            columns=columns,
            size=front.size[parent] + 1,
        )
