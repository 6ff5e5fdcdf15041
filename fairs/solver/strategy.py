"""Which phase of the search runs when, within the time or the work allowed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from fairs.solver.annealed import MOVES, TINY
from fairs.solver.kernel import compiled
from fairs.solver.neighbourhood import Effort
from fairs.solver.pricing import Stop
from fairs.solver.search import SMALL, Search

LONG = 9  # booths in a chain, on average: prices alone let the same applicant return in it
PROOFS = (0.65, 0.85)  # when each of two ways to prove the optimum gives up
PLAIN_PRICES = 0.2  # the share of the time for prices where the loops are slow
CROWD = 500  # applicants above which one long cooling does better than many
VAST = 1500  # applicants above which the time suffices for a cool start only
COOL, COOL_VAST = 8.0, 25.0  # by which one cooling starts colder: its start is worth something
COLD_VAST = 5.0  # by which it ends colder where little time is left to mend its last losses
COOLED = 0.3  # the share of the time after the prices for coolings, where regions follow
COOLED_ALONE = 0.85  # when the one cooling of many applicants ends where none do
MIXED_ALONE = 0.7  # the share for many coolings and mixes, where none do
SHORT = 2.5  # booths of a chain, on average, below which exact parts do better than regions
RENEWED = 0.97  # when the last region is
MIX_OF_REGION = 0.2  # seconds one mix of a region may take
CALL, CALL_VAST = 0.1, 0.3  # seconds between two cuts of the hall in halves, which cost time
WARM = (0.3, 0.1)  # shares of the heat for coolings which start from the best plan so far
MOVES_EACH = 2000  # annealing moves of one cooling for each applicant
LEAST_EACH = 500
LEAST_MOVES = 20_000
MIX_SHARE = 0.2  # the share of the time one mix may take
LEAST_MIX = 0.3  # seconds
POLISHED, POLISHED_VAST = 12, 5  # chains re-solved at once at the end
RESERVE, RESERVE_EACH = 0.1, 0.0003  # seconds kept for checking and writing; for each applicant


@dataclass(frozen=True, slots=True)
class Coolings:
    """Pairs of coolings from hot, which end far apart, and the shares of the time these, and these
    with those from warm, may take.
    """

    pairs: int
    hot_share: float
    warm_share: float


FOR_MIXES = Coolings(4, 0.3, 0.56)
FOR_REGIONS = Coolings(2, 0.6, 1.0)


@dataclass(slots=True)
class Clock:
    seconds: float | None
    work_limit: int | None
    cancelled: Callable[[], bool] | None
    applicants: int = 0
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def left(self) -> float:
        if self.seconds is None:
            return 1e9
        return max(0.0, self._usable(self.seconds) - self.elapsed())

    def _usable(self, seconds: float) -> float:
        return max(0.01, 0.97 * seconds - RESERVE - RESERVE_EACH * self.applicants)

    def spent(self, work: int) -> float:
        """The share of the time or work that is used up; at least 1 when all is."""
        if self.cancelled is not None and self.cancelled():
            return 2.0
        share = 0.0
        if self.seconds is not None:
            share = self.elapsed() / self._usable(self.seconds)
        if self.work_limit is not None:
            share = max(share, work / max(1, self.work_limit))
        return share


def run(search: Search, clock: Clock, report: Callable[[], None]) -> None:
    small = len(search.columns.app) <= SMALL
    if small and len(search.columns.app) > TINY and not compiled("sweep"):
        _run_plainly(search, clock, report)
    else:
        search.prepare()
        search.load()
        until = _share_of_rest(search, clock, 0.5)
        search.price(lambda: clock.spent(search.work) > until)
        report()
        if small:
            _run_small(search, clock, report)
        elif compiled("anneal"):
            _run_large(search, clock, report)
        else:
            search.dive(lambda: clock.spent(search.work) > 0.9)
            report()
    _polish(search, clock, report, POLISHED if len(search.modules) <= VAST else POLISHED_VAST)
    search.fill()


def _run_large(search: Search, clock: Clock, report: Callable[[], None]) -> None:
    """Coolings, then regions, where there are two of chains long enough for prices to guide."""
    renews = search.region_size() >= 2 and search.columns.length.mean() >= SHORT
    begun = _share_of_rest(search, clock, COOLED)
    if len(search.modules) > CROWD:
        _anneal_once(search, clock, report, until=begun if renews else COOLED_ALONE)
    elif renews:
        _anneal(search, clock, report, until=begun, coolings=FOR_REGIONS, mixes=0)
    else:
        _anneal(search, clock, report, until=max(0.65, _share_of_rest(search, clock, MIXED_ALONE)))
    if renews:
        _renew(search, clock, report, until=RENEWED)


def _share_of_rest(search: Search, clock: Clock, share: float) -> float:
    """What is spent once this share of the rest is: reading machine code takes its time first."""
    spent = min(1.0, clock.spent(search.work))
    return spent + share * (1 - spent)


def _solved(search: Search) -> bool:
    return search.bound - search.objective < 1


def _run_small(search: Search, clock: Clock, report: Callable[[], None]) -> None:
    """A good plan first, then branching until it is proven or beaten."""
    if compiled("anneal"):
        until = min(0.6, max(0.35, clock.spent(search.work) + 0.15))  # some time in any case
        _anneal(search, clock, report, until=until, mixes=1)
    else:
        pool = search.master
        search.dive(lambda: clock.spent(search.work) >= 0.6)
        search.master = pool
    report()
    proofs: list[Callable[[Stop], None]]
    proofs = [search.branch, partial(search.prove, seconds=_seconds(clock))]
    if search.columns.length.mean() > LONG or len(search.columns.app) <= TINY:
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
    search: Search,
    clock: Clock,
    report: Callable[[], None],
    *,
    until: float,
    coolings: Coolings = FOR_MIXES,
    mixes: int = 2**31,
) -> None:
    """Cool from hot, then from warm, then mix the outcomes, until `until` of the time or work."""

    def stop() -> bool:
        return clock.spent(search.work) >= until or _solved(search)

    search.start_annealing()
    people = len(np.unique(search.columns.app))
    moves = max(LEAST_MOVES, LEAST_EACH * people)
    begin = clock.spent(search.work)
    warm_until = begin if mixes == 1 else begin + coolings.warm_share * (until - begin)
    number = 0
    while not stop() and (number < coolings.pairs or clock.spent(search.work) < warm_until):
        before = clock.spent(search.work)
        warmth = 1.0 if number < coolings.pairs else WARM[number % len(WARM)]
        search.cool(moves, stop, warmth=warmth)
        if number == 0:  # a short one, which tells how long the others may be
            took = max(1e-9, clock.spent(search.work) - before)
            fits = coolings.hot_share * (until - before) / took
            most = max(LEAST_MOVES, MOVES_EACH * people)
            moves = min(most, max(moves, int(moves * fits / coolings.pairs)))
        number += 1
        report()
    while not stop() and mixes:
        more = 2 * coolings.pairs if mixes > 1 else 0
        seconds = _share(clock, MIX_SHARE)
        search.mix(moves, stop, seconds=seconds, coolings=more, warmth=WARM[0])
        report()
        mixes -= 1


def _anneal_once(search: Search, clock: Clock, report: Callable[[], None], *, until: float) -> None:
    """One long cooling, as the time or the work goes by until `until`."""
    vast = len(search.modules) > VAST
    if vast:
        search.seat_by_regret()
        report()
    search.start_annealing()
    hot = search.heat.hot / (COOL_VAST if vast else COOL)
    cold = search.heat.cold / (COLD_VAST if vast else 1.0)
    begin = told = clock.spent(search.work)
    moves = MOVES
    while (now := clock.spent(search.work)) < until and not _solved(search):
        before = clock.elapsed()
        search.anneal(moves, hot * (cold / hot) ** ((now - begin) / (until - begin)))
        if clock.work_limit is None and clock.elapsed() - before < (CALL_VAST if vast else CALL):
            moves *= 2
        if now - told > 0.1:
            told = now
            report()
    report()


def _renew(search: Search, clock: Clock, report: Callable[[], None], *, until: float) -> None:
    """Region after region of those which lose much."""

    def stop() -> bool:
        return clock.spent(search.work) >= until or _solved(search)

    told = clock.spent(search.work)
    seconds = None if clock.seconds is None else MIX_OF_REGION
    while not stop():
        search.renew(stop, seconds=seconds)
        now = clock.spent(search.work)
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
        if search.improve(size, effort, stop):
            report()
        if size >= len(search.columns.length):
            return
