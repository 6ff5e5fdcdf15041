"""What must not matter to a plan, and what can only help it."""

import copy

import pytest

from bench.instances import Shape, instance
from fairs.solver import InstanceError, parse_instance, solve
from fairs.solver.output import result_to_dict
from tests.fairs.solver.oracle import Oracle
from tests.fairs.solver.samples import application, booth, hall, random_hall

WORK = 300


def optimum(data):
    """The proven best objective; these halls are small enough to be decided."""
    result = solve(parse_instance(data), work_limit=WORK)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert result.bound == result.objective
    return result.objective


def renamed(data):
    """Other names for everything; those that came first in the alphabet come last."""
    people = {a["id"]: f"z{9999 - n}" for n, a in enumerate(data["applications"])}
    places = {b["id"]: f"y{9999 - n}" for n, b in enumerate(data["booths"])}
    other = copy.deepcopy(data)
    for a in other["applications"]:
        a["id"] = people[a["id"]]
        a["pref_booths"] = [places[b] for b in a["pref_booths"]]
        a["lock"] = a["lock"] and [places[b] for b in a["lock"]]
        a["cluster"] = a["cluster"] and f"other {a['cluster']}"
        a["product_type"] = f"other {a['product_type']}"
    for b in other["booths"]:
        b["id"] = places[b["id"]]
    other["separate"] = [[people[x] for x in pair] for pair in data["separate"]]
    other["announced"] = {
        people[key]: [places[b] for b in booths] for key, booths in data["announced"].items()
    }
    return other


def mirrored(data):
    """The hall seen in a mirror, listed from its other end."""
    other = copy.deepcopy(data)
    for b in other["booths"]:
        b["x"] = -b["x"] - b["w"]
    other["booths"].reverse()
    other["applications"].reverse()
    return other


def turned(data):
    """The hall turned by a quarter: rows run along the other axis."""
    other = copy.deepcopy(data)
    for b in other["booths"]:
        b["x"], b["y"], b["w"], b["h"] = b["y"], b["x"], b["h"], b["w"]
    return other


@pytest.mark.parametrize("change", [renamed, mirrored, turned])
@pytest.mark.parametrize("seed", [3, 4])
def test_names_and_directions_do_not_matter(change, seed):
    data = instance(24, seed=seed)
    assert optimum(change(data)) == optimum(data)


@pytest.mark.parametrize("seed", range(6))
def test_one_booth_more_never_lowers_the_optimum(seed):
    data = random_hall(seed + 100, booths=6, applicants=6)
    for one in data["applications"]:
        one["lock"] = None
    more = copy.deepcopy(data)
    more["booths"].append(booth("extra", 500.0, row="Z9", zone=data["booths"][0]["zone"]))
    assert optimum(more) >= optimum(data)


def test_a_booth_more_in_a_larger_hall_costs_no_more_than_the_gap():
    data = instance(30, seed=6)
    more = copy.deepcopy(data)
    more["booths"].append(booth("extra", 900.0, row="Z9"))
    before, after = (solve(parse_instance(d), work_limit=WORK) for d in (data, more))
    assert after.bound >= before.objective
    assert after.objective >= before.objective - (after.bound - after.objective)


def test_an_applicant_more_who_fits_nowhere_changes_nothing():
    data = instance(24, seed=5)
    more = copy.deepcopy(data)
    late = application("late", allowed_types=["a type this hall does not have"])
    more["applications"].append(late | {"submitted": 10**6, "priority": 0})
    assert optimum(more) == optimum(data)


@pytest.mark.parametrize("factor", [2, 100])
def test_all_points_multiplied_multiply_the_optimum(factor):
    """The shares of stars and merit are rounded, so only what is not rounded is counted."""
    data = instance(16, seed=2)
    for one in data["applications"]:
        one["stars"] = 3
    plain = data["weights"] | {"quality": 0, "fairness": 0}
    scaled = {
        key: [factor * points for points in value] if isinstance(value, list) else value
        for key, value in plain.items()
    }
    for key, value in plain.items():
        if isinstance(value, int):
            scaled[key] = factor * value
    assert optimum(data | {"weights": scaled}) == factor * optimum(data | {"weights": plain})


def test_the_largest_points_allowed_are_summed_exactly():
    """Sixty applicants of two million points each, and every pair worth ten million."""
    booths = [booth(f"B{n}", 3.0 * n, quality=100) for n in range(60)]
    people = [application(f"a{n:02}", cluster="V", submitted=n) for n in range(60)]
    data = hall(booths, people)
    data["weights"] = data["weights"] | {"place_base": 2 * 10**8, "cluster_pair": 10**9}
    result = solve(parse_instance(data), work_limit=20)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert len(result.assignment) == 60
    assert result.objective > 60 * 2 * 10**8


def test_more_points_than_can_be_summed_are_refused():
    data = hall([booth("B0", 0.0)], [application("a", priority=10)])
    data["weights"] = data["weights"] | {"place_priority": 10**9}
    with pytest.raises(InstanceError, match="points"):
        solve(parse_instance(data), work_limit=1)


@pytest.mark.parametrize(
    ("booths", "shape", "work"),
    [(60, Shape(), 120), (60, Shape(run=12, demand=0.9), 120), (600, Shape(), 900)],
)
def test_same_seed_and_work_give_the_same_plan_on_one_core_and_on_two(booths, shape, work):
    given = parse_instance(instance(booths, seed=3, shape=shape))
    plans = [
        result_to_dict(solve(given, seed=5, work_limit=work, workers=workers))
        for workers in (1, 2, 2)
    ]
    assert plans[0] == plans[1] == plans[2]
