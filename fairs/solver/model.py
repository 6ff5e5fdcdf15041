"""The booth assignment problem as frozen values: an instance in, a plan or a conflict out.

All points are integers in centipoints (100 = one point); lengths are metres.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

VERSION = "hoicho-solver/1"
FORMAT = "booth-assign/1"
FLAGS = ("corner", "power", "water", "accessible", "near_entrance", "outdoor")
MAX_MODULES = 4


class InstanceError(ValueError):
    """The instance or plan is malformed; `field` is the path of the offending value."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Weights:
    place_base: int
    place_priority: int
    pref_booth: tuple[int, ...]
    pref_zone: tuple[int, ...]
    pref_type: tuple[int, ...]
    want: int
    quality: int
    fairness: int
    star_pct: Mapping[int, int]
    cluster_pair: int
    competitor_pair: int
    move: int
    drop: int


@dataclass(frozen=True, slots=True)
class Hall:
    id: str
    outdoor: bool
    entrances: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Zone:
    id: str
    name: str
    allowed_groups: tuple[str, ...]

    def accepts(self, group: str) -> bool:
        return not self.allowed_groups or group in self.allowed_groups


@dataclass(frozen=True, slots=True)
class Booth:
    id: str
    hall: str
    row: str
    x: float
    y: float
    w: float
    h: float
    modules: int
    type: str
    zone: str | None
    quality: int
    available: bool
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Application:
    id: str
    modules: int
    group: str
    product_type: str
    stars: int
    cluster: str | None
    allowed_types: tuple[str, ...]
    needs: tuple[str, ...]
    wants: tuple[str, ...]
    pref_booths: tuple[str, ...]
    pref_zones: tuple[str, ...]
    pref_types: tuple[str, ...]
    priority: int
    credit: int
    submitted: int
    lock: tuple[str, ...] = ()

    @property
    def right(self) -> tuple[int, int, str]:
        """Sort key of the published order: priority descending, submission, id."""
        return (-self.priority, self.submitted, self.id)


@dataclass(frozen=True, slots=True)
class Instance:
    name: str
    seed: int
    weights: Weights
    halls: tuple[Hall, ...]
    zones: tuple[Zone, ...]
    booths: tuple[Booth, ...]
    applications: tuple[Application, ...]
    separate: tuple[tuple[str, str], ...] = ()
    announced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the priority greedy of today reaches on the same instance, shown beside the plan."""

    objective: int
    satisfaction: int
    placed: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Dual prices behind the bound, in centipoints.

    Any non-negative prices prove a valid bound, so a stored plan needs no trust: explanations
    recompute the bound of each choice from them.
    """

    applications: Mapping[str, int] = field(default_factory=dict)
    clusters: Mapping[str, int] = field(default_factory=dict)


class MoveKind(StrEnum):
    GONE = "GONE"  # the announced place is not allowed any more, or is locked for another
    LEFT_OUT = "LEFT_OUT"
    GAIN = "GAIN"


@dataclass(frozen=True, slots=True)
class Move:
    """An announced applicant who does not keep its place.

    `own` is the change of its own satisfaction and `gain` what the plan as a whole wins over
    undoing this move together with those in `along` (who hold each other's places), the price of
    moving already taken off; both in centipoints. `given_to` hold the announced booths now.
    """

    application: str
    kind: MoveKind
    before: tuple[str, ...]
    after: tuple[str, ...]
    own: int
    gain: int | None
    along: tuple[str, ...] = ()
    given_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    assignment: Mapping[str, tuple[str, ...]]
    waitlist: tuple[str, ...]
    objective: int
    bound: int
    placement: int
    satisfaction: int
    seed: int
    seconds: float | None
    work: int
    baseline: Baseline | None = None
    prices: Prices | None = None
    moves: tuple[Move, ...] = ()
    version: str = VERSION

    @property
    def gap(self) -> float:
        """(bound - objective) / satisfaction: what at most could still be won, as a share."""
        return (self.bound - self.objective) / max(1, self.satisfaction)


class ConflictKind(StrEnum):
    """Why locks cannot be honoured; the first that holds names the conflict."""

    LOCK_UNKNOWN_BOOTH = "LOCK_UNKNOWN_BOOTH"
    LOCK_UNAVAILABLE_BOOTH = "LOCK_UNAVAILABLE_BOOTH"
    LOCK_NOT_CONTIGUOUS = "LOCK_NOT_CONTIGUOUS"
    LOCK_SIZE = "LOCK_SIZE"
    LOCK_ZONE = "LOCK_ZONE"
    LOCK_TYPE = "LOCK_TYPE"
    LOCK_NEED = "LOCK_NEED"
    BOOTH_LOCKED_TWICE = "BOOTH_LOCKED_TWICE"
    RIVALS_SIDE_BY_SIDE = "RIVALS_SIDE_BY_SIDE"
    LOCKS_LEAVE_NO_ROOM = "LOCKS_LEAVE_NO_ROOM"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A smallest set of locked applications which cannot stand together."""

    kind: ConflictKind
    applications: tuple[str, ...]
    booths: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Infeasible:
    conflicts: tuple[Conflict, ...]
    version: str = VERSION
