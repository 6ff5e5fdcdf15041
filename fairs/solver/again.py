"""Solving again with announced places: who keeps them, and what each move is good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairs.solver.blocks import Block, Board
from fairs.solver.infeasible import settle_locks
from fairs.solver.model import Infeasible, Instance, Move, MoveKind
from fairs.solver.scoring import satisfaction, score

Plan = Mapping[str, Block]


def standing(board: Board) -> dict[str, Block]:
    """The announced places that are still allowed, each on its own."""
    found = {}
    for key, booths in board.instance.announced.items():
        application, block = board.applications.get(key), board.block_of(booths)
        if application is None or block is None or board.suits(application, block) is not None:
            continue
        if set(application.lock) <= set(block.booths):
            found[key] = block
    return found


def holding(board: Board) -> Instance:
    """The instance with every announced place locked that can stand beside the given locks.

    Of announced places that exclude one another, as after new rivals, who has most right keeps.
    """
    held = {key: block.booths for key, block in standing(board).items()}
    while True:
        instance = _locked(board.instance, held)
        settled = settle_locks(_seen(board, instance), lambda a, b: 0)
        if not isinstance(settled, Infeasible):
            return instance
        named = [[k for k in c.applications if k in held] for c in settled.conflicts]
        for keys in named:
            if keys:
                weakest = max(keys, key=lambda key: board.applications[key].right)
                held.pop(weakest, None)
        if not any(named):
            return board.instance


def _locked(instance: Instance, held: Mapping[str, tuple[str, ...]]) -> Instance:
    return replace(
        instance,
        applications=tuple(
            replace(a, lock=held[a.id]) if a.id in held else a for a in instance.applications
        ),
    )


def _seen(board: Board, instance: Instance) -> Board:
    """The board with other locks; nothing else differs."""
    people = {a.id: a for a in instance.applications}
    return replace(board, instance=instance, applications=people)


def moves(board: Board, plan: Plan) -> tuple[Move, ...]:
    """Every announced applicant who moved or was left out, in the order of the instance."""
    stands, together = standing(board), _together(board, plan)
    now = score(board, plan).objective
    gains: dict[frozenset[str], int | None] = {}
    found = []
    for application in board.instance.applications:
        before = board.instance.announced.get(application.id)
        own = plan.get(application.id)
        if before is None or (own is not None and set(own.booths) == set(before)):
            continue
        along = together[application.id]
        if along not in gains:
            undone = undo(board, plan, along)
            gains[along] = None if undone is None else now - score(board, undone).objective
        old = stands.get(application.id)
        points = [
            0 if block is None else satisfaction(application, block, board.instance.weights)
            for block in (own, old)
        ]
        found.append(
            Move(
                application=application.id,
                kind=_kind(own, old),
                before=before,
                after=() if own is None else own.booths,
                own=points[0] - points[1],
                gain=gains[along],
                along=tuple(sorted(along - {application.id})),
                given_to=_holders(board, plan, before),
            )
        )
    return tuple(found)


def _kind(own: Block | None, old: Block | None) -> MoveKind:
    if old is None:
        return MoveKind.GONE
    return MoveKind.LEFT_OUT if own is None else MoveKind.GAIN


def _holders(board: Board, plan: Plan, booths: tuple[str, ...]) -> tuple[str, ...]:
    wanted = set(booths)
    return tuple(sorted(key for key, block in plan.items() if wanted & set(block.booths)))


def _together(board: Board, plan: Plan) -> dict[str, frozenset[str]]:
    """Moved applicants by the group in which one stands where another was announced."""
    announced = board.instance.announced
    holder = {booth: key for key, block in plan.items() for booth in block.booths}
    moved = {
        key
        for key, booths in announced.items()
        if key in board.applications and not (key in plan and set(plan[key].booths) == set(booths))
    }
    groups: dict[str, set[str]] = {}
    for key in sorted(moved):
        group = groups.setdefault(key, {key})
        for other in {holder[booth] for booth in announced[key] if booth in holder} & moved:
            if other != key:
                merged = group | groups.get(other, {other})
                for member in merged:
                    groups[member] = merged
                group = merged
    return {key: frozenset(group) for key, group in groups.items()}


def undo(board: Board, plan: Plan, group: frozenset[str]) -> dict[str, Block] | None:
    """The plan with these back in their announced places, whoever is in the way left out.

    Those whose announced place is not allowed any more stay, or are left out if in the way. None
    if nobody can go back, or only at the cost of a lock or of somebody announced there as well.
    """
    stands = standing(board)
    back = {key: stands[key] for key in sorted(group) if key in stands}
    booths = [booth for block in back.values() for booth in block.booths]
    if not back or len(set(booths)) < len(booths):  # or two were announced to one booth
        return None
    rest = {key: block for key, block in plan.items() if key not in back}
    for block in back.values():
        for key in [k for k, other in rest.items() if other.overlaps(block)]:
            if board.applications[key].lock or key in stands:
                return None
            del rest[key]
    undone = rest | back
    at_end = {block.last: key for key, block in undone.items()}
    for key, block in undone.items():
        beside = at_end.get(block.first - 1)
        touching = beside is not None and undone[beside].chain == block.chain
        if touching and beside is not None and board.are_rivals(key, beside):
            return None
    return undone
