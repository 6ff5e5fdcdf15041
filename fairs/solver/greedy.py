"""The baseline: booths by priority, as organisers assign them today.

1. Locked applicants are placed first, all together, so that every lock stands.
2. Announced applicants keep their announced block wherever it is still possible (suits them,
   free, no rival beside it), by order of right.
3. Everyone else, and announced applicants who could not stay, by order of right (priority
   descending, submission, id): the free block of the highest own satisfaction, first in the order
   of the hall on ties. Neighbours bring no points here; rivals are kept apart.
"""

from __future__ import annotations

import numpy as np

from fairs.solver.blocks import Block, Board
from fairs.solver.columns import Columns, Ints
from fairs.solver.infeasible import settle_locks
from fairs.solver.model import Application, Infeasible
from fairs.solver.scoring import satisfaction

CHUNK = 20_000  # columns looked at between two counts of what is free


class Floor:
    """Who holds which booth while a plan is being built."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.holder: list[str | None] = [None] * len(board.order)
        self.plan: dict[str, Block] = {}

    def put(self, key: str, block: Block) -> None:
        self.plan[key] = block
        for number in range(block.first, block.last + 1):
            self.holder[number] = key

    def take(self, key: str) -> Block:
        block = self.plan.pop(key)
        for number in range(block.first, block.last + 1):
            self.holder[number] = None
        return block

    def is_free(self, block: Block) -> bool:
        return all(self.holder[i] is None for i in range(block.first, block.last + 1))

    def rivals_beside(self, key: str, block: Block) -> list[str]:
        rivals = self.board.rivals.get(key)
        if not rivals:
            return []
        beside = (self.holder[number] for number in self.board.beside(block))
        return [holder for holder in beside if holder is not None and holder in rivals]

    def admits(self, key: str, block: Block) -> bool:
        return self.is_free(block) and not self.rivals_beside(key, block)


def locked_blocks(board: Board) -> dict[str, Block] | Infeasible:
    """The blocks of the locked applicants that please them most together, or the conflicts."""
    weights = board.instance.weights
    return settle_locks(board, lambda a, b: satisfaction(a, b, weights))


def by_right(board: Board) -> list[int]:
    """Numbers of the applications, who has most right first."""
    applications = board.instance.applications
    return sorted(range(len(applications)), key=lambda i: applications[i].right)


def greedy(board: Board, columns: Columns, settled: dict[str, Block]) -> dict[str, Block]:
    """The plan of today's practice, around the settled locks."""
    floor = Floor(board)
    for key, block in settled.items():
        floor.put(key, block)
    applications, order = board.instance.applications, by_right(board)
    for number in order:
        if applications[number].id not in settled:
            _keep_announced(floor, applications[number])
    seat_the_rest(floor, columns, order)
    return floor.plan


def seat_the_rest(floor: Floor, columns: Columns, order: list[int]) -> None:
    """Give everybody without a place, in this order, the free block of most satisfaction."""
    board, applications = floor.board, floor.board.instance.applications
    by_worth = np.lexsort((columns.block, -columns.value, columns.app))
    starts = np.searchsorted(columns.app[by_worth], np.arange(len(applications) + 1))
    ranked = columns.block[by_worth]
    first = np.array([block.first for block in board.blocks], dtype=np.int64)
    last = np.array([block.last for block in board.blocks], dtype=np.int64)
    empty = np.array([floor.is_free(block) for block in board.blocks], dtype=bool)
    for number in order:
        key = applications[number].id
        if key in floor.plan:
            continue
        choices = ranked[starts[number] : starts[number + 1]]
        for index in choices[empty[choices]]:
            block = board.blocks[index]
            if not floor.rivals_beside(key, block):
                floor.put(key, block)
                near = slice(*np.searchsorted(first, [block.first - 4, block.last + 1]))
                empty[near] &= last[near] < block.first
                break


def seat_columns(floor: Floor, columns: Columns, order: Ints) -> None:
    """Go through the columns in this order and seat whoever still waits where the block is free."""
    board, applications = floor.board, floor.board.instance.applications
    first = np.array([block.first for block in board.blocks], dtype=np.int64)
    last = np.array([block.last for block in board.blocks], dtype=np.int64)
    free = np.array([holder is None for holder in floor.holder], dtype=bool)
    waits = np.array([a.id not in floor.plan for a in applications], dtype=bool)
    for low in range(0, len(order), CHUNK):
        part = order[low : low + CHUNK]
        block, taken = columns.block[part], np.append(0, np.cumsum(~free))
        possible = waits[columns.app[part]] & (taken[first[block]] == taken[last[block] + 1])
        for column in part[possible].tolist():
            number, place = int(columns.app[column]), board.blocks[columns.block[column]]
            key = applications[number].id
            if waits[number] and floor.admits(key, place):
                floor.put(key, place)
                waits[number] = False
                free[place.first : place.last + 1] = False


def _keep_announced(floor: Floor, application: Application) -> None:
    block = floor.board.block_of(floor.board.instance.announced.get(application.id, ()))
    if block is None or floor.board.suits(application, block) is not None:
        return
    if floor.admits(application.id, block):
        floor.put(application.id, block)
