"""The hard rules applied to a finished assignment, before it is returned or explained."""

from __future__ import annotations

from collections.abc import Mapping

from fairs.solver.blocks import Block, Board
from fairs.solver.model import Application, InstanceError
from fairs.solver.scoring import side_pairs


def checked_blocks(board: Board, assignment: Mapping[str, tuple[str, ...]]) -> dict[str, Block]:
    """The assignment as blocks; raises InstanceError naming the first broken rule."""
    plan: dict[str, Block] = {}
    owner: dict[int, str] = {}
    for key, booths in assignment.items():
        application = board.applications.get(key)
        if application is None:
            raise InstanceError(f"plan.assignment.{key}", "is not an application of the instance")
        block = _checked_block(board, application, booths)
        for number in range(block.first, block.last + 1):
            if number in owner:
                raise InstanceError(
                    f"plan.assignment.{key}",
                    f"booth {board.order[number].id} is also given to {owner[number]}",
                )
            owner[number] = key
        plan[key] = block
    _check_together(board, plan)
    return plan


def _checked_block(board: Board, application: Application, booths: tuple[str, ...]) -> Block:
    path = f"plan.assignment.{application.id}"
    unknown = [booth for booth in booths if booth not in board.number]
    if unknown:
        raise InstanceError(path, f"booth {unknown[0]} is unknown")
    block = board.block_of(booths)
    if block is None:
        raise InstanceError(path, "booths do not form one available block of one zone and type")
    broken = board.suits(application, block)
    if broken is not None:
        raise InstanceError(path, f"block breaks the rule on {broken}")
    if not set(application.lock) <= set(block.booths):
        raise InstanceError(path, "block does not hold the locked booths")
    return block


def _check_together(board: Board, plan: Mapping[str, Block]) -> None:
    for application in board.instance.applications:
        if application.lock and application.id not in plan:
            raise InstanceError(f"plan.assignment.{application.id}", "is locked but not placed")
    for a, b in side_pairs(board, plan):
        if board.are_rivals(a, b):
            raise InstanceError(f"plan.assignment.{a}", f"stands beside its rival {b}")
