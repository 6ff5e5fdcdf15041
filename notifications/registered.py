"""Which addresses belong to somebody registered with the programme.

The app that keeps the registry says so when it starts; this app cannot look there by itself.
"""

from collections.abc import Callable, Collection
from importlib import import_module

_registries: list[str] = []


def name_registry(path: str) -> None:
    """Ask the function at `path` ("package.module.function") for the addresses it knows."""
    if path not in _registries:
        _registries.append(path)


def registered_among(addresses: Collection[str]) -> set[str]:
    """Those of these addresses, in lower case, which a registry knows."""
    known: set[str] = set()
    for path in _registries:
        module, _dot, name = path.rpartition(".")
        asked: Callable[[Collection[str]], set[str]] = getattr(import_module(module), name)
        known |= asked(addresses)
    return known
