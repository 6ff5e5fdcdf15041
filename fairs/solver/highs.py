"""HiGHS as this package uses it: silent, on one thread, seeded, and stopped when asked."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import highspy
import numpy as np

from fairs.solver.columns import Floats

INFINITY = highspy.kHighsInf


def quiet() -> highspy.Highs:
    _greet()
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
        highs.setOptionValue(option, value)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return highs


def interrupted_by(highs: highspy.Highs, stop: Callable[[], bool]) -> None:
    """Ask `stop` now and then while an integer program is solved; it ends early when true."""

    def ask(kind: Any, message: str, out: Any, answer: Any, mine: Any) -> None:
        if answer is not None and stop():
            answer.user_interrupt = True

    core: Any = super(highspy.Highs, highs)
    kinds = highspy.cb.HighsCallbackType
    core.setCallback(ask, None)
    for kind in (kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt):
        core.startCallback(kind)


@cache
def _greet() -> None:
    """Make the first HiGHS unheard: it prints its name once, and standard output is our own."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # nobody listens
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        highspy.Highs()
        ctypes.CDLL(None).fflush(None)  # or what C still holds back would be printed later
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def add_rows(highs: highspy.Highs, upper: Floats) -> None:
    starts, none = np.zeros(len(upper), dtype=np.int32), np.zeros(0, dtype=np.int32)
    lower = np.full(len(upper), -INFINITY)
    highs.addRows(len(upper), lower, upper, 0, starts, none, np.zeros(0))
