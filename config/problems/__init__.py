"""What each problem code of the API means and what to do about it (pages `/problems/<code>/`)."""

from config.problems.fairs import FAIRS
from config.problems.plans import PLANS
from config.problems.points import POINTS
from config.problems.problem import Problem
from config.problems.registry import REGISTRY
from config.problems.requests import REQUESTS

__all__ = ["PROBLEMS", "Problem"]

# common/ and the apps emit the codes.
PROBLEMS: dict[str, Problem] = REQUESTS | REGISTRY | POINTS | FAIRS | PLANS
