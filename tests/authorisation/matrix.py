"""The shape of a line of the matrix, and where the lines of each app are collected.

Each app has a module here (`tests/authorisation/<app>.py`) with a list CASES.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

ROLES = (
    "anonymous",  # nobody signed in
    "stranger",  # an account without any role
    "producer",  # member of world["producer"]
    "other_producer",  # member of another producer
    "manager",  # manager of world["point"]
    "other_manager",  # manager of another point
    "reviewer",
    "organiser",
)
APPS = ("config", "accounts", "notifications", "exhibitors", "venues", "fairs")


def everybody(status: int, **exceptions: int) -> dict[str, int]:
    """The same status for every role but the named ones."""
    return {role: exceptions.get(role, status) for role in ROLES}


@dataclass(frozen=True)
class Case:
    """One route, one method, one object; the status each role gets.

    `kwargs` and `data` are functions of the world (a dict of objects made by the app's
    `build(world)`); `object` names what the address points to: own, foreign, absent or none.
    `unchanged` counts or reads what a refused request must leave alone.
    """

    route: str
    method: str
    expect: dict[str, int]
    object: str = "none"
    kwargs: Callable[[dict[str, Any]], dict[str, Any]] = lambda world: {}
    data: Callable[[dict[str, Any]], Any] = lambda world: {}
    query: str = ""
    unchanged: Callable[[dict[str, Any]], Any] | None = None
    note: str = field(default="", compare=False)

    @property
    def label(self) -> str:
        return f"{self.method} {self.route} {self.object} {self.note}".strip()


def modules() -> list[Any]:
    """The matrix modules of the apps that have one."""
    found = []
    for app in APPS:
        try:
            found.append(import_module(f"tests.authorisation.{app}"))
        except ModuleNotFoundError as error:
            if error.name != f"tests.authorisation.{app}":
                raise
    return found


def all_cases() -> list[Case]:
    return [case for module in modules() for case in module.CASES]
