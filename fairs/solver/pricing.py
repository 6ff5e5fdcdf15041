"""Duals of applicants and clusters, and the bound they prove.

For any non-negative prices, no plan is worth more than the best fillings of all chains when each
use of an applicant and each cluster pair is charged, plus the prices themselves (each applicant
once, each cluster as often as its members can pair): a Lagrangian bound. Steps of even length come
near good prices fast, subgradient steps nearer; column generation (prices of the best weighted mix
of the fillings seen so far) finds the last digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fairs.solver.blocks import Board
from fairs.solver.chains_dp import FULL, ChainProgram, Pass, affordable, through
from fairs.solver.columns import Columns, Floats, Ints
from fairs.solver.duals import Duals
from fairs.solver.fillings import Fillings, fillings_of
from fairs.solver.master import Master, Relaxed, best_shares

PATIENCE = 8  # steps without progress before the reach shrinks
TREND, SIZE = 0.75, 0.995  # how much of the slopes' mean, and of their mean square, is remembered
LEAST_SIZE = 1e-3  # of a slope whose steps are evened out; slopes are whole numbers


def _nothing() -> None:
    """No one counts the work."""


Stop = Callable[[], bool]


@dataclass(slots=True)
class Pricer:
    """Evaluates prices on one set of columns."""

    program: ChainProgram
    room: Ints
    present: Floats  # 1.0 for applicants with a column
    effort: int = FULL  # columns tried in a chain for its best sound filling

    @classmethod
    def of(cls, columns: Columns, effort: int = FULL) -> Pricer:
        present = np.zeros(len(columns.people.cluster))
        present[columns.app] = 1.0
        return cls(ChainProgram(columns), columns.room(), present, effort)

    def run(self, prices: Duals) -> Pass:
        """Run the chains at these prices and set the bound they prove for these columns."""
        out = self.program.run(prices.apps, prices.clusters, affordable(self.effort))
        charged = float(self.present @ prices.apps + self.room @ prices.clusters)
        prices.bound = self.program.columns.constant + float(out.best.sum()) + charged
        return out

    def best_fillings(self, out: Pass) -> Fillings:
        return fillings_of(self.program, np.arange(self.program.count), out.picked)

    def slopes(self, fillings: Fillings) -> tuple[Floats, Floats]:
        """Subgradient of the bound: one less the uses of each applicant, likewise for pairs."""
        used = fillings.apps[fillings.apps >= 0]
        paired = fillings.pairs[fillings.pairs >= 0]
        uses = np.bincount(used, minlength=len(self.present))
        pairs = np.bincount(paired, minlength=len(self.room))
        return self.present - uses, (self.room - pairs).astype(float)


def regrets(columns: Columns, prices: Duals) -> tuple[Floats, Floats]:
    """By chain its best value at these prices, and by column what choosing it costs at least.

    The bound of the prices less a column's regret is its max-marginal: no plan with that choice
    is worth more.
    """
    ahead, back = ChainProgram(columns), ChainProgram(columns.mirrored())
    first = ahead.run(prices.apps, prices.clusters, affordable(FULL))
    last = back.run(prices.apps, prices.clusters, effort=0)
    worth = np.empty(len(columns.app))
    place = np.argsort(back.order)[ahead.order]
    last.gain, last.before = last.gain[place], last.before[place]
    worth[ahead.order] = through(first, last) - ahead.reduced(first, slice(None))
    # Read from the other end, other returns across an empty booth are left: both bounds hold.
    best = np.minimum(first.best, last.best)
    return best, np.maximum(0.0, best[columns.chain] - worth)


def opening_prices(hall: Board, columns: Columns) -> Duals:
    """Prices of a coarser problem: applicants choose a zone and type with modules to share.

    Each applicant brings the best of its blocks there; the linear program's prices are already
    right about who is placed, and leave the fine print to the descent.
    """
    people = columns.people
    kinds: dict[tuple[str | None, str], int] = {}
    of_block = np.array(
        [kinds.setdefault((b.zone, b.type), len(kinds)) for b in hall.blocks], dtype=np.int64
    )
    capacity = np.zeros(len(kinds))
    for booth in hall.order:
        if booth.available and (booth.zone, booth.type) in kinds:
            capacity[kinds[booth.zone, booth.type]] += booth.modules
    best = np.full((len(people.cluster), len(kinds)), -1.0)
    np.maximum.at(best, (columns.app, of_block[columns.block]), columns.value)
    app, kind = np.nonzero(best > 0)
    prices = best_shares(best[app, kind], app, kind, people.modules, capacity)
    return Duals(prices, np.zeros(people.clusters))


@dataclass(slots=True)
class Course:
    """Prices under way by even steps, with what is remembered of the slopes so far."""

    at: Floats  # of applicants, then of clusters
    trend: Floats
    size: Floats
    people: int
    taken: int = 0

    @classmethod
    def of(cls, prices: Duals) -> Course:
        at = np.concatenate([prices.apps, prices.clusters])
        return cls(at, np.zeros_like(at), np.zeros_like(at), len(prices.apps))

    def prices(self) -> Duals:
        return Duals(self.at[: self.people], self.at[self.people :])

    def step(self, slopes: Floats, length: float) -> None:
        """Move each price by about `length` centipoints against the mean of its slopes."""
        self.taken += 1
        self.trend = TREND * self.trend + (1 - TREND) * slopes
        self.size = SIZE * self.size + (1 - SIZE) * slopes**2
        spread = np.sqrt(self.size / (1 - SIZE**self.taken)) + LEAST_SIZE
        heading = self.trend / (1 - TREND**self.taken) / spread
        self.at = np.maximum(0.0, self.at - length * heading)


def approach(
    pricer: Pricer,
    course: Course,
    *,
    steps: int,
    first: float,
    last: float,
    stop: Stop,
    tick: Callable[[], None] = _nothing,
) -> Duals:
    """Go on by some steps, from `first` to `last` centipoints long; the best prices met.

    Each price moves about as far as any other, however seldom its slope is other than zero: far
    from the optimum that needs a third of the runs of `descend`. Source: D. Kingma and J. Ba,
    Adam: a method for stochastic optimization, ICLR 2015.
    """
    best = course.prices()
    for step in range(steps):
        if stop():
            break
        tick()
        current = course.prices()
        out = pricer.run(current)
        if current.bound < best.bound:
            best = current
        slopes = np.concatenate(pricer.slopes(pricer.best_fillings(out)))
        course.step(slopes, first * (last / first) ** (step / max(1, steps - 1)))
    return best


def descend(
    pricer: Pricer,
    prices: Duals,
    *,
    reach: float,
    finest: float,
    stop: Stop,
    master: Master | None = None,
    tick: Callable[[], None] = _nothing,
) -> Duals:
    """Subgradient descent of the bound, keeping the best prices.

    Each step aims at a level `reach` (a share of the bound) below the best bound; the reach
    shrinks to `finest` as the bound stalls. Once it is small, the fillings met join `master`.
    """
    current, best = prices, prices
    heading = [np.zeros_like(prices.apps), np.zeros_like(prices.clusters)]
    stalled = 0
    while reach > finest and not stop():
        tick()
        out = pricer.run(current)
        fillings = pricer.best_fillings(out)
        if master is not None and reach < 30 * finest:
            master.add(fillings)
        if current.bound < best.bound - 1:
            enough = best.bound - current.bound > 0.02 * reach * abs(current.bound)
            best, stalled = current, 0 if enough else stalled + 1
        else:
            stalled += 1
        if stalled >= PATIENCE:
            reach, stalled, current = reach * 0.6, 0, best
        slopes = pricer.slopes(fillings)
        heading = [0.4 * s + 0.6 * h for s, h in zip(slopes, heading, strict=True)]
        aim = current.bound - best.bound + reach * abs(best.bound)
        current = _stepped(current, heading, aim)
    return best


def _stepped(prices: Duals, heading: list[Floats], size: float) -> Duals:
    apps = np.where((prices.apps <= 0) & (heading[0] > 0), 0.0, heading[0])
    clusters = np.where((prices.clusters <= 0) & (heading[1] > 0), 0.0, heading[1])
    step = size / max(float((apps**2).sum() + (clusters**2).sum()), 1e-9)
    return Duals(
        np.maximum(0.0, prices.apps - step * apps),
        np.maximum(0.0, prices.clusters - step * clusters),
        prices.bound,
    )


def generate(
    pricer: Pricer,
    master: Master,
    prices: Duals,
    *,
    rounds: int,
    close: float,
    stop: Stop,
    offset: float = 0.0,
    enough: float = -np.inf,
    tick: Callable[[], None] = _nothing,
) -> tuple[Duals, Relaxed | None]:
    """Column generation from good prices: better prices and the last mix of fillings.

    Each round evaluates the prices of the mix and two blends with the best ones so far. Ends when
    the bound is within `close` of the value of the mix or at most `enough`; `offset` is worth
    already fixed.
    """
    best, mix = prices, None
    if best.bound == np.inf:
        best = replace(best)
        first = pricer.run(best)
        master.add(pricer.best_fillings(first))
    for _ in range(rounds):
        if stop() or best.bound <= enough:
            break
        tick()
        mix = master.relax()
        target = mix.duals
        center, fresh = best, 0
        for share in (0.7, 0.3, 0.0):
            trial = center.mixed(target, share)
            out = pricer.run(trial)
            fresh += master.add(pricer.best_fillings(out))
            if trial.bound < best.bound:
                best = trial
        if not fresh or best.bound - pricer.program.columns.constant + offset - mix.value < close:
            break
    return best, mix
