"""Which phase of the search runs when, within the time or the work allowed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from fairs.solver.kernel import compiled
from fairs.solver.neighbourhood import Effort
from fairs.solver.pricing import Stop
from fairs.solver.search import MOVES, SMALL, TINY, Search

LONG = 9  # booths in a chain, on average: prices alone let the same applicant return in it
PROOFS = (0.65, 0.85)  # when each of two ways to prove the optimum gives up
PLAIN_PRICES = 0.2  # the share of the time for prices where the loops are slow
CROWD = 500  # applicants above which one long cooling does better than many
VAST = 1500  # applicants above which the time suffices for a cool start only
BATCH = 8  # coolings before their outcomes are mixed
MOVES_EACH = 2000  # annealing moves of one cooling for each applicant
LEAST_EACH = 500
LEAST_MOVES = 20_000
MIX_SHARE = 0.06  # the share of the time one mix may take
LEAST_MIX = 0.3  # seconds
RESERVE = 0.15  # seconds kept for checking and writing


@dataclass(slots=True)
class Clock:
    seconds: float | None
    work_limit: int | None
    cancelled: Callable[[], bool] | None
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def left(self) -> float:
        if self.seconds is None:
            return 1e9
        return max(0.0, 0.97 * self.seconds - RESERVE - self.elapsed())

    def spent(self, work: int) -> float:
        """The share of the time or work that is used up; at least 1 when all is."""
        if self.cancelled is not None and self.cancelled():
            return 2.0
        share = 0.0
        if self.seconds is not None:
            share = self.elapsed() / max(0.01, 0.97 * self.seconds - RESERVE)
        if self.work_limit is not None:
            share = max(share, work / max(1, self.work_limit))
        return share


def run(search: Search, clock: Clock, report: Callable[[], None]) -> None:
    small = len(search.columns.app) <= SMALL
    if small and len(search.columns.app) > TINY and not compiled("sweep"):
        _run_plainly(search, clock, report)
    else:
        search.price(lambda: clock.spent(search.work) > 0.5)
        report()
        if small:
            _run_small(search, clock, report)
        elif compiled("anneal") and len(search.modules) > CROWD:
            _anneal_once(search, clock, report, until=0.85)
        elif compiled("anneal"):
            _anneal(search, clock, report, until=0.85)
        else:
            search.dive(lambda: clock.spent(search.work) > 0.9)
            report()
    _polish(search, clock, report, 5)
    search.fill()


def _solved(search: Search) -> bool:
    return search.bound - search.objective < 1


def _run_small(search: Search, clock: Clock, report: Callable[[], None]) -> None:
    """A good plan first, then branching until it is proven or beaten."""
    if compiled("anneal"):
        _anneal(search, clock, report, until=0.35, batches=1)
    else:
        pool = search.master
        search.dive(lambda: clock.spent(search.work) >= 0.6)
        search.master = pool
    report()
    proofs: list[Callable[[Stop], None]]
    proofs = [search.branch, partial(search.prove, seconds=_seconds(clock))]
    if search.columns.length.mean() > LONG:
        proofs.reverse()
    for proof, share in zip(proofs, PROOFS, strict=True):
        if not _solved(search):
            proof(partial(_reached, search, clock, share))
            report()
    if compiled("anneal"):
        _anneal(search, clock, report, until=0.97)


def _reached(search: Search, clock: Clock, share: float) -> bool:
    return clock.spent(search.work) >= share


def _run_plainly(search: Search, clock: Clock, report: Callable[[], None]) -> None:
    """Without compiled loops: some prices, for the explanations, then HiGHS on the whole hall."""
    search.price(lambda: clock.spent(search.work) > PLAIN_PRICES)
    report()
    if not _solved(search):
        search.prove(lambda: clock.spent(search.work) >= 1, seconds=_seconds(clock))
        report()


def _seconds(clock: Clock) -> float:
    return 1e9 if clock.seconds is None else clock.left()


def _anneal(
    search: Search, clock: Clock, report: Callable[[], None], *, until: float, batches: int = 2**31
) -> None:
    """Cool again and again and mix the outcomes, until the time or the work reaches `until`."""

    def stop() -> bool:
        return clock.spent(search.work) >= until

    search.start_annealing()
    people = len(np.unique(search.columns.app))
    moves = max(LEAST_MOVES, MOVES_EACH * people)
    while not stop() and not _solved(search) and batches:
        for number in range(BATCH):
            before = clock.spent(search.work)
            search.cool(moves, stop)
            took = clock.spent(search.work) - before
            if number == 0 and took * BATCH > until - before:  # a large hall: rather short than few
                moves = max(LEAST_EACH * people, int(moves * (until - before) / (BATCH * took)))
            if stop():
                break
        report()
        search.mix(stop, seconds=_share(clock, MIX_SHARE))
        report()
        batches -= 1


def _anneal_once(search: Search, clock: Clock, report: Callable[[], None], *, until: float) -> None:
    """One long cooling, as the time or the work goes by until `until`."""
    search.start_annealing()
    # the start is worth something, and the more so the fewer moves each applicant will get
    hot = search.heat.hot / (3 if len(search.modules) <= VAST else 10)
    cold = search.heat.cold
    begin = told = clock.spent(search.work)
    moves = MOVES
    while (now := clock.spent(search.work)) < until and not _solved(search):
        before = clock.elapsed()
        search.anneal(moves, hot * (cold / hot) ** ((now - begin) / (until - begin)))
        if clock.work_limit is None and clock.elapsed() - before < 0.1:
            moves *= 2
        if now - told > 0.1:
            told = now
            report()
    report()


def _share(clock: Clock, share: float) -> float | None:
    return None if clock.seconds is None else max(LEAST_MIX, share * clock.seconds)


def _polish(search: Search, clock: Clock, report: Callable[[], None], size: int) -> None:
    def stop() -> bool:
        return clock.spent(search.work) >= 1

    while not stop() and not _solved(search):
        effort = Effort(seconds=min(2.0, _seconds(clock)))
        if clock.seconds is None:
            effort = Effort()
        if search.improve(search.related(size), effort, stop):
            report()
        if size >= len(search.columns.length):
            return
