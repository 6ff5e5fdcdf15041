"""A plan as a whole: neighbours, wishes and who could rightly be envious."""

from fairs.solver import parse_instance, whole
from tests.fairs.solver.samples import application, booth, hall


def row(count):
    return [booth(f"B{n}", 3.0 * n) for n in range(count)]


def envy(people, assignment, **more):
    return whole(parse_instance(hall(row(3), people, **more)), assignment).fairness["envy"]


def test_who_waits_with_more_right_than_a_holder_of_a_fitting_place_is_envious():
    people = [application("strong", priority=9), application("weak", priority=1)]
    assert envy(people, {"weak": ("B1",)}) == 1
    assert envy(people, {"strong": ("B1",)}) == 0


def test_nobody_envies_a_locked_or_announced_place_or_one_that_does_not_fit():
    strong = application("strong", priority=9)
    locked = application("weak", priority=1, lock=["B1"])
    assert envy([strong, locked], {"weak": ("B1",)}) == 0
    weak = application("weak", priority=1)
    assert envy([strong, weak], {"weak": ("B1",)}, announced={"weak": ["B1"]}) == 0
    assert envy([strong | {"modules": 2}, weak], {"weak": ("B1",)}) == 0


def test_nobody_envies_a_place_beside_a_declared_rival():
    people = [
        application("strong", priority=9),
        application("weak", priority=1),
        application("rival", priority=9),
    ]
    plan = {"weak": ("B1",), "rival": ("B2",)}
    assert envy(people, plan) == 1
    assert envy(people, plan, separate=[["strong", "rival"]]) == 0


def test_a_whole_plan_counts_its_pairs_and_its_gap():
    people = [application(f"a{n}", cluster="V", submitted=n) for n in range(3)]
    instance = parse_instance(hall(row(3), people))
    plan = {"a0": ("B0",), "a1": ("B1",)}
    told = whole(instance, plan)
    assert (told.cluster_pairs, told.cluster_pairs_possible, told.waiting) == (1, 2, 1)
    assert told.gap is None
    above = whole(instance, plan, bound=told.objective + told.satisfaction)
    assert above.gap == 1.0
