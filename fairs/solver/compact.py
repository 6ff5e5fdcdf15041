"""A whole small hall as one integer program: a choice of columns and the pairs they form.

Where applicants differ by whole placements, as in halls of some fifty booths, prices alone prove
little: half of a large block may stand in each of two chains. Branching and the cuts of HiGHS
settle that, and the program needs no compiled loops.

Variables: each column (0 or 1); for each boundary of two booths and each cluster that can meet
there, a pair (at most what ends and what starts there); likewise for each product, a meeting of
competitors (at least what ends and starts there beyond one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np

from fairs.solver.columns import Columns, Ints
from fairs.solver.highs import INFINITY, interrupted_by, quiet

ABSOLUTE_GAP = 0.5  # points are whole numbers: below one, nothing better is left

Boundary = tuple[int, int]
By = dict[Boundary, dict[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Proof:
    """The best choice found as column ids (None: none found) and a bound on any choice."""

    value: float
    bound: float
    ids: Ints | None


@dataclass(slots=True)
class _Program:
    """The program as sparse rows; the first variables are the columns."""

    cost: list[float]
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    index: list[int] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)

    def row(
        self,
        ones: Iterable[int],
        others: Iterable[int] = (),
        *,
        upper: float = 1.0,
        lower: float = -INFINITY,
    ) -> None:
        """lower <= sum of `ones` - sum of `others` <= upper."""
        plus, minus = list(ones), list(others)
        self.starts.append(len(self.index))
        self.index += plus + minus
        self.weight += [1.0] * len(plus) + [-1.0] * len(minus)
        self.lower.append(lower)
        self.upper.append(upper)

    def variable(self, cost: float) -> int:
        self.cost.append(cost)
        return len(self.cost) - 1


def prove(
    columns: Columns,
    chosen: Ints,
    *,
    stop: Callable[[], bool],
    seconds: float = INFINITY,
    nodes: int = 2**31 - 1,
) -> Proof:
    """Solve for the best choice of columns, from the `chosen` ones (rows of the columns) on.

    Values leave the constant of the columns aside. Ends early when `stop()` turns true, or after
    so many seconds or nodes.
    """
    program = _program(columns)
    highs = quiet()
    _load(highs, program, len(columns.app))
    known = np.zeros(len(program.cost))
    known[chosen] = 1.0
    index = np.arange(len(columns.app), dtype=np.int32)
    highs.setSolution(len(index), index, known[index])
    highs.setOptionValue("mip_max_nodes", nodes)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", ABSOLUTE_GAP)
    if seconds < INFINITY:
        highs.setOptionValue("time_limit", max(seconds, 0.01))
    interrupted_by(highs, stop)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Proof(-INFINITY, float(info.mip_dual_bound), None)
    picked = np.flatnonzero(np.array(highs.getSolution().col_value)[: len(index)] > 0.5)
    value = float(info.objective_function_value)
    return Proof(value, max(value, float(info.mip_dual_bound)), columns.ids[picked])


def _load(highs: highspy.Highs, program: _Program, integers: int) -> None:
    size, rows = len(program.cost), len(program.lower)
    highs.addVars(size, np.zeros(size), np.ones(size))
    every = np.arange(size, dtype=np.int32)
    highs.changeColsCost(size, every, np.array(program.cost))
    kinds = np.array([highspy.HighsVarType.kInteger] * integers)
    highs.changeColsIntegrality(integers, every[:integers], kinds)
    highs.addRows(
        rows,
        np.array(program.lower),
        np.array(program.upper),
        len(program.index),
        np.array(program.starts, dtype=np.int32),
        np.array(program.index, dtype=np.int32),
        np.array(program.weight),
    )


def _program(columns: Columns) -> _Program:
    program = _Program(columns.value.tolist())
    ending: By = {}
    starting: By = {}
    holding: By = {}
    apps: dict[int, list[int]] = {}
    spans = zip(columns.app, columns.chain, columns.start, columns.end, strict=True)
    for column, (app, chain, start, end) in enumerate(np.array(list(spans)).tolist()):
        apps.setdefault(app, []).append(column)
        starting.setdefault((chain, start), {}).setdefault(app, []).append(column)
        ending.setdefault((chain, end), {}).setdefault(app, []).append(column)
        for booth in range(start, end):
            holding.setdefault((chain, booth), {}).setdefault(app, []).append(column)
    for of_app in apps.values():
        program.row(of_app)
    for (chain, booth), held in holding.items():
        needed = not columns.may_skip[booth, chain]
        program.row(_all(held.values()), lower=1.0 if needed else -INFINITY)
    for boundary, ends in ending.items():
        if boundary in starting:
            _meetings(program, columns, ends, starting[boundary])
    return program


def _meetings(
    program: _Program, columns: Columns, ends: dict[int, list[int]], starts: dict[int, list[int]]
) -> None:
    """Variables and rows of those who may stand side by side at one boundary."""
    people = columns.people
    cluster, product = people.cluster.tolist(), people.product.tolist()
    for mates in _common(ends, starts, cluster):
        if mates[0] < 0 or len({*mates[1], *mates[2]}) < 2:
            continue
        pair = program.variable(float(people.cluster_pair))
        for side, members in ((ends, mates[1]), (starts, mates[2])):
            program.row([pair], _all(side[app] for app in members), upper=0.0)
    for _, left, right in _common(ends, starts, product):
        meeting = None
        for group in dict.fromkeys(cluster[app] for app in right):
            after = [app for app in right if cluster[app] == group]
            before = [app for app in left if group < 0 or cluster[app] != group]
            if len({*before, *after}) < 2 or not before:
                continue
            if meeting is None:
                meeting = program.variable(-float(people.competitor_pair))
            both = _all([ends[app] for app in before] + [starts[app] for app in after])
            program.row(both, [meeting])
    for app, of_app in ends.items():
        for rival in people.rivals_of(app):
            if rival in starts:
                program.row(of_app + starts[rival])


def _common(
    ends: dict[int, list[int]], starts: dict[int, list[int]], of: list[int]
) -> list[tuple[int, list[int], list[int]]]:
    """By cluster or product on both sides: it, who ends with it, who starts with it."""
    sides: list[dict[int, list[int]]] = [{}, {}]
    for side, apps in zip(sides, (ends, starts), strict=True):
        for app in apps:
            side.setdefault(of[app], []).append(app)
    return [(key, apps, sides[1][key]) for key, apps in sides[0].items() if key in sides[1]]


def _all(lists: Iterable[list[int]]) -> list[int]:
    return [item for some in lists for item in some]
