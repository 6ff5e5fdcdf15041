"""The program along the chains against brute force, compiled or not."""

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
from tests.fairs.solver.samples import random_hall


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
    found = fillings_of(program, np.arange(program.count), out.picked)
    assert found.sound.all()
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
def test_the_compiled_program_agrees_with_the_plain_one(priced, monkeypatch):
    columns, duals = priced
    kernel.compile_loops()
    compiled = ChainProgram(columns).run(duals.apps, duals.clusters)
    for loop, (home, parts, _) in kernel.LOOPS.items():
        if loop != "anneal":
            for name in parts:
                monkeypatch.setattr(home, name, getattr(home, name).py_func)
    plain = ChainProgram(columns).run(duals.apps, duals.clusters)
    assert np.array_equal(compiled.gain, plain.gain)
    assert np.array_equal(compiled.best, plain.best)
    assert np.array_equal(compiled.picked, plain.picked)


def best_by_force(columns, duals):
    """The best of every filling of each chain: nobody twice, no rivals side by side."""
    people, tops = columns.people, np.zeros(len(columns.length))

    def go_on(chain, step, worth, placed, touching):
        if step == columns.length[chain]:
            tops[chain] = max(tops[chain], worth)
            return
        if columns.may_skip[step, chain]:
            go_on(chain, step + 1, worth, placed, False)
        for j in np.flatnonzero((columns.chain == chain) & (columns.start == step)):
            app, pair = columns.app[j], 0.0
            if app in placed:
                continue
            if touching:
                last = placed[-1]
                if last in people.rivals_of(app):
                    continue
                if people.cluster[app] == people.cluster[last] >= 0:
                    pair = people.cluster_pair - duals.clusters[people.cluster[app]]
                elif people.product[app] == people.product[last]:
                    pair = -people.competitor_pair
            own = columns.value[j] - duals.apps[app] + pair
            go_on(chain, columns.end[j], worth + own, (*placed, app), True)

    for chain in range(len(columns.length)):
        go_on(chain, 0, 0.0, (), False)
    return tops


def village_row(seed):
    """One chain of eight booths and members of one village, some of them rivals."""
    rng = np.random.default_rng(seed)
    data = random_hall(seed, booths=8, applicants=5)
    for place, booth in enumerate(data["booths"]):
        booth |= {"hall": "A", "row": "R", "x": 3.0 * place, "y": 0.0, "available": True}
        booth |= {"type": "standard", "zone": None, "modules": 1, "w": 3.0}
    for applicant in data["applications"]:
        applicant |= {"cluster": "V", "allowed_types": ["standard"], "needs": [], "lock": None}
        applicant["modules"] = int(rng.choice([1, 1, 1, 2]))
    ids = [a["id"] for a in data["applications"]]
    data["separate"] = [sorted(ids[:2])] if seed % 2 else []
    return data


@pytest.mark.parametrize("make", [random_hall, village_row])
@pytest.mark.parametrize("seed", range(30))
def test_the_program_finds_what_brute_force_finds(make, seed):
    data = make(seed, booths=6, applicants=5) if make is random_hall else make(seed)
    for applicant in data["applications"]:
        applicant["lock"] = None
    columns = columns_of(board(parse_instance(data)))
    rng = np.random.default_rng(seed)
    people = columns.people
    duals = Duals(
        rng.integers(0, 150_000, len(people.cluster)).astype(float),
        rng.integers(0, 6000, people.clusters).astype(float),
    )
    program = ChainProgram(columns)
    truth = best_by_force(columns, duals)
    out = program.run(duals.apps, duals.clusters)
    assert np.allclose(out.best, truth)
    for effort in (0, 1, 3, 10):
        assert (program.run(duals.apps, duals.clusters, effort).best >= truth - 1e-6).all()
