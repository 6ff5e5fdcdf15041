"""Many short coolings, and the best mix of the chains they filled.

Coolings from the heat of whole placements end far apart; most chains of each are filled well, few
of them everywhere at once. An integer program picks one known filling per chain, so that nobody
stands twice: in seconds it beats a cooling of any length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from fairs.solver.annealing import Annealer
from fairs.solver.columns import Columns, Ints
from fairs.solver.fillings import Fillings
from fairs.solver.master import Master
from fairs.solver.model import Weights
from fairs.solver.neighbourhood import standing
from fairs.solver.pricing import Pricer, Stop

KEPT = 40  # plans whose fillings are mixed
SETTLED = 0.6  # the share of a cooling after which the best plan met is its outcome
SLICES = 40  # temperatures of one cooling
NODES = 60  # of one integer program where no time is given


@dataclass(frozen=True, slots=True)
class Heat:
    """Temperatures of a cooling in centipoints, and the regret up to which columns are tried.

    `unit` is what one applicant's own choice and one pair are about.
    """

    unit: float
    hot: float
    cold: float
    slack: float

    @classmethod
    def of(cls, columns: Columns, weights: Weights) -> Heat:
        """Hot enough to give up a placement now and then, cold enough to lose no wish."""
        people = len(columns.people.modules)
        top, low = np.full(people, -np.inf), np.full(people, np.inf)
        np.maximum.at(top, columns.app, columns.value)
        np.minimum.at(low, columns.app, columns.value)
        choosing = np.isfinite(top) & (top > low)
        pair = weights.cluster_pair + weights.competitor_pair
        spread = float(np.median((top - low)[choosing])) if choosing.any() else 0.0
        unit = max(1.0, spread + pair)
        return cls(unit, max(0.6 * weights.place_base, 0.4 * unit), 0.01 * unit, 0.1 * unit)

    def times(self, warmth: float) -> Heat:
        """Less hot at the beginning, so that more of the plan it starts from is kept."""
        return replace(self, hot=self.hot * warmth)


@dataclass(slots=True)
class Population:
    """The plans found so far, the best first, as the fillings of all chains."""

    columns: Columns
    pricer: Pricer = field(init=False)
    plans: list[tuple[float, Fillings]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pricer = Pricer.of(self.columns)

    def add(self, worth: float, plan: Ints) -> None:
        """Keep this plan (block by applicant) if it is among the best."""
        self.plans.append((worth, standing(self.pricer, plan)))
        self.plans.sort(key=lambda known: -known[0])
        del self.plans[KEPT:]

    def mix(self, *, seconds: float | None, stop: Stop) -> Callable[[], Ints | None]:
        """Work that finds the best plan made of fillings of the plans kept now."""
        if len(self.plans) < 2:
            return lambda: None
        master = Master(self.columns)
        for _, fillings in self.plans:
            master.add(fillings)
        return partial(_mixed, self.columns, master, seconds, stop)


def _mixed(columns: Columns, master: Master, seconds: float | None, stop: Stop) -> Ints | None:
    c = columns
    must_fill = c.chains[~c.may_skip.all(axis=0)]
    found = master.choose(
        np.arange(len(c.length)),
        must_fill,
        nodes=NODES if seconds is None else 2**31 - 1,
        seconds=1e9 if seconds is None else seconds,
        stop=stop,
    )
    if found is None:
        return None
    ids = master.picked(found[2]).columns
    ids = ids[ids >= 0]
    plan = np.full(len(c.people.modules), -1, dtype=np.int64)
    plan[c.app[ids]] = c.block[ids]
    return plan


def cooled(
    annealer: Annealer, plan: Ints, worth: float, heat: Heat, *, moves: int, stop: Stop
) -> tuple[float, Ints]:
    """Cool once from the plan; the worth and the plan it settles in, or the best when stopped."""
    annealer.restart(plan, worth)
    for step in range(SLICES):
        if stop():
            break
        if step == int(SETTLED * SLICES):
            annealer.forget()
        warm = heat.hot * (heat.cold / heat.hot) ** (step / SLICES)
        annealer.run(steps=moves // SLICES, hot=warm, cold=warm)
    return float(annealer.best_objective), annealer.best_plan()
