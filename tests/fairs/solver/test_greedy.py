import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.instances import Shape, instance
from fairs.solver import parse_instance, solve
from fairs.solver.blocks import board
from fairs.solver.columns import columns_of
from fairs.solver.greedy import Floor, greedy, locked_blocks, seat_columns
from fairs.solver.output import instance_to_dict, result_to_dict
from fairs.solver.scoring import score, waitlist
from tests.fairs.solver.oracle import Oracle, left_out
from tests.fairs.solver.samples import application, booth, hall, sample


def plan_of(data):
    prepared = board(parse_instance(data))
    blocks = greedy(prepared, columns_of(prepared), locked_blocks(prepared))
    return {
        "assignment": {key: list(block.booths) for key, block in blocks.items()},
        "waitlist": waitlist(prepared, blocks),
        "objective": score(prepared, blocks).objective,
        "bound": 10**12,
    }


@settings(max_examples=25, deadline=None)
@given(booths=st.integers(2, 60), seed=st.integers(0, 10**6), run=st.integers(3, 12))
def test_greedy_keeps_every_rule(booths, seed, run):
    data = instance(booths, seed=seed, shape=Shape(run=run))
    assert Oracle(data).errors(plan_of(data)) == []


def test_greedy_serves_priority_before_submission():
    rivals = [
        application("late", priority=5, submitted=9, pref_booths=["B0"]),
        application("early", priority=1, submitted=0, pref_booths=["B0"]),
    ]
    plan = plan_of(hall([booth("B0", 0), booth("B1", 3)], rivals))
    assert plan["assignment"] == {"late": ["B0"], "early": ["B1"]}


def test_greedy_keeps_announced_places():
    ids = [application("strong", priority=9, pref_booths=["B0"]), application("there")]
    data = hall([booth("B0", 0), booth("B1", 3)], ids, announced={"there": ["B0"]})
    assert plan_of(data)["assignment"] == {"strong": ["B1"], "there": ["B0"]}


def test_greedy_leaves_a_booth_empty_between_rivals():
    ids = [application("a", pref_booths=["B0"]), application("b", priority=0)]
    booths = [booth("B0", 0), booth("B1", 3, quality=90), booth("B2", 6, quality=1)]
    plan = plan_of(hall(booths, ids, separate=[["b", "a"]]))
    assert plan["assignment"] == {"a": ["B0"], "b": ["B2"]}


def test_instance_survives_a_round_trip():
    data = sample("hall-50")
    assert instance_to_dict(parse_instance(data)) == data


@settings(max_examples=25, deadline=None)
@given(booths=st.integers(4, 60), seed=st.integers(0, 10**6), run=st.integers(3, 12))
def test_a_plan_seated_from_any_order_of_columns_keeps_every_rule(booths, seed, run):
    data = instance(booths, seed=seed, shape=Shape(run=run, locked=0.1))
    prepared = board(parse_instance(data))
    columns, floor = columns_of(prepared), Floor(prepared)
    for key, block in locked_blocks(prepared).items():
        floor.put(key, block)
    order = np.random.default_rng(seed).permutation(len(columns.app))
    seat_columns(floor, columns, order)
    plan = {
        "assignment": {key: list(block.booths) for key, block in floor.plan.items()},
        "waitlist": waitlist(prepared, floor.plan),
        "objective": score(prepared, floor.plan).objective,
        "bound": 10**12,
    }
    assert Oracle(data).errors(plan) == []
    assert left_out(data, plan["assignment"]) == []


def test_a_large_hall_stopped_soon_is_ahead_of_the_old_way():
    data = instance(700, seed=3)
    result = solve(parse_instance(data), work_limit=60)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert result.satisfaction > result.baseline.satisfaction
