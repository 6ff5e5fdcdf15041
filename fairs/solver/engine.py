"""The solver's one door: an instance in, a plan with a proven bound (or the conflicts) out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from fairs.solver.again import holding, moves, undo
from fairs.solver.blocks import Block, Board, board
from fairs.solver.bound import free_bound
from fairs.solver.check import checked_blocks
from fairs.solver.columns import columns_of
from fairs.solver.cores import using
from fairs.solver.duals import Duals
from fairs.solver.greedy import greedy, locked_blocks
from fairs.solver.model import Baseline, Infeasible, Instance, Plan, Prices
from fairs.solver.scoring import score, waitlist
from fairs.solver.search import Search
from fairs.solver.strategy import Clock, run

Progress = Callable[[int, int, float], None]


def solve(
    instance: Instance,
    *,
    seed: int = 1,
    seconds: float | None = None,
    work_limit: int | None = None,
    fill_only: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan | Infeasible:
    """The best plan found and a bound no plan can pass, or the conflicting locks.

    Stops at optimality, after `seconds` of wall time, after `work_limit` units of work, or when
    `cancelled()` turns true (the best plan so far is returned). With neither limit it takes 30
    seconds. With a work limit and no time limit the result depends on the instance, the seed and
    the limit alone; a unit is a pricing round, a neighbourhood or 5,000 annealing moves.
    `workers` cores at most are used, and never more than two (None: those there are); only the
    time depends on it.
    With `fill_only` nobody whose announced place is still allowed is moved; the bound is then one
    for plans that keep these places.
    `progress` is told (best objective, bound, gap) as they improve. Raises FloorPlanError when
    side-by-side booths do not form simple chains.
    """
    if seconds is None and work_limit is None:
        seconds = 30.0
    clock = Clock(
        seconds=seconds,
        work_limit=work_limit,
        cancelled=cancelled,
        applicants=len(instance.applications),
    )
    hall = board(instance)
    if fill_only and instance.announced:
        hall = board(holding(hall))
        instance = hall.instance
    settled = locked_blocks(hall)
    if isinstance(settled, Infeasible):
        return settled
    columns = columns_of(hall)
    base = greedy(hall, columns, settled)
    search = Search(hall, columns, seed=seed, seconds=seconds)
    number = {a.id: i for i, a in enumerate(instance.applications)}
    plan = search.plan.copy()
    for key, block in base.items():
        plan[number[key]] = block.index
    search.adopt(plan)
    search.bound = float(free_bound(hall, columns)) if len(columns.app) else search.objective

    def report() -> None:
        if progress is not None:
            known = _finished(hall, search, base, seed=seed, clock=clock)
            progress(known.objective, known.bound, known.gap)

    report()
    if len(columns.app):
        with using(workers):
            run(search, clock, report)
    _undo_idle_moves(hall, search)
    return _finished(hall, search, base, seed=seed, clock=clock)


def _undo_idle_moves(hall: Board, search: Search) -> None:
    """No announced place is given up for nothing, even where the search was stopped early.

    Undoing costs nothing and leaves fewer moves, filling gains: so this comes to an end.
    """
    number = {a.id: i for i, a in enumerate(hall.instance.applications)}
    reached = (-math.inf, 0)
    while True:
        blocks = search.blocks(search.plan)
        found = moves(hall, blocks)
        idle = next((m for m in found if m.gain is not None and m.gain <= 0), None)
        now = (search.objective, -len(found))
        if idle is None or now <= reached:
            return
        reached = now
        back = undo(hall, blocks, frozenset((idle.application, *idle.along)))
        if back is None:
            return
        plan = np.full(len(number), -1, dtype=np.int64)
        for key, block in back.items():
            plan[number[key]] = block.index
        search.plan, search.objective = plan, search.worth(plan)
        search.fill()


def _finished(
    hall: Board, search: Search, base: Mapping[str, Block], *, seed: int, clock: Clock
) -> Plan:
    """The plan as it leaves the house: rules checked once more, points counted afresh."""
    blocks = search.blocks(search.plan)
    assignment = {a.id: blocks[a.id].booths for a in hall.instance.applications if a.id in blocks}
    reached = score(hall, checked_blocks(hall, assignment))
    bound = math.floor(search.bound + 1e-3)
    if bound < reached.objective:
        raise AssertionError(f"bound {bound} is below the objective {reached.objective}")
    today = score(hall, base)
    return Plan(
        assignment=assignment,
        waitlist=waitlist(hall, blocks),
        objective=reached.objective,
        bound=bound,
        placement=reached.placement,
        satisfaction=reached.satisfaction,
        seed=seed,
        seconds=None if clock.seconds is None else round(clock.elapsed(), 3),
        work=search.work,
        baseline=Baseline(today.objective, today.satisfaction, len(base)),
        prices=_prices(hall, search.proven),
        moves=moves(hall, blocks),
    )


def _prices(hall: Board, duals: Duals) -> Prices:
    ids = [a.id for a in hall.instance.applications]
    clusters = dict.fromkeys(a.cluster for a in hall.instance.applications)
    names = [name for name in clusters if name is not None]
    return Prices(
        applications={key: round(float(p)) for key, p in zip(ids, duals.apps, strict=True)},
        clusters={key: round(float(p)) for key, p in zip(names, duals.clusters, strict=False)},
    )
