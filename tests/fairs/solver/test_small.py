"""Halls small enough to be decided: by branching, and by HiGHS alone where nothing is compiled."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from bench.instances import Shape, instance
from config.stack.folder import ROOT
from fairs.solver import kernel, parse_instance, solve
from fairs.solver.blocks import board
from fairs.solver.branching import Tree
from fairs.solver.columns import columns_of
from fairs.solver.compact import prove
from fairs.solver.output import result_to_dict
from fairs.solver.search import Search
from tests.fairs.solver.oracle import Oracle
from tests.fairs.solver.samples import DATA, random_hall

SHAPES = [Shape(), Shape(run=24, demand=0.8), Shape(run=3, demand=1.6, locked=0.15)]


def by_branching(data):
    hall = board(parse_instance(data))
    search = Search(hall, columns_of(hall), seed=1)
    search.price(lambda: False)
    tree = Tree(search.columns, value=-1e12, bound=search.bound, tick=lambda: None)
    tree.run(search.duals, None, lambda: False)
    return tree.value, tree.bound


def by_highs(data):
    columns = columns_of(board(parse_instance(data)))
    found = prove(columns, np.zeros(0, dtype=np.int64), stop=lambda: False)
    return found.value + columns.constant, found.bound + columns.constant


@pytest.mark.parametrize("seed", range(8))
def test_branching_highs_and_brute_force_agree(seed):
    data = random_hall(seed, booths=6, applicants=6)
    best = Oracle(data).best()
    if best is None:
        pytest.skip("the locks of this hall conflict")
    assert by_highs(data) == pytest.approx((best, best), abs=0.6)
    assert by_branching(data) == pytest.approx((best, best), abs=1)


@pytest.mark.parametrize("shape", SHAPES)
def test_halls_of_fifty_booths_are_within_a_hundredth_of_the_best(shape):
    data = instance(50, seed=7, shape=shape)
    result = solve(parse_instance(data), work_limit=2000)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert result.gap <= 0.01


def test_without_compiled_loops_a_hall_is_still_decided(monkeypatch):
    monkeypatch.setattr(kernel, "FAST", False)
    for home, _, _ in kernel.LOOPS.values():
        for name, function in list(vars(home).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(home, name, function.py_func)
    data = instance(24, seed=2)
    result = solve(parse_instance(data), work_limit=400)
    assert Oracle(data).errors(result_to_dict(result)) == []
    assert result.gap <= 0.01


@pytest.mark.parametrize("seed", ["0", "7"])
def test_a_plan_is_the_same_byte_for_byte_whatever_the_order_of_hashes(tmp_path, seed):
    plans = []
    for hashes in (seed, "123"):
        out = tmp_path / f"{hashes}.json"
        command = [sys.executable, "-m", "fairs.solver", "solve", str(DATA / "hall-50.json")]
        environment = os.environ | {"PYTHONHASHSEED": hashes}
        subprocess.run(
            [*command, "--out", str(out), "--work", "300", "--seed", "4"],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )
        plans.append(out.read_bytes())
    assert plans[0] == plans[1]
    assert json.loads(plans[0])["seconds"] is None
