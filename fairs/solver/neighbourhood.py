"""Re-solve a few chains exactly, all else staying as it is.

The applicants at hand are those of these chains and the waiting ones. Column generation gives a
local bound: if it meets the present plan, nothing can be gained here. Otherwise all fillings
whose reduced value lies within the local gap are listed, and the integer choice among them is
the local optimum (when the list had to be cut short, the best of it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairs.solver.columns import Columns, Ints
from fairs.solver.duals import Duals
from fairs.solver.fillings import Fillings, fillings_of, fillings_within
from fairs.solver.master import Master
from fairs.solver.pricing import Pricer, Stop, generate


@dataclass(frozen=True, slots=True)
class Effort:
    rounds: int = 8
    fillings: int = 3000
    nodes: int = 50
    seconds: float = 1e9


@dataclass(frozen=True, slots=True)
class Outcome:
    """A better choice as column ids (None: none found); `bound` holds for these chains alone."""

    ids: Ints | None
    bound: float


NOTHING = Outcome(None, float("inf"))


def resolve(columns: Columns, plan: Ints, duals: Duals, effort: Effort, stop: Stop) -> Outcome:
    """A better filling of these chains than the plan's (block by applicant), if one is found."""
    pricer, master = Pricer.of(columns), Master(columns)
    present = standing(pricer, plan)
    worth = float(present.worth.sum())
    master.add(present)
    local = duals.of(pricer.present)
    local, _ = generate(
        pricer, master, local, rounds=effort.rounds, close=1.0, stop=stop, enough=worth + 1
    )
    bound = max(local.bound, worth)
    slack = local.bound - worth - 1
    if slack < 0:
        return Outcome(None, worth if bound < worth + 1 else bound)
    if stop():
        return Outcome(None, bound)
    exact = enrich(pricer, master, local, slack, effort.fillings)
    count = pricer.program.count
    must_fill = columns.chains[~columns.may_skip.all(axis=0)]
    found = master.choose(
        np.arange(count), must_fill, nodes=effort.nodes, seconds=effort.seconds, stop=stop
    )
    if found is None or master.pool is None:
        return Outcome(None, bound)
    value, limit, chosen = found
    if exact:  # a better plan than the present one uses listed fillings only
        bound = min(bound, max(limit, value, worth))
    if value < worth + 0.5:
        return Outcome(None, bound)
    ids = master.pool.columns[chosen]
    return Outcome(ids[ids >= 0], bound)


def standing(pricer: Pricer, plan: Ints) -> Fillings:
    """The fillings of the plan (block by applicant) on the chains of the program."""
    program = pricer.program
    blocks = program.columns.block[program.order]
    used = np.flatnonzero(plan[program.app] == blocks)
    used = used[np.lexsort((-program.start[used], program.chain[used]))]
    chain = program.chain[used]
    rows = np.full((program.count, program.length), -1, dtype=np.int64)
    rows[chain, np.arange(len(used)) - np.searchsorted(chain, chain)] = used
    return fillings_of(program, np.arange(program.count), rows)


def enrich(pricer: Pricer, master: Master, duals: Duals, slack: float, limit: int) -> bool:
    """Add all sound fillings within the slack, or as many as the limit allows; True if all."""
    out = pricer.run(duals)
    count = pricer.program.count
    part, best = min(slack, 250.0), None
    while True:
        found = fillings_within(pricer.program, out, np.full(count, part), 10 * limit)
        if found is None or len(found[0]) > limit:
            break
        best = found
        if part >= slack:
            break
        part = min(slack, part * 2)
    if best is not None:
        master.add(fillings_of(pricer.program, best[0], best[1]))
    return best is not None and best is found
