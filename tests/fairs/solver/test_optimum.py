"""The solver against brute force and against an independent validator."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairs.solver import Infeasible, parse_instance, solve
from fairs.solver.output import result_to_dict
from tests.fairs.solver.oracle import Oracle
from tests.fairs.solver.samples import application, booth, hall, random_hall, sample


@pytest.mark.parametrize("name", ["tiny-a", "tiny-b"])
def test_tiny_optimum_is_the_published_one(name):
    best = sample("tiny-optima")[name]["best"]
    assert Oracle(sample(name)).objective(sample("tiny-optima")[name]["solution"]) == best


def test_oracle_finds_the_published_optimum():
    assert Oracle(sample("tiny-a")).best() == sample("tiny-optima")["tiny-a"]["best"]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**6), booths=st.integers(1, 6), applicants=st.integers(0, 6))
def test_random_halls_against_brute_force(seed, booths, applicants):
    data = random_hall(seed, booths=booths, applicants=applicants)
    oracle = Oracle(data)
    best = oracle.best()
    result = solve(parse_instance(data), work_limit=50)
    assert isinstance(result, Infeasible) == (best is None)
    if isinstance(result, Infeasible):
        assert result.conflicts
        return
    assert oracle.errors(result_to_dict(result)) == []
    assert result.objective <= best <= result.bound


@pytest.mark.parametrize("name", ["tiny-a", "tiny-b"])
def test_tiny_samples_are_solved_to_proven_optimality(name):
    best = sample("tiny-optima")[name]["best"]
    result = solve(parse_instance(sample(name)), work_limit=300)
    assert (result.objective, result.bound, result.gap) == (best, best, 0.0)


def test_the_sample_hall_beats_the_greedy_and_proves_its_gap():
    data = sample("hall-50")
    result = solve(parse_instance(data), work_limit=1500)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert result.gap <= 0.01
    assert result.satisfaction > 1.2 * result.baseline.satisfaction


def test_who_fits_elsewhere_makes_room_for_who_does_not():
    """Food people wish for booths open to all, where craftsmen have their only place."""
    rows = [
        booth(f"{row}{n}", 3.0 * n, row=row, zone="Z-FOOD" if row in "AB" else None, quality=60 - n)
        for row in "ABCDE"
        for n in range(10)
    ]
    wished = [b["id"] for b in rows if b["row"] not in "AB"]
    food = [
        application(f"F{n}", pref_booths=wished[n : n + 3], cluster=f"V{n % 4}", submitted=n)
        for n in range(20)
    ]
    crafts = [
        application(f"C{n}", group="handicrafts", cluster=f"V{n % 4}", submitted=50 + n)
        for n in range(28)
    ]
    data = hall(rows, food + crafts)
    result = solve(parse_instance(data), work_limit=60)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert result.waitlist == ()
    assert result.baseline.placed < 40


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), booths=st.integers(2, 12), applicants=st.integers(1, 10))
def test_small_random_halls_are_optimal_or_say_by_how_much_not(seed, booths, applicants):
    data = random_hall(seed, booths=booths, applicants=applicants)
    result = solve(parse_instance(data), work_limit=200)
    if isinstance(result, Infeasible):
        return
    assert Oracle(data).errors(result_to_dict(result)) == []
    again = solve(parse_instance(data), work_limit=200)
    assert result_to_dict(again) == result_to_dict(result)


def test_progress_only_improves_and_cancelling_returns_the_plan_so_far():
    told = []
    instance = parse_instance(sample("hall-50"))
    result = solve(instance, work_limit=400, progress=lambda *known: told.append(known))
    assert [best for best, _, _ in told] == sorted(best for best, _, _ in told)
    assert [bound for _, bound, _ in told] == sorted((b for _, b, _ in told), reverse=True)
    assert told[-1][0] <= result.objective
    cancelled = solve(instance, seconds=60, cancelled=lambda: True)
    assert cancelled.objective >= cancelled.baseline.objective
