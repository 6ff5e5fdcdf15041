import pytest

from fairs.solver import ConflictKind, Infeasible, parse_instance, solve
from tests.fairs.solver.samples import application, booth, hall, sample


def conflicts(data):
    result = solve(parse_instance(data), work_limit=1)
    assert isinstance(result, Infeasible)
    return [(c.kind, c.applications, c.booths) for c in result.conflicts]


def row(count, **more):
    return [booth(f"B{n}", 3.0 * n, **more) for n in range(count)]


def test_sample_names_each_smallest_conflict():
    assert conflicts(sample("infeasible-locks")) == [
        (ConflictKind.LOCK_NEED, ("L3",), ("R2",)),
        (ConflictKind.BOOTH_LOCKED_TWICE, ("L1", "L2"), ("R0",)),
        (ConflictKind.RIVALS_SIDE_BY_SIDE, ("L4", "L5"), ("R4", "R5")),
        (ConflictKind.LOCKS_LEAVE_NO_ROOM, ("L6", "L7", "L8"), ("R6", "R7", "R8")),
    ]


@pytest.mark.parametrize(
    ("kind", "lock", "modules", "booths"),
    [
        (ConflictKind.LOCK_UNKNOWN_BOOTH, ["nowhere"], 1, row(2)),
        (ConflictKind.LOCK_UNAVAILABLE_BOOTH, ["B0"], 1, row(2, available=False)),
        (ConflictKind.LOCK_NOT_CONTIGUOUS, ["B0", "B2"], 2, [booth("B0", 0), booth("B2", 9)]),
        (ConflictKind.LOCK_SIZE, ["B0"], 3, row(2)),
        (ConflictKind.LOCK_ZONE, ["B0"], 1, row(2, zone="Z-CRAFT")),
        (ConflictKind.LOCK_TYPE, ["B0"], 1, row(2, type="raw")),
    ],
)
def test_a_lock_impossible_on_its_own_is_named(kind, lock, modules, booths):
    data = hall(booths, [application("a", lock=lock, modules=modules)])
    assert conflicts(data) == [(kind, ("a",), tuple(lock))]


def test_many_tight_locks_stand_or_fall_together():
    ids = [application(f"a{n:02}", lock=[f"B{3 * n}"], modules=3) for n in range(30)]
    assert not isinstance(solve(parse_instance(hall(row(90), ids)), work_limit=1), Infeasible)
    ((kind, names, _),) = conflicts(hall(row(89), ids))
    assert kind == ConflictKind.LOCKS_LEAVE_NO_ROOM
    assert len(names) == 30


def test_unmet_needs_without_a_lock_only_wait():
    result = solve(parse_instance(hall(row(2), [application("a", needs=["water"])])), work_limit=1)
    assert result.waitlist == ("a",)
