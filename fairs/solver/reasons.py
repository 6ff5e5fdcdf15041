"""What an explanation is made of; worded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TermKind(StrEnum):
    PREF_BOOTH = "PREF_BOOTH"
    PREF_ZONE = "PREF_ZONE"
    PREF_TYPE = "PREF_TYPE"
    WANT = "WANT"
    QUALITY = "QUALITY"
    STAR_BONUS = "STAR_BONUS"
    CLUSTER_PAIR = "CLUSTER_PAIR"
    COMPETITOR_PAIR = "COMPETITOR_PAIR"
    MOVED = "MOVED"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class Term:
    """Points of one term; `subject` is the booth, zone, type, flag or neighbour it is about."""

    kind: TermKind
    points: int
    subject: str | None = None
    rank: int | None = None


class ReasonKind(StrEnum):
    """In the order in which they are tried: the first that holds is given."""

    UNAVAILABLE = "UNAVAILABLE"
    SIZE = "SIZE"
    ZONE = "ZONE"
    TYPE = "TYPE"
    NEED = "NEED"
    LOCK = "LOCK"
    ANNOUNCED = "ANNOUNCED"
    MORE_RIGHT = "MORE_RIGHT"
    RIVALS = "RIVALS"
    WHOLE_PLAN = "WHOLE_PLAN"


# By these a place is none for the applicant; by the first two it is none for anybody of its size.
NO_ROOM = frozenset({ReasonKind.UNAVAILABLE, ReasonKind.SIZE})
CLOSED = frozenset({ReasonKind.ZONE, ReasonKind.TYPE, ReasonKind.NEED})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a better block was not given.

    `applications` are those who hold it, were announced it, or are rivals beside it; `subject`
    is the zone or type; `needs` the unmet needs; `points` what the plan as a whole would at
    least lose (0: no loss is proven).
    """

    kind: ReasonKind
    applications: tuple[str, ...] = ()
    subject: str | None = None
    needs: tuple[str, ...] = ()
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    booths: tuple[str, ...]
    gain: int
    wished: bool
    reason: Reason


class ChangeKind(StrEnum):
    """The nearest change that would place a waitlisted applicant, nearest first."""

    FREE = "FREE"  # nothing has to change: the plan, made by hand, leaves a place that suits
    FEWER_MODULES = "FEWER_MODULES"
    WITHOUT_NEED = "WITHOUT_NEED"
    OTHER_TYPE = "OTHER_TYPE"
    OTHER_ZONE = "OTHER_ZONE"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Change:
    kind: ChangeKind
    booths: tuple[str, ...] = ()
    modules: int | None = None
    need: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    application: str
    booths: tuple[str, ...]
    points: int
    terms: tuple[Term, ...]
    refusals: tuple[Refusal, ...]
    better: int
    closed: int  # of the better ones, those which zone, type or needs close to it
    change: Change | None = None
