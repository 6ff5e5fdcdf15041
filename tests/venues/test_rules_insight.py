"""Forecast and anomaly rules: worked by hand, honest below their thresholds."""

from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venues.rules.anomalies import DayFigures, find, visits_score
from venues.rules.forecast import days_of_cover, demand_of, suggested, weekday_index

MONDAY = date(2026, 11, 2)
FLAT = dict.fromkeys(range(1, 8), 1.0)


def days(values):
    return [(MONDAY + timedelta(days=n), float(v)) for n, v in enumerate(values)]


def test_the_mean_of_the_first_month_is_the_plain_mean():
    values = [3, 0, 5, 2, 0, 0, 4, 1]
    found = demand_of(days(values), FLAT)
    assert found.mean == pytest.approx(sum(values) / len(values))
    spread = sum((v - found.mean) ** 2 for v in values) / len(values)
    assert found.variance == pytest.approx(spread)


def test_after_a_month_old_days_fade():
    quiet, busy = [0] * 60, [10] * 60
    mean = demand_of(days(quiet + busy), FLAT).mean
    assert pytest.approx(mean) == 10 * (1 - (29 / 30) ** 60)


def test_reorder_and_target_of_a_steady_line():
    found = demand_of(days([2] * 30), FLAT)
    assert found.reorder == pytest.approx(22)  # 2 a day for 11 days, no spread
    assert found.target == pytest.approx(36)
    assert suggested(found.target, Decimal(10), Decimal(6), Decimal(12)) == 24
    assert suggested(found.target, Decimal(30), Decimal(6), Decimal(12)) == 0


def test_spread_adds_to_the_reorder_level():
    found = demand_of(days([0, 4] * 20), FLAT)
    assert found.reorder == pytest.approx(found.mean * 11 + 1.28 * sqrt(found.variance) * sqrt(11))
    assert found.reorder > 11 * found.mean


@pytest.mark.parametrize(("n", "enough"), [(0, False), (13, False), (14, True)])
def test_below_fourteen_days_there_is_not_enough_data(n, enough):
    assert demand_of(days([1] * n), FLAT).enough is enough


def test_a_weekend_shop_is_not_mistaken_for_a_rising_one():
    week = [1, 1, 1, 1, 1, 5, 4]
    sales = days(week * 8)
    index = weekday_index(dict(sales))
    assert sum(index.values()) == pytest.approx(7)
    found = demand_of(sales, index)
    assert found.mean == pytest.approx(2)
    assert found.variance == pytest.approx(0, abs=1e-9)


def test_nothing_sold_gives_a_flat_index_and_no_cover():
    assert weekday_index(dict(days([0] * 14))) == FLAT
    assert days_of_cover(Decimal(5), 0.0) is None


@pytest.mark.parametrize(
    ("on_hand", "mean", "cover"), [("10", 2.0, 5), ("0", 2.0, 0), ("-4", 2.0, 0), ("5", 2.0, 2)]
)
def test_cover_is_whole_days_and_never_below_zero(on_hand, mean, cover):
    assert days_of_cover(Decimal(on_hand), mean) == cover


@given(
    st.floats(0, 1000).map(lambda x: round(x, 3)),
    st.decimals(-50, 1000, places=3),
    st.decimals(0, 500, places=3),
    st.sampled_from([Decimal(1), Decimal(6), Decimal("0.5")]),
)
def test_a_suggestion_fills_up_in_whole_packs_and_by_less_than_one_too_many(
    target, on_hand, coming, pack
):
    found = suggested(target, on_hand, coming, pack)
    assert found >= 0
    assert found % pack == 0
    lacking = Decimal(str(target)) - max(Decimal(0), on_hand) - coming
    assert found - max(Decimal(0), lacking) < pack
    assert found >= lacking


def figures(visits=40, before=(40,) * 8, sold=5, oversold=None, repeated=0):
    return DayFigures(visits, before, sold, oversold or {}, repeated)


def rules(day):
    return [finding.rule for finding in find(day)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (figures(), []),
        (figures(visits=400), ["VISITS"]),
        (figures(visits=44), []),
        (figures(visits=400, before=(40,) * 5), []),
        (figures(visits=None, before=()), []),
        (figures(visits=0, before=()), ["NO_VISITS"]),
        (figures(visits=0, before=(), sold=0), []),
        (figures(visits=3, before=()), ["CONVERSION"]),
        (figures(oversold={7: "-2"}), ["OVERSOLD"]),
        (figures(repeated=9), []),
        (figures(repeated=10), ["REPEATED"]),
    ],
)
def test_what_stands_out(day, expected):
    assert rules(day) == expected


def test_one_busy_day_among_the_twelve_does_not_hide_another():
    assert rules(figures(visits=400, before=(40, 400, *(40,) * 10))) == ["VISITS"]


def test_the_score_is_on_the_square_root_with_a_floor():
    z, usual = visits_score(49, [25] * 12)
    assert (z, usual) == (pytest.approx((7 - 5) / 0.8), pytest.approx(25))
