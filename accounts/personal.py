"""What every app says about the personal data it keeps (docs/security.md, 46).

An app registers its holdings when it starts. Exporting asks each for its rows, erasing lets each
end what hangs on the person; what is left of the address is then replaced everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Subject:
    """Somebody by the address they are known under, with the account where there is one."""

    address: str  # lower case
    user: "User | None"

    @property
    def name(self) -> str:
        return self.user.full_name if self.user else ""


@dataclass(frozen=True)
class Erasure:
    """What takes the person's place, and who erases when."""

    pseudonym: str  # an address of nobody, for columns that hold addresses
    label: str  # the same for names
    actor: "User"
    now: datetime


@dataclass(frozen=True)
class Holding:
    """One kind of personal data.

    `collect` gives plain rows (name of the field: value); `erase` ends and empties what it can
    and returns how many rows it changed.
    """

    key: str
    title: object
    collect: Callable[[Subject], list[dict[str, Any]]]
    erase: Callable[[Subject, Erasure], int]


_MODULES: list[str] = []


def register_holdings(module: str) -> None:
    """Called once by each app with the module whose HOLDINGS are its own.

    By name, so that a start does not load what only an export needs. Apps further up come first,
    as they depend on those below.
    """
    _MODULES.append(module)


def holdings() -> list[Holding]:
    return [one for module in _MODULES for one in import_module(module).HOLDINGS]
