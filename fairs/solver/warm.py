"""Compile the inner loops ahead of the first solve: `python -m fairs.solver warm`.

The machine code is cached beside the sources (or in NUMBA_CACHE_DIR), so a release runs this once.
"""

from __future__ import annotations

from fairs.solver import kernel
from fairs.solver.blocks import board
from fairs.solver.columns import columns_of
from fairs.solver.model import Application, Booth, Instance, Weights
from fairs.solver.search import Search


def warm() -> bool:
    """True if there is a compiler and the loops are compiled now."""
    kernel.compile_loops()
    hall = board(_smallest_fair())
    search = Search(hall, columns_of(hall), seed=1)
    search.price(lambda: False)
    search.start_annealing()
    search.cool(1, lambda: False, warmth=1.0)
    kernel.confirm()
    return all(kernel.compiled(loop) for loop in kernel.LOOPS)


def _smallest_fair() -> Instance:
    weights = Weights(1, 0, (), (), (), 0, 0, 0, {3: 100}, 1, 1, 0, 0)
    booth = Booth("B", "H", "R", 0.0, 0.0, 3.0, 3.0, 1, "standard", None, 50, True, frozenset())
    applicants = tuple(
        Application(key, 1, "food", "tea", 3, "V", ("standard",), (), (), (), (), (), 0, 0, 0)
        for key in ("A", "B")
    )
    return Instance("warm", 0, weights, (), (), (booth,), applicants)
