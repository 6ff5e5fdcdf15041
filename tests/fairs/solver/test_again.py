"""Solving again once places are announced: few moves, each for a reason, or none at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.instances import second_round
from fairs.solver import Infeasible, parse_instance, solve
from fairs.solver.model import MoveKind
from fairs.solver.output import result_to_dict
from tests.fairs.solver.oracle import Oracle
from tests.fairs.solver.samples import application, booth, hall, random_hall, sample


def row(count, **more):
    return [booth(f"B{n}", 3.0 * n, quality=90 - 10 * n, **more) for n in range(count)]


def lost(moves):
    return [(m.application, m.kind, m.after, m.gain) for m in moves]


@pytest.fixture(scope="module")
def changed():
    """The sample hall, announced, after one applicant left and another joined."""
    data = sample("hall-50")
    plan = solve(parse_instance(data), work_limit=1500)
    held = {key: list(booths) for key, booths in plan.assignment.items()}
    return second_round(data, held, seed=1)


def test_few_announced_places_move_and_each_says_what_it_gains(changed):
    result = solve(parse_instance(changed), work_limit=1500)
    assert Oracle(changed).errors(result_to_dict(result)) == []
    assert len(result.moves) <= 2 * 2
    assert all(move.gain > 0 for move in result.moves)


def test_filling_holes_only_moves_nobody(changed):
    result = solve(parse_instance(changed), work_limit=1500, fill_only=True)
    assert Oracle(changed).errors(result_to_dict(result)) == []
    assert result.moves == ()
    for key, booths in changed["announced"].items():
        assert set(result.assignment[key]) == set(booths)


def test_a_place_that_is_blocked_is_given_up_even_when_filling_holes_only():
    booths = row(3)
    booths[0]["available"] = False
    data = hall(booths, [application("a"), application("b")], announced={"a": ["B0"], "b": ["B1"]})
    result = solve(parse_instance(data), work_limit=100, fill_only=True)
    assert lost(result.moves) == [("a", MoveKind.GONE, ("B2",), None)]
    assert result.assignment["b"] == ("B1",)


def test_who_cannot_stay_beside_a_new_rival_moves_when_holes_are_filled():
    ids = [application("strong", priority=5), application("weak", priority=1)]
    announced = {"strong": ["B0"], "weak": ["B1"]}
    data = hall(row(4), ids, announced=announced, separate=[["strong", "weak"]])
    result = solve(parse_instance(data), work_limit=100, fill_only=True)
    assert result.assignment["strong"] == ("B0",)
    assert [move.application for move in result.moves] == ["weak"]


def test_a_move_states_what_the_plan_wins_by_it():
    """Both in one row of two: the small one makes room, so that the large one can be placed."""
    booths = [*row(2), booth("C", 99.0, quality=90)]
    ids = [application("small"), application("large", modules=2)]
    data = hall(booths, ids, announced={"small": ["B0"]})
    (move,) = solve(parse_instance(data), work_limit=100).moves
    oracle = Oracle(data)
    here = {"small": ["C"], "large": ["B0", "B1"]}
    assert move.gain == oracle.objective(here) - oracle.objective({"small": ["B0"]})
    assert (move.application, move.given_to) == ("small", ("large",))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), booths=st.integers(2, 8), applicants=st.integers(1, 7))
def test_no_move_is_for_nothing_and_holes_are_filled_around_the_announced(seed, booths, applicants):
    data = random_hall(seed, booths=booths, applicants=applicants)
    free = solve(parse_instance(data), work_limit=60)
    held = solve(parse_instance(data), work_limit=60, fill_only=True)
    if isinstance(free, Infeasible):
        assert isinstance(held, Infeasible)
        return
    for result in (free, held):
        assert Oracle(data).errors(result_to_dict(result)) == []
        assert all(move.gain is None or move.gain > 0 for move in result.moves)
    assert len(held.moves) <= len(free.moves) or held.objective <= free.bound
