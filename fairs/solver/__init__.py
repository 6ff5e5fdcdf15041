"""Booth assignment: frozen dataclasses in, a plan with a proven bound and its reasons out."""

from fairs.solver.engine import solve
from fairs.solver.explain import explain
from fairs.solver.geometry import FloorPlanError
from fairs.solver.io import parse_instance, read_instance, read_plan, write_result
from fairs.solver.marginals import forced
from fairs.solver.measures import Whole, whole
from fairs.solver.model import (
    Conflict,
    ConflictKind,
    Infeasible,
    Instance,
    InstanceError,
    Move,
    Plan,
)
from fairs.solver.reasons import Explanation

__all__ = [
    "Conflict",
    "ConflictKind",
    "Explanation",
    "FloorPlanError",
    "Infeasible",
    "Instance",
    "InstanceError",
    "Move",
    "Plan",
    "Whole",
    "explain",
    "forced",
    "parse_instance",
    "read_instance",
    "read_plan",
    "solve",
    "whole",
    "write_result",
]
