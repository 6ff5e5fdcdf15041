"""A search stopped early hands over a plan that nobody can improve by just taking a booth."""

import pytest

from fairs.solver import parse_instance, solve
from tests.fairs.solver.oracle import left_out
from tests.fairs.solver.samples import sample


@pytest.mark.parametrize("work", [4, 7, 10, 13, 16, 40, 90])
def test_nobody_waits_beside_an_empty_booth(work):
    data = sample("hall-50")
    plan = solve(parse_instance(data), work_limit=work)
    assert left_out(data, plan.assignment) == []
