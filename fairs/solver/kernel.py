"""Compiling the three inner loops, where numba is installed and the search lasts long enough."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from fairs.solver import annealing_loop, chain_loop, sound_loop

FAST = importlib.util.find_spec("numba") is not None
# where each loop is, the functions it is made of, and about how many seconds it takes to compile
LOOPS: dict[str, tuple[ModuleType, tuple[str, ...], float]] = {
    "sweep": (chain_loop, ("sweep",), 2.5),
    "settle": (sound_loop, ("_rivals", "_traced", "settle"), 3.0),
    "anneal": (
        annealing_loop,
        ("_random", "_pair", "_around", "_peaceful", "_fits", "anneal"),
        4.0,
    ),
}
PATIENCE = 2.4  # how many times as long a search must last for the compiling to pay


def compiled(loop: str) -> bool:
    """Whether `sweep`, `settle` or `anneal` runs as machine code now."""
    return hasattr(getattr(LOOPS[loop][0], loop), "py_func")


def compile_loops(seconds: float | None = None) -> None:
    """Compile the loops once, where numba is installed; results do not change.

    The machine code is cached on disk. A loop that is not in the cache is compiled only if that
    takes a small part of `seconds` (None: in any case). Importing numba costs most of a second,
    so it waits until an instance is worth it.
    """
    if not FAST:
        return
    for loop, (home, parts, cost) in LOOPS.items():
        if not compiled(loop):
            fast = _jitted({name: getattr(home, name) for name in parts})
            if seconds is None or seconds >= PATIENCE * cost or _cached(fast[loop], home):
                vars(home).update(fast)


def _jitted(functions: dict[str, Any]) -> dict[str, Any]:
    njit = partial(importlib.import_module("numba").njit, nogil=True)  # two may run at once
    try:
        return {name: njit(cache=True)(function) for name, function in functions.items()}
    except RuntimeError:  # no folder to keep machine code in: compiled for this process alone
        return {name: njit()(function) for name, function in functions.items()}


def confirm() -> None:
    """Note that what is in the cache belongs to the present sources, once it has been loaded.

    Numba tells sources apart by their content, `_cached` by their age, which is read sooner.
    """
    for loop, (home, parts, _) in LOOPS.items():
        if compiled(loop):
            for name in parts:
                for index in _indexes(getattr(home, name), home):
                    index.touch()


def _cached(function: Any, home: ModuleType) -> bool:
    """Whether the machine code of this very source seems to be in the cache."""
    changed = Path(str(home.__file__)).stat().st_mtime
    return any(index.stat().st_mtime >= changed for index in _indexes(function, home))


def _indexes(function: Any, home: ModuleType) -> list[Path]:
    """Where numba keeps this function as this Python compiles it."""
    if function.stats.cache_path is None:
        return []
    line = function.py_func.__code__.co_firstlineno
    python = "py{}{}".format(*sys.version_info)
    pattern = f"{Path(str(home.__file__)).stem}.{function.__name__}-{line}.{python}*.nbi"
    return list(Path(function.stats.cache_path).glob(pattern))
