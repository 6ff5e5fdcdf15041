"""The numpy program, the compiled one and brute force agree."""

import numpy as np
import pytest

from bench.instances import instance
from fairs.solver import kernel, parse_instance
from fairs.solver.blocks import board
from fairs.solver.chains_dp import ChainProgram
from fairs.solver.columns import columns_of
from fairs.solver.duals import Duals
from fairs.solver.fillings import fillings_of, fillings_within
from fairs.solver.pricing import regrets


@pytest.fixture
def priced():
    columns = columns_of(board(parse_instance(instance(40, seed=3))))
    rng = np.random.default_rng(1)
    people = columns.people
    prices = rng.integers(0, 200_000, len(people.cluster)).astype(float)
    return columns, Duals(prices, rng.integers(0, 3000, people.clusters).astype(float))


def test_best_fillings_are_worth_what_the_program_says(priced):
    columns, duals = priced
    program = ChainProgram(columns)
    out = program.run(duals.apps, duals.clusters)
    rows, _ = program.best_columns(out)
    found = fillings_of(program, np.arange(program.count), rows)
    paid = np.where(found.apps >= 0, duals.apps[found.apps], 0).sum(axis=1)
    paid += np.where(found.pairs >= 0, duals.clusters[found.pairs], 0).sum(axis=1)
    assert np.allclose(found.worth - paid, out.best)


def test_listed_fillings_are_sound_distinct_and_within_the_slack(priced):
    columns, duals = priced
    program = ChainProgram(columns)
    out = program.run(duals.apps, duals.clusters)
    chain, rows, value = fillings_within(program, out, np.full(program.count, 800.0), 100_000)
    assert fillings_of(program, chain, rows).sound.all()
    assert (value >= out.best[chain] - 800 - 1e-3).all()
    assert len({(c, *row) for c, row in zip(chain, rows.tolist(), strict=True)}) == len(chain)


def test_some_column_of_each_chain_has_no_regret(priced):
    columns, duals = priced
    _, regret = regrets(columns, duals)
    assert regret.min() > -1e-3
    assert np.isfinite(regret).all()


@pytest.mark.skipif(not kernel.FAST, reason="numba is not installed")
def test_the_compiled_program_agrees_with_numpy(priced, monkeypatch):
    columns, duals = priced
    kernel.compile_loops()
    compiled = ChainProgram(columns).run(duals.apps, duals.clusters)
    monkeypatch.setattr(kernel, "compiled", lambda: False)
    plain = ChainProgram(columns).run(duals.apps, duals.clusters)
    assert np.allclose(compiled.best, plain.best)
