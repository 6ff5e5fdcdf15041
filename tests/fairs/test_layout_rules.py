"""The plan generator: inside the hall, no overlap, chains the solver accepts."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from common.errors import InvalidInput
from fairs.rules.layout import (
    Band,
    LayoutParameters,
    Side,
    Size,
    generate,
    needed,
    row_label,
    share_rows,
)
from fairs.solver import geometry
from fairs.solver.model import Booth

SIZES = st.builds(
    Size, st.just("standard"), st.sampled_from([200, 300, 450]), st.sampled_from([200, 300])
)


@st.composite
def parameters(draw):
    base = LayoutParameters(
        width=1,
        depth=1,
        rows=draw(st.integers(1, 9)),
        booths_per_row=draw(st.integers(1, 14)),
        aisle=draw(st.sampled_from([120, 250, 300, 417])),
        margin=draw(st.sampled_from([0, 150, 200])),
        back_to_back=draw(st.booleans()),
        cross_aisles=draw(st.integers(0, 3)),
        booth=draw(SIZES),
        row_end=draw(st.none() | st.just(Size("end", 600, 300))),
        power_every=draw(st.integers(0, 4)),
        water_every=draw(st.integers(0, 4)),
        entrance=draw(st.sampled_from(list(Side))),
    )
    assume(base.cross_aisles < base.booths_per_row)
    width, depth = needed(base)
    slack_x, slack_y = draw(st.integers(0, 900)), draw(st.integers(0, 900))
    return LayoutParameters(
        **{**vars(base), "width": max(100, width + slack_x), "depth": max(100, depth + slack_y)}
    )


def overlap(a, b) -> bool:
    return (
        a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.depth and b.y < a.y + a.depth
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parameters())
def test_booths_stay_inside_the_hall_and_never_overlap(p):
    placed = generate(p)
    assert len(placed) == p.rows * p.booths_per_row
    assert len({b.number for b in placed}) == len(placed)
    for i, booth in enumerate(placed):
        assert booth.x >= 0
        assert booth.y >= 0
        assert booth.x + booth.width <= p.width
        assert booth.y + booth.depth <= p.depth
        assert 0 <= booth.quality <= 100
        assert not any(overlap(booth, other) for other in placed[i + 1 :])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parameters())
def test_each_row_is_one_run_per_cross_aisle_in_the_eyes_of_the_solver(p):
    booths = [
        Booth(
            id=b.number,
            hall="h",
            row=b.row,
            x=b.x / 100,
            y=b.y / 100,
            w=b.width / 100,
            h=b.depth / 100,
            modules=b.modules,
            type=b.type,
            zone=None,
            quality=b.quality,
            available=True,
            flags=frozenset(),
        )
        for b in generate(p)
    ]
    chains = geometry.chains(booths)
    assert len(chains) == p.rows * (p.cross_aisles + 1)
    assert all(len({b.row for b in chain}) == 1 for chain in chains)


def plan(**changes) -> LayoutParameters:
    values = {"width": 6000, "depth": 4000, "rows": 4, "booths_per_row": 8}
    return LayoutParameters(**{**values, **changes})


def test_a_plan_too_wide_or_too_deep_names_the_parameter_and_the_figures():
    with pytest.raises(InvalidInput) as refused:
        generate(plan(booths_per_row=30, rows=20))
    assert set(refused.value.fields) == {"booths_per_row", "rows"}
    assert "94" in str(refused.value.fields["booths_per_row"][0])


def test_corner_and_main_aisle_and_entrance_raise_the_quality():
    booths = {b.number: b for b in generate(plan(cross_aisles=1, entrance=Side.BOTTOM))}
    assert booths["A01"].corner
    assert booths["A04"].corner  # beside the cross aisle
    assert not booths["A02"].corner
    assert booths["D04"].quality > booths["A04"].quality  # nearer to the entrance
    assert booths["D02"].quality > booths["C02"].quality  # faces the entrance side


def test_zones_are_bands_of_whole_rows_and_the_rest_has_none():
    booths = generate(plan(bands=(Band("1", 1), Band("4", 2))))
    zones = {b.row: b.zone for b in booths}
    assert zones == {"A": "1", "B": "4", "C": "4", "D": ""}


def test_power_and_water_come_in_columns():
    booths = generate(plan(power_every=2, water_every=0))
    assert {b.number[1:] for b in booths if b.power} == {"01", "03", "05", "07"}
    assert not any(b.water for b in booths)


def test_letters_continue_after_other_halls_and_after_z():
    assert generate(plan(first_row=5))[0].number == "F01"
    assert row_label(26) == "AA"
    assert row_label(51) == "AZ"


def test_zones_that_ask_for_too_many_rows_are_refused():
    with pytest.raises(InvalidInput) as refused:
        generate(plan(bands=(Band("1", 5),)))
    assert "zones" in refused.value.fields
    with pytest.raises(InvalidInput):
        share_rows(2, ["1", "2", "3"])


def test_rows_are_shared_evenly_among_zones():
    assert share_rows(7, ["1", "2", "4"]) == (Band("1", 3), Band("2", 2), Band("4", 2))
