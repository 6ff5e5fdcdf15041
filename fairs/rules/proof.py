"""What a plan's proof is worth: one rule for the page, the API, files and progress lines."""

from collections.abc import Mapping
from typing import Any


def useful_gap(gap: float | None) -> float | None:
    """The share by which a plan could at most be better, or None when it says nothing.

    `gap` is (bound - objective) / max(1, satisfaction). From 1 on, the plan might be better by
    all it reached or more: the proof is too weak to quote. A plan whose satisfaction is not
    positive ends there as well, unless its bound is met and nothing better exists (0).
    """
    return gap if gap is not None and 0 <= gap < 1 else None


def shown_metrics(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """A plan's figures for a reader: `gap` is None where the proof says nothing."""
    shown = dict(metrics)
    if "gap" in shown:
        shown["gap"] = useful_gap(shown["gap"])
    return shown
