"""Booth assignment: frozen dataclasses in, a plan with a proven bound and its reasons out."""

from fairs.solver.engine import solve
from fairs.solver.explain import Explanation, explain, forced
from fairs.solver.geometry import FloorPlanError
from fairs.solver.io import parse_instance, read_instance, read_plan, write_result
from fairs.solver.model import (
    Conflict,
    ConflictKind,
    Infeasible,
    Instance,
    InstanceError,
    Move,
    Plan,
)

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
    "explain",
    "forced",
    "parse_instance",
    "read_instance",
    "read_plan",
    "solve",
    "write_result",
]
