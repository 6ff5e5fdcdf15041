"""A search stopped early hands over a plan that nobody can improve by just taking a booth."""

import pytest

from fairs.solver import parse_instance, solve
from tests.fairs.solver.oracle import Oracle
from tests.fairs.solver.samples import sample


def left_out(data, assignment):
    """(applicant, block) of who waits although the block is empty and no rival stands beside."""
    oracle = Oracle(data)
    used = {booth for block in assignment.values() for booth in block}
    rivals = {tuple(sorted(pair)) for pair in data["separate"]}
    return [
        (key, block)
        for key, app in oracle.apps.items()
        if key not in assignment
        for block in oracle.blocks(app)
        if not used & set(block) and not oracle.pairs(assignment | {key: block}) & rivals
    ]


@pytest.mark.parametrize("work", [4, 7, 10, 13, 16, 40, 90])
def test_nobody_waits_beside_an_empty_booth(work):
    data = sample("hall-50")
    plan = solve(parse_instance(data), work_limit=work)
    assert left_out(data, plan.assignment) == []
