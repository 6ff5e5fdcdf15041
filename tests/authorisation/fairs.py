"""Matrix of the app fairs, put together from the parts that exist."""

from importlib import import_module
from typing import Any

PARTS = (
    "fairs_core",
    "fairs_plans",
    "fairs_fairness",
    "fairs_seminars",
    "fairs_campaigns",
    "fairs_papers",
)


def _parts() -> list[Any]:
    found = []
    for part in PARTS:
        name = f"tests.authorisation.{part}"
        try:
            found.append(import_module(name))
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    return found


CASES = [case for part in _parts() for case in part.CASES]


def build(world: dict[str, Any]) -> None:
    """Every part adds its own objects, the core first."""
    for part in _parts():
        part.build(world)
