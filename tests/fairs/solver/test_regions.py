"""Regions of a hall: where points are lost against the bound, and what renewing them brings."""

import numpy as np
import pytest

from bench.instances import Shape, instance
from fairs.solver import parse_instance
from fairs.solver.blocks import board
from fairs.solver.columns import columns_of
from fairs.solver.neighbourhood import standing
from fairs.solver.pricing import Pricer
from fairs.solver.regions import Archive, Losses
from fairs.solver.scoring import waitlist
from fairs.solver.search import Search
from tests.fairs.solver.oracle import Oracle

SHAPES = [Shape(), Shape(run=3, demand=1.6, locked=0.1)]


def never():
    return False


def searched(data, seed=1):
    """Prices, and a plan by regret that leaves much to renew."""
    hall = board(parse_instance(data))
    search = Search(hall, columns_of(hall), seed=seed)
    search.price(never)
    search.seat_by_regret()
    search.start_annealing()
    return search


@pytest.mark.parametrize("shape", SHAPES)
def test_what_chains_lose_and_what_is_not_used_make_up_the_gap(shape):
    search = searched(instance(70, seed=4, shape=shape))
    prices, pricer = search.proven, Pricer.of(search.columns)
    present = standing(pricer, search.plan)
    placed = np.unique(present.apps[present.apps >= 0])
    idle = pricer.present.copy()
    idle[placed] = 0.0
    pairs = np.bincount(present.pairs[present.pairs >= 0], minlength=len(pricer.room))
    unused = idle @ prices.apps + (pricer.room - pairs) @ prices.clusters
    lost = Losses.of(prices, search.reach).of_fillings(present)
    assert lost.min() > -1e-3
    assert lost.sum() + unused == pytest.approx(search.bound - search.objective, abs=1)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [3, 9])
def test_renewing_regions_gains_what_it_says_and_keeps_every_rule(shape, seed):
    data = instance(70, seed=seed, shape=shape)
    search = searched(data, seed=seed)
    first = known = search.objective
    for _ in range(4):
        gain = search.renew(never, seconds=None)
        assert gain >= 0
        assert search.objective == pytest.approx(known + gain, abs=0.5)
        assert search.objective == search.worth(search.plan)
        known = search.objective
    assert known > first
    plan = {key: list(block.booths) for key, block in search.blocks(search.plan).items()}
    claim = {"assignment": plan, "objective": round(known), "bound": round(search.bound)}
    waiting = waitlist(search.hall, search.blocks(search.plan))
    assert Oracle(data).errors(claim | {"waitlist": waiting}) == []


def test_only_fillings_of_the_people_at_hand_come_back():
    search = searched(instance(70, seed=4))
    pricer = Pricer.of(search.columns)
    archive = Archive(Losses.of(search.proven, search.reach), 1e9, 5)
    archive.add(standing(pricer, search.plan))
    everyone = np.ones(len(search.modules), dtype=bool)
    chains = np.arange(len(search.columns.length))
    full = archive.of(chains, everyone)
    assert sorted(full.chain.tolist()) == chains.tolist()
    one = int(search.columns.app[0])
    everyone[one] = False
    left = archive.of(chains[2:], everyone)
    assert set(left.chain.tolist()) <= set(chains[2:].tolist())
    assert not (left.apps == one).any()


def test_of_each_chain_the_best_fillings_are_remembered():
    search = searched(instance(70, seed=4))
    pricer = Pricer.of(search.columns)
    losses = Losses.of(search.proven, search.reach)
    archive, met = Archive(losses, 1e9, 1), []
    for _ in range(6):
        search.renew(never, seconds=None)
        met.append(standing(pricer, search.plan))
        archive.add(met[-1])
    chains = np.arange(len(search.columns.length))
    kept = archive.of(chains, np.ones(len(search.modules), dtype=bool))
    least = losses.of_fillings(kept)
    for fillings in met:
        for chain, lost in zip(fillings.chain, losses.of_fillings(fillings), strict=True):
            assert least[kept.chain == chain].min() <= lost + 1e-6
    assert len(kept.chain) <= 2 * len(chains)
