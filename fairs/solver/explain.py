"""Why each applicant stands where it stands: structured reasons, worded elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fairs.solver.blocks import Block, Board, board
from fairs.solver.check import checked_blocks
from fairs.solver.greedy import Floor
from fairs.solver.marginals import Marginal, max_marginals
from fairs.solver.model import Application, Instance, Prices
from fairs.solver.reasons import (
    Change,
    ChangeKind,
    Explanation,
    Reason,
    ReasonKind,
    Refusal,
    Term,
    TermKind,
)
from fairs.solver.scoring import pair_points, satisfaction, score, terms


def explain(
    instance: Instance,
    assignment: Mapping[str, tuple[str, ...]],
    *,
    application: str | None = None,
    limit: int = 20,
    prices: Prices | None = None,
) -> tuple[Explanation, ...]:
    """Explanations of all applicants (or one), in the order of the instance.

    `better` counts the blocks of the right size worth more to the applicant than its own, and
    `closed` those of them which a rule closes to it. The `limit` best of them, the open ones before
    the closed, and always those which hold a wished booth, are listed with the first reason that
    stood against them. With the `prices` of the plan, what the whole plan would lose at least is
    proven by them; without, no loss is claimed. Raises InstanceError if the assignment breaks a
    hard rule, KeyError if the application is unknown.
    """
    hall = board(instance)
    floor = Floor(hall)
    for key, block in checked_blocks(hall, assignment).items():
        floor.put(key, block)
    objective = score(hall, floor.plan).objective
    ids = [a.id for a in instance.applications]
    if application is not None:
        ids = [hall.applications[application].id]
    judge = _Judge(floor, objective, None if prices is None else max_marginals(hall, prices))
    return tuple(_explained(judge, hall.applications[key], limit) for key in ids)


@dataclass(frozen=True, slots=True)
class _Judge:
    floor: Floor
    objective: int
    marginal: Marginal | None

    @property
    def hall(self) -> Board:
        return self.floor.board

    def reason(self, application: Application, block: Block) -> Reason:
        return (
            self._rule(application, block)
            or self._lock(application, block)
            or self._announced(application, block)
            or self._more_right(application, block)
            or self._rivals(application, block)
            or self._whole_plan(application, block)
        )

    def _rule(self, application: Application, block: Block) -> Reason | None:
        broken = self.hall.suits(application, block)
        if broken is None:
            return None
        needs = tuple(need for need in application.needs if need not in block.flags)
        subject = {"zone": block.zone, "type": block.type}.get(broken)
        return Reason(
            ReasonKind(broken.upper()), subject=subject, needs=needs if broken == "need" else ()
        )

    def _lock(self, application: Application, block: Block) -> Reason | None:
        if not set(application.lock) <= set(block.booths):
            return Reason(ReasonKind.LOCK, (application.id,))
        others = self._holders(application, block)
        locked = [h for h in others if set(self.hall.applications[h].lock) & set(block.booths)]
        return Reason(ReasonKind.LOCK, tuple(locked)) if locked else None

    def _announced(self, application: Application, block: Block) -> Reason | None:
        announced, plan = self.hall.instance.announced, self.floor.plan
        kept = [
            holder
            for holder in self._holders(application, block)
            if set(announced.get(holder, ())) == set(plan[holder].booths)
        ]
        return Reason(ReasonKind.ANNOUNCED, tuple(kept)) if kept else None

    def _more_right(self, application: Application, block: Block) -> Reason | None:
        stronger = [
            holder
            for holder in self._holders(application, block)
            if self.hall.applications[holder].right < application.right
        ]
        return Reason(ReasonKind.MORE_RIGHT, tuple(stronger)) if stronger else None

    def _rivals(self, application: Application, block: Block) -> Reason | None:
        rivals = self.floor.rivals_beside(application.id, block)
        return Reason(ReasonKind.RIVALS, tuple(rivals)) if rivals else None

    def _whole_plan(self, application: Application, block: Block) -> Reason:
        loss = 0
        if self.marginal is not None:
            loss = max(0, self.objective - self.marginal(application.id, block))
        holders = self._holders(application, block)
        return Reason(ReasonKind.WHOLE_PLAN, holders, points=loss)

    def _holders(self, application: Application, block: Block) -> tuple[str, ...]:
        """Others who hold a booth of the block, from left to right."""
        held = (self.floor.holder[i] for i in range(block.first, block.last + 1))
        return tuple(dict.fromkeys(h for h in held if h is not None and h != application.id))


def _explained(judge: _Judge, application: Application, limit: int) -> Explanation:
    weights = judge.hall.instance.weights
    own = judge.floor.plan.get(application.id)
    points = 0 if own is None else satisfaction(application, own, weights)
    better = _better_blocks(judge, application, own, points)
    met = _terms(judge, application, own)
    return Explanation(
        application=application.id,
        booths=() if own is None else own.booths,
        points=sum(term.points for term in met),
        terms=met,
        refusals=_refusals(judge, application, better, limit),
        better=len(better),
        closed=sum(closed for closed, _gain, _block in better),
        change=_nearest_change(judge.floor, application) if own is None else None,
    )


def _better_blocks(
    judge: _Judge, application: Application, own: Block | None, points: int
) -> list[tuple[bool, int, Block]]:
    """Blocks of the right size worth more than the own one (all, if waitlisted).

    Each with whether a rule closes it to the applicant, and what it gains; the open ones come
    first, the best of them before the others.
    """
    weights = judge.hall.instance.weights
    found = []
    for block in judge.hall.blocks:
        if block.modules == application.modules and block is not own:
            gain = satisfaction(application, block, weights) - points
            if gain > 0 or own is None:
                found.append((judge.hall.suits(application, block) is not None, gain, block))
    return sorted(found, key=lambda better: (better[0], -better[1], better[2].index))


def _refusals(
    judge: _Judge, application: Application, better: list[tuple[bool, int, Block]], limit: int
) -> tuple[Refusal, ...]:
    wishes = set(application.pref_booths)
    listed = [
        Refusal(block.booths, gain, wished, judge.reason(application, block))
        for rank, (_closed, gain, block) in enumerate(better)
        if (wished := not wishes.isdisjoint(block.booths)) or rank < limit
    ]
    sized = {
        booth
        for block in judge.hall.blocks
        if block.modules == application.modules
        for booth in wishes.intersection(block.booths)
    }
    available = {booth.id for booth in judge.hall.order if booth.available}
    no_room = [
        Refusal(
            (booth,),
            0,
            True,
            Reason(ReasonKind.SIZE if booth in available else ReasonKind.UNAVAILABLE),
        )
        for booth in application.pref_booths
        if booth in judge.hall.number and booth not in sized
    ]
    return tuple(no_room + listed)


def _terms(judge: _Judge, application: Application, own: Block | None) -> tuple[Term, ...]:
    weights, announced = judge.hall.instance.weights, judge.hall.instance.announced
    if own is None:
        if application.id not in announced:
            return ()
        return (Term(TermKind.DROPPED, -weights.drop * application.modules),)
    met = [*_own_terms(judge, application, own), *_pair_terms(judge, application, own)]
    if application.id in announced and set(announced[application.id]) != set(own.booths):
        met.append(Term(TermKind.MOVED, -weights.move))
    return tuple(met)


def _own_terms(judge: _Judge, application: Application, own: Block) -> list[Term]:
    weights = judge.hall.instance.weights
    points = terms(application, own, weights)
    met = []
    if points.pref_booth:
        rank, booth = next(
            (i, b) for i, b in enumerate(application.pref_booths, 1) if b in own.booths
        )
        met.append(Term(TermKind.PREF_BOOTH, points.pref_booth, booth, rank))
    if points.pref_zone and own.zone is not None:
        rank = application.pref_zones.index(own.zone) + 1
        met.append(Term(TermKind.PREF_ZONE, points.pref_zone, own.zone, rank))
    if points.pref_type:
        rank = application.pref_types.index(own.type) + 1
        met.append(Term(TermKind.PREF_TYPE, points.pref_type, own.type, rank))
    wants = [flag for flag in application.wants if flag in own.flags]
    met += [Term(TermKind.WANT, weights.want, flag) for flag in wants]
    met.append(Term(TermKind.QUALITY, points.quality))
    if points.star_bonus:
        met.append(Term(TermKind.STAR_BONUS, points.star_bonus))
    return met


def _pair_terms(judge: _Judge, application: Application, own: Block) -> list[Term]:
    met = []
    for number in judge.hall.beside(own):
        neighbour = judge.floor.holder[number]
        if neighbour is not None:
            other = judge.hall.applications[neighbour]
            points = pair_points(application, other, judge.hall.instance.weights)
            kind = TermKind.CLUSTER_PAIR if points > 0 else TermKind.COMPETITOR_PAIR
            if points:
                met.append(Term(kind, points, neighbour))
    return met


def _nearest_change(floor: Floor, application: Application) -> Change:
    """The smallest concession that opens a block free in this very plan, if any is needed."""
    block = _free_block(floor, application)
    if block is not None:
        return Change(ChangeKind.FREE, block.booths)
    for modules in range(application.modules - 1, 0, -1):
        block = _free_block(floor, replace(application, modules=modules))
        if block is not None:
            return Change(ChangeKind.FEWER_MODULES, block.booths, modules=modules)
    for need in application.needs:
        rest = tuple(other for other in application.needs if other != need)
        block = _free_block(floor, replace(application, needs=rest))
        if block is not None:
            return Change(ChangeKind.WITHOUT_NEED, block.booths, need=need)
    types = tuple(dict.fromkeys(booth.type for booth in floor.board.order))
    block = _free_block(floor, replace(application, allowed_types=types))
    if block is not None:
        return Change(ChangeKind.OTHER_TYPE, block.booths, subject=block.type)
    for group in dict.fromkeys(g for z in floor.board.zones.values() for g in z.allowed_groups):
        block = _free_block(floor, replace(application, group=group))
        if block is not None:
            return Change(ChangeKind.OTHER_ZONE, block.booths, subject=block.zone)
    return Change(ChangeKind.NONE)


def _free_block(floor: Floor, application: Application) -> Block | None:
    weights = floor.board.instance.weights
    free = [b for b in floor.board.candidates(application) if floor.admits(application.id, b)]
    if not free:
        return None
    return max(free, key=lambda b: (satisfaction(application, b, weights), -b.index))
