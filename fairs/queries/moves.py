"""What a plan changes for those who were told a place: who moved, left, joined, and why.

Rows are coded and language-free, so that a published plan keeps its report as it was; the
sentences are made by `move_words` for each reader.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from fairs.models import AllocationPlan, Application
from fairs.queries.breaches import Breach
from fairs.queries.checks import check_place
from fairs.queries.instances import FairInput, places_of_plan
from fairs.queries.occupancy import Occupancy
from fairs.rules.states import ANNOUNCED_PLANS, AssignmentSource
from fairs.solver import again
from fairs.solver.blocks import Board, board
from fairs.solver.model import MoveKind as SolverKind

Places = Mapping[str, tuple[str, ...]]


class MoveKind(StrEnum):
    MOVED = "MOVED"
    JOINED = "JOINED"
    DROPPED = "DROPPED"
    LEFT = "LEFT"


class Because(StrEnum):
    """Why a place changed; RULE carries the broken rule of `breaches` in `detail`."""

    RULE = "RULE"
    LOCKED = "LOCKED"
    BY_HAND = "BY_HAND"
    OWN_WISH = "OWN_WISH"
    OWN_GAIN = "OWN_GAIN"
    MAKES_ROOM = "MAKES_ROOM"
    CHAIN_GAIN = "CHAIN_GAIN"
    NO_GAIN = "NO_GAIN"
    FREED_BY = "FREED_BY"
    NEW = "NEW"
    WAS_WAITING = "WAS_WAITING"
    NOT_PLACED = "NOT_PLACED"
    WITHDREW = "WITHDREW"
    NOT_ACCEPTED = "NOT_ACCEPTED"


@dataclass(frozen=True)
class Reason:
    code: str
    applications: tuple[str, ...] = ()
    booths: tuple[str, ...] = ()
    points: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class Move:
    """One changed place. `own` and `gain` are centipoints, as the solver counts them for who
    moved: for the applicant itself, and for the whole plan against undoing this move and those
    of the applicants in `together` (None where that is not possible)."""

    kind: str
    application: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    own: int | None = None
    gain: int | None = None
    together: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Move":
        reasons = tuple(
            Reason(**{**r, "applications": tuple(r["applications"]), "booths": tuple(r["booths"])})
            for r in row["reasons"]
        )
        names = ("before", "after", "together")
        return cls(**{**row, **{n: tuple(row[n]) for n in names}, "reasons": reasons})


def base_of(plan: AllocationPlan) -> AllocationPlan | None:
    """The published plan a plan is compared with: the one that holds, or the one it replaced."""
    earlier = AllocationPlan.objects.filter(fair=plan.fair_id, state__in=ANNOUNCED_PLANS).exclude(
        pk=plan.pk
    )
    if plan.published_at is not None:
        earlier = earlier.filter(published_at__lt=plan.published_at)
    return earlier.order_by("-published_at").first()


def told_places(plan: AllocationPlan) -> dict[str, tuple[str, ...]]:
    """Places as a published plan announced them, those of applicants gone since included."""
    if plan.announced_places:
        return {code: tuple(booths) for code, booths in plan.announced_places.items()}
    return places_of_plan(plan)


def moves_of(plan: AllocationPlan, data: FairInput) -> list[Move]:
    """Every changed place of a plan against the published one, moved first; kept as published."""
    if plan.state in ANNOUNCED_PLANS:
        return [Move.from_dict(row) for row in plan.report]
    return compute_moves(plan, data)


def compute_moves(plan: AllocationPlan, data: FairInput) -> list[Move]:
    """The changed places of a plan as it is now; empty before anything was published."""
    base = base_of(plan)
    if base is None:
        return []
    before = told_places(base)
    after = {c: b for c, b in places_of_plan(plan).items() if c in data.applications}
    return _Comparison(plan, data, before, after).rows()


class _Comparison:
    """Two sets of places on one fair, with what each change is worth."""

    def __init__(
        self, plan: AllocationPlan, data: FairInput, before: Places, after: Places
    ) -> None:
        self.data, self.before, self.after = data, before, after
        known = {k: v for k, v in before.items() if k in data.applications}
        self.hall: Board = board(replace(data.instance, announced=known))
        blocks = {c: self.hall.block_of(b) for c, b in after.items() if c in self.hall.applications}
        sound = {c: block for c, block in blocks.items() if block is not None}
        self.worth = {move.application: move for move in again.moves(self.hall, sound)}
        self.manual: dict[str, str] = dict(
            plan.assignments.filter(source=AssignmentSource.MANUAL).values_list(
                "application__code", "note"
            )
        )
        self.changed = {
            code for code in before.keys() | after.keys()
            if set(before.get(code, ())) != set(after.get(code, ()))
        }  # fmt: skip
        self.states = dict(
            Application.objects.filter(
                fair=data.fair, code__in=before.keys() - data.applications.keys()
            ).values_list("code", "state")
        )
        self.waiting_then = self._waiting_then(plan)

    def rows(self) -> list[Move]:
        order = {kind: place for place, kind in enumerate(MoveKind)}
        made = [self._row(code) for code in sorted(self.changed)]
        return sorted(made, key=lambda move: (order[MoveKind(move.kind)], -(move.gain or 0)))

    def _row(self, code: str) -> Move:
        old, new = self.before.get(code, ()), self.after.get(code, ())
        if old and not new:
            gone = code not in self.data.applications
            kind = MoveKind.LEFT if gone else MoveKind.DROPPED
            return Move(kind, code, old, reasons=tuple(self._why_without(code, old)))
        if not old:
            return Move(MoveKind.JOINED, code, old, new, reasons=tuple(self._why_joined(code)))
        own, gain, together = self._worth(code)
        why = self._why_moved(code, own, gain, together)
        return Move(MoveKind.MOVED, code, old, new, own, gain, together, tuple(why))

    def _why_without(self, code: str, old: tuple[str, ...]) -> list[Reason]:
        if code not in self.data.applications:
            withdrew = self.states.get(code) == "WITHDRAWN"
            return [Reason(Because.WITHDREW if withdrew else Because.NOT_ACCEPTED)]
        return self._broken(code, old) or [Reason(Because.NOT_PLACED)]

    def _why_joined(self, code: str) -> list[Reason]:
        waited = code in self.waiting_then
        found = [Reason(Because.WAS_WAITING if waited else Because.NEW)]
        new = set(self.after[code])
        freed = [c for c in self.before if c != code and set(self.before[c]) & new]
        if freed:
            found.append(Reason(Because.FREED_BY, tuple(sorted(freed))))
        return found

    def _why_moved(
        self, code: str, own: int | None, gain: int | None, together: tuple[str, ...]
    ) -> list[Reason]:
        found = self._broken(code, self.before[code])
        applicant = self.hall.applications[code]
        if applicant.lock and not set(applicant.lock) <= set(self.before[code]):
            found.append(Reason(Because.LOCKED, booths=applicant.lock))
        if code in self.manual:
            found.append(Reason(Because.BY_HAND, detail=self.manual[code]))
        rank = self._rank(code, self.after[code])
        if rank and (not (then := self._rank(code, self.before[code])) or rank < then):
            found.append(Reason(Because.OWN_WISH, points=rank, booths=self.after[code]))
        if own is not None and own > 0:
            found.append(Reason(Because.OWN_GAIN, points=own))
        taken = self._takers(self.before[code]) - {code}
        if taken:
            found.append(Reason(Because.MAKES_ROOM, tuple(sorted(taken)), self.before[code]))
        if gain is not None:
            kind = Because.CHAIN_GAIN if gain > 0 else Because.NO_GAIN
            found.append(Reason(kind, together, points=gain))
        return found

    def _broken(self, code: str, booths: tuple[str, ...]) -> list[Reason]:
        """Rules of today that forbid the announced place, whoever stands around it now."""
        check = check_place(Occupancy(self.data), code, booths)
        return [self._rule(breach) for breach in check.hard]

    def _rule(self, breach: Breach) -> Reason:
        booth = self.data.booths.get(breach.booth)
        detail = booth.blocked_reason if booth and breach.rule == "BLOCKED" else ""
        named = (breach.booth,) if breach.booth else ()
        return Reason(f"{Because.RULE}:{breach.rule}", breach.applications, named, detail=detail)

    def _rank(self, code: str, booths: tuple[str, ...]) -> int | None:
        wished = self.hall.applications[code].pref_booths
        return next((i for i, booth in enumerate(wished, 1) if booth in booths), None)

    def _worth(self, code: str) -> tuple[int | None, int | None, tuple[str, ...]]:
        """Points for itself, points for the plan, and who is undone with it; None if unsound."""
        move = self.worth.get(code)
        if move is None or set(move.after) != set(self.after[code]):  # no block any more
            return None, None, ()
        sound = move.kind != SolverKind.GONE
        return move.own if sound else None, move.gain, move.along

    def _takers(self, booths: Iterable[str]) -> set[str]:
        wanted = set(booths)
        return {code for code in self.changed if wanted & set(self.after.get(code, ()))}

    def _waiting_then(self, plan: AllocationPlan) -> set[str]:
        """Applicants accepted when the earlier plan was published, and left without a place."""
        base = base_of(plan)
        if base is None or base.published_at is None:
            return set()
        return {
            code
            for code, a in self.data.applications.items()
            if a.announced_at and a.announced_at <= base.published_at and code not in self.before
        }


def names_in(fair_pk: int, moves: Iterable[Move]) -> dict[str, str]:
    """Producers' names by application code, for every applicant the moves mention."""
    codes = {
        code
        for move in moves
        for code in (
            move.application,
            *move.together,
            *(c for reason in move.reasons for c in reason.applications),
        )
    }
    rows = Application.objects.filter(fair=fair_pk, code__in=codes)
    return dict(rows.values_list("code", "producer__name"))
