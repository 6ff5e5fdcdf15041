"""The shape of a list, and how its rows are named."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

World = SimpleNamespace
MANY = 50


@dataclass(frozen=True)
class Listed:
    """A list page.

    `add(world, n)` adds a row, to be kept by the query `filter` where n is even and not where it
    is odd (none where `note` says why); `begin(world)` makes what the list belongs to and may set
    world.user and world.kwargs. `query` is part of its address, `most` how many rows it can have,
    `own` how many it has before any is added.
    """

    route: str
    add: Callable[[World, int], Any]
    filter: str
    begin: Callable[[World], Any] = lambda world: None
    query: str = ""
    most: int = MANY
    own: int = 0
    note: str = ""


def name(n: int) -> str:
    return f"{'lẻ' if n % 2 else 'chẵn'} {n}"
