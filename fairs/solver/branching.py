"""Small halls to the end: branch and price on who is placed, in which chain, on which block.

Prices leave a large applicant half placed, or half in each of two chains. Each node of the tree
decides one such question both ways and prices the fillings again; whoever has to be placed is
given a bonus which the node's constant takes back, so that its price may fall below zero.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fairs.solver.columns import Bools, Columns, Floats, Ints
from fairs.solver.duals import Duals
from fairs.solver.fillings import Fillings
from fairs.solver.highs import INFINITY
from fairs.solver.master import Master, Relaxed
from fairs.solver.neighbourhood import enrich
from fairs.solver.pricing import Pricer, Stop, generate

WHOLE = 1e-5  # a share this close to none or all needs no decision
LISTED = 60  # fillings among which a node with everybody in or out is settled at once
CHOICES = 200  # nodes HiGHS may take for it
ROUNDS = 40

Item = tuple[float, int, "Node"]


@dataclass(frozen=True, slots=True)
class Node:
    """All plans that use these columns only and place these applicants."""

    kept: Bools
    placed: Bools
    bound: float
    duals: Duals
    pool: Fillings | None


class Tree:
    """Best bound first. `ids` are the columns of the best plan found here (None: none)."""

    def __init__(
        self, columns: Columns, *, value: float, bound: float, tick: Callable[[], None]
    ) -> None:
        self.columns, self.value, self.tick = columns, value, tick
        self.ids: Ints | None = None
        self._opening = bound
        self._open: list[Item] = []
        self._numbered = 0
        highest = float(np.abs(columns.value).max(initial=0.0))
        pairs = columns.people.cluster_pair + columns.people.competitor_pair
        self._bonus = int(10 * (highest + 2 * pairs + 1))

    @property
    def bound(self) -> float:
        """No plan is worth more."""
        return max([self.value, *(node.bound for _, _, node in self._open)])

    def run(self, duals: Duals, pool: Fillings | None, stop: Stop) -> None:
        everyone = np.zeros(len(self.columns.people.cluster), dtype=bool)
        kept = np.ones(len(self.columns.app), dtype=bool)
        self._push(Node(kept, everyone, self._opening, duals, pool))
        while self._open and not stop():
            node = self._open[0][2]
            if node.bound < self.value + 1:
                break
            children = self._decided(node, stop)
            if stop():
                return
            heapq.heappop(self._open)
            for child in children:
                self._push(child)
        self._open = [item for item in self._open if item[2].bound >= self.value + 1]

    def _push(self, node: Node) -> None:
        if node.bound >= self.value + 1:
            self._numbered += 1
            heapq.heappush(self._open, (-node.bound, self._numbered, node))

    def _decided(self, node: Node, stop: Stop) -> list[Node]:
        part = self._part(node)
        if not len(part.app):
            return []
        pricer, master = Pricer.of(part), Master(part)
        self._share(master, node, part)
        duals, mix = generate(
            pricer,
            master,
            node.duals.of(pricer.present),
            rounds=ROUNDS,
            close=1.0,
            stop=stop,
            enough=self.value + 0.99,
            tick=self.tick,
        )
        bound = min(node.bound, duals.bound)
        if bound < self.value + 1 or stop() or mix is None or master.pool is None:
            return [] if bound < self.value + 1 else [node]
        node = replace(node, bound=bound, duals=duals, pool=self._plain(master.pool, node))
        return self._branches(node, part, pricer, master, mix, stop)

    def _branches(
        self,
        node: Node,
        part: Columns,
        pricer: Pricer,
        master: Master,
        mix: Relaxed,
        stop: Stop,
    ) -> list[Node]:
        app, column = self._shares(master, mix)
        split = _most_split(app)
        if split is None:
            if self._settled(node, part, pricer, master, stop):
                return []
            by_chain = self._by_chain(column)
            split = _most_split(by_chain)
            if split is None:
                return self._on_column(node, column)
            chains = len(self.columns.length)
            return self._on_chain(node, split // chains, split % chains)
        return self._on_applicant(node, split)

    # --- the fillings of a node -------------------------------------------------------------

    def _part(self, node: Node) -> Columns:
        part = self.columns.picked(np.flatnonzero(node.kept))
        given = self._bonus * node.placed
        return replace(
            part, value=part.value + given[part.app], constant=part.constant - int(given.sum())
        )

    def _share(self, master: Master, node: Node, part: Columns) -> None:
        """The fillings of the parent which may still stand."""
        if node.pool is None:
            return
        kept = np.append(node.kept, True)  # -1 pads
        pool = node.pool.picked(np.flatnonzero(kept[node.pool.columns].all(axis=1)))
        master.add(replace(pool, worth=pool.worth + self._bonuses(pool, node)))

    def _plain(self, pool: Fillings, node: Node) -> Fillings:
        return replace(pool, worth=pool.worth - self._bonuses(pool, node))

    def _bonuses(self, pool: Fillings, node: Node) -> Floats:
        placed = np.append(node.placed, False)
        bonuses: Floats = self._bonus * placed[pool.apps].sum(axis=1)
        return bonuses

    def _shares(self, master: Master, mix: Relaxed) -> tuple[Floats, Floats]:
        """How far the mix places each applicant, and uses each column."""
        used = np.zeros(len(self.columns.app))
        pool = master.pool
        if pool is not None:
            columns = pool.columns[: len(mix.weights)]
            weights = np.broadcast_to(mix.weights[:, None], columns.shape)
            np.add.at(used, columns[columns >= 0], weights[columns >= 0])
        people = len(self.columns.people.cluster)
        return _sums(self.columns.app, used, people), used

    def _by_chain(self, used: Floats) -> Floats:
        chains, people = len(self.columns.length), len(self.columns.people.cluster)
        key = self.columns.app.astype(np.int64) * chains + self.columns.chain
        return _sums(key, used, chains * people)

    def _settled(
        self, node: Node, part: Columns, pricer: Pricer, master: Master, stop: Stop
    ) -> bool:
        """List what could be better, and choose; False where the list is too long."""
        slack = node.bound - self.value - 1
        if not enrich(pricer, master, node.duals, slack, LISTED):
            return False
        must_fill = part.chains[~part.may_skip.all(axis=0)]
        found = master.choose(None, must_fill, nodes=CHOICES, seconds=INFINITY, stop=stop)
        if found is None or master.pool is None:
            return True
        value, limit, chosen = found
        columns = master.pool.columns[chosen]
        if value + part.constant >= self.value + 0.5:
            self.value, self.ids = round(value + part.constant), columns[columns >= 0]
        return limit + part.constant < self.value + 1

    # --- the questions ----------------------------------------------------------------------

    def _on_applicant(self, node: Node, app: int) -> list[Node]:
        without = node.kept & (self.columns.app != app)
        return [replace(node, kept=without), replace(node, placed=_with(node.placed, app))]

    def _on_chain(self, node: Node, app: int, chain: int) -> list[Node]:
        mine, here = self.columns.app == app, self.columns.chain == chain
        return [
            replace(node, kept=node.kept & ~(mine & here)),
            replace(node, kept=node.kept & ~(mine & ~here), placed=_with(node.placed, app)),
        ]

    def _on_column(self, node: Node, used: Floats) -> list[Node]:
        c = self.columns
        open_ = node.kept & (np.bincount(c.app, weights=node.kept)[c.app] > 1)
        column = _most_split(np.where(open_, used, 0.0))
        if column is None:
            chosen = np.flatnonzero(open_ & (used > 0.5))
            if not len(chosen):
                return []
            column = int(chosen[0])
        app, others = c.app[column], np.arange(len(c.app)) != column
        over = (c.chain == c.chain[column]) & (c.start < c.end[column]) & (c.end > c.start[column])
        beside = (c.chain == c.chain[column]) & (
            (c.start == c.end[column]) | (c.end == c.start[column])
        )
        rivals = np.isin(c.app, c.people.rivals_of(int(app)))
        barred = others & ((c.app == app) | over | (beside & rivals))
        return [
            replace(node, kept=node.kept & others),
            replace(node, kept=node.kept & ~barred, placed=_with(node.placed, int(app))),
        ]


def _sums(key: Ints, shares: Floats, size: int) -> Floats:
    return np.bincount(key, weights=shares, minlength=size).astype(np.float64)


def _with(placed: Bools, app: int) -> Bools:
    more = placed.copy()
    more[app] = True
    return more


def _most_split(shares: Floats) -> int | None:
    doubt = np.minimum(shares, 1 - shares)
    if not len(doubt) or doubt.max() <= WHOLE:
        return None
    return int(doubt.argmax())
