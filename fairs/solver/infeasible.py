"""Locks that cannot all stand: found exactly, and reported as smallest conflicting sets.

Only locks (with the hard needs of the locked) can make an instance infeasible; everything else
has a plan with a waitlist. Each block holds its own locked booths and blocks never overlap, so
along a chain the blocks stand in the order of the locks: one dynamic program per chain decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from fairs.solver.blocks import Block, Board
from fairs.solver.model import Application, Conflict, ConflictKind, Infeasible

EXHAUSTIVE_WINDOW = 6

Options = Mapping[str, Sequence[tuple[int, Block]]]


def settle_locks(
    board: Board, value: Callable[[Application, Block], int]
) -> dict[str, Block] | Infeasible:
    """The blocks of all locked applicants with the highest total value, or the conflicts."""
    locked = [a for a in board.instance.applications if a.lock]
    alone = {a.id: _alone(board, a) for a in locked}
    conflicts = [conflict for conflict in alone.values() if conflict is not None]
    options: dict[str, list[tuple[int, Block]]] = {
        a.id: [(value(a, block), block) for block in board.candidates(a)]
        for a in locked
        if alone[a.id] is None
    }
    settled: dict[str, Block] = {}
    for ids in _by_chain(board, options):
        while (placed := _place(board, ids, options)) is None:
            smallest = _smallest(board, ids, options)
            conflicts.append(_named(board, smallest))
            ids.remove(max(smallest, key=lambda key: board.applications[key].right))
        settled |= placed
    return Infeasible(tuple(conflicts)) if conflicts else settled


def _by_chain(board: Board, options: Options) -> list[list[str]]:
    """Locked applicants chain by chain, each in the order of their first locked booth."""
    chains: dict[int, list[str]] = {}
    for key, blocks in options.items():
        chains.setdefault(blocks[0][1].chain, []).append(key)
    numbers = board.number

    def first_lock(key: str) -> int:
        return min(numbers[booth] for booth in board.applications[key].lock)

    return [sorted(ids, key=lambda k: (first_lock(k), k)) for _, ids in sorted(chains.items())]


def _place(board: Board, ids: Sequence[str], options: Options) -> dict[str, Block] | None:
    """The best joint choice for applicants given in the order of their locks, or None."""
    ways: list[tuple[int, list[Block]]] = [(0, [])]
    for previous, key in zip([None, *ids], ids, strict=False):
        grown = []
        for points, block in options[key]:
            fitting = [way for way in ways if _follows(board, previous, way[1], key, block)]
            if fitting:
                total, path = max(fitting, key=lambda way: way[0])
                grown.append((total + points, [*path, block]))
        ways = grown
    if not ways:
        return None
    return dict(zip(ids, max(ways, key=lambda way: way[0])[1], strict=True))


def _follows(board: Board, previous: str | None, path: list[Block], key: str, block: Block) -> bool:
    if previous is None:
        return True
    before = path[-1]
    touching = before.last + 1 == block.first
    return before.last < block.first and not (touching and board.are_rivals(previous, key))


def _smallest(board: Board, ids: Sequence[str], options: Options) -> list[str]:
    """A smallest infeasible subset of the shortest infeasible stretch of the chain."""
    window = min(_infeasible_windows(board, ids, options), key=len)
    if len(window) <= EXHAUSTIVE_WINDOW:
        for size in range(2, len(window) + 1):
            for subset in combinations(window, size):
                if _place(board, subset, options) is None:
                    return list(subset)
    core = list(window)
    for key in window:
        rest = [other for other in core if other != key]
        if _place(board, rest, options) is None:
            core = rest
    return core


def _infeasible_windows(board: Board, ids: Sequence[str], options: Options) -> list[list[str]]:
    windows = []
    for start in range(len(ids)):
        for end in range(start + 2, len(ids) + 1):
            window = list(ids[start:end])
            if _place(board, window, options) is None:
                windows.append(window)
                break
    return windows


def _alone(board: Board, application: Application) -> Conflict | None:
    """Why the lock of this applicant cannot be honoured even in an empty hall."""
    if board.candidates(application):
        return None
    lock = application.lock
    unknown = tuple(booth for booth in lock if booth not in board.number)
    if unknown:
        return Conflict(ConflictKind.LOCK_UNKNOWN_BOOTH, (application.id,), unknown)
    unavailable = tuple(b for b in lock if not board.order[board.number[b]].available)
    if unavailable:
        return Conflict(ConflictKind.LOCK_UNAVAILABLE_BOOTH, (application.id,), unavailable)
    around = [block for block in board.blocks if set(lock) <= set(block.booths)]
    if not around:
        return Conflict(ConflictKind.LOCK_NOT_CONTIGUOUS, (application.id,), lock)
    kind, needs = _broken_rule(board, application, around)
    return Conflict(kind, (application.id,), lock, needs)


def _broken_rule(
    board: Board, application: Application, around: list[Block]
) -> tuple[ConflictKind, tuple[str, ...]]:
    first = around[0]  # zone and type are those of the locked booths, the same for all of them
    if first.zone is not None and not board.zones[first.zone].accepts(application.group):
        return ConflictKind.LOCK_ZONE, ()
    if first.type not in application.allowed_types:
        return ConflictKind.LOCK_TYPE, ()
    sized = [block for block in around if block.modules == application.modules]
    if not sized:
        return ConflictKind.LOCK_SIZE, ()
    unmet = [tuple(n for n in application.needs if n not in block.flags) for block in sized]
    return ConflictKind.LOCK_NEED, min(unmet, key=len)


def _named(board: Board, ids: Sequence[str]) -> Conflict:
    by_right = tuple(sorted(ids, key=lambda key: board.applications[key].right))
    locks = [set(board.applications[key].lock) for key in ids]
    booths = tuple(sorted(set().union(*locks), key=lambda b: board.number[b]))
    shared = set.intersection(*locks)
    if len(ids) == 2 and shared:
        twice = tuple(booth for booth in booths if booth in shared)
        return Conflict(ConflictKind.BOOTH_LOCKED_TWICE, by_right, twice)
    if len(ids) == 2 and board.are_rivals(*ids):
        return Conflict(ConflictKind.RIVALS_SIDE_BY_SIDE, by_right, booths)
    return Conflict(ConflictKind.LOCKS_LEAVE_NO_ROOM, by_right, booths)
