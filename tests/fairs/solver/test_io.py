import json

import pytest

from fairs.solver import FloorPlanError, InstanceError, parse_instance
from fairs.solver.__main__ import main
from fairs.solver.blocks import board
from tests.fairs.solver.samples import DATA, application, booth, hall, sample


def changed(path, value):
    data = sample("tiny-a")
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (["format"], "booth-assign/2", "instance.format"),
        (["booths"], None, "instance.booths"),
        (["booths", 0, "x"], "3", "instance.booths[0].x"),
        (["booths", 0, "x"], 1e300, "instance.booths[0].x"),
        (["booths", 1, "modules"], 0, "instance.booths[1].modules"),
        (["booths", 1, "modules"], True, "instance.booths[1].modules"),
        (["booths", 1, "id"], "B1", "instance.booths[1].id"),
        (["booths", 1, "zone"], "Z-NOWHERE", "instance.booths[1].zone"),
        (["booths", 1, "power"], "yes", "instance.booths[1].power"),
        (["applications", 2, "modules"], 5, "instance.applications[2].modules"),
        (["applications", 2, "stars"], 1, "instance.applications[2].stars"),
        (["applications", 2, "needs"], ["gas"], "instance.applications[2].needs[0]"),
        (["applications", 2, "priority"], 1.5, "instance.applications[2].priority"),
        (["weights", "drop"], 10**40, "instance.weights.drop"),
        (["weights", "star_pct"], {"x": 1}, "instance.weights.star_pct.x"),
        (["separate"], [["P"]], "instance.separate[0]"),
        (["announced"], [], "instance.announced"),
    ],
)
def test_malformed_input_names_the_field(path, value, field):
    with pytest.raises(InstanceError) as caught:
        parse_instance(changed(path, value))
    assert caught.value.field == field


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"seed": ' + b"9" * 10_000 + b"}",
    ],
)
def test_hostile_files_end_with_status_2(tmp_path, capsys, text):
    path = tmp_path / "instance.json"
    path.write_bytes(text)
    assert main(["solve", str(path), "--out", str(tmp_path / "plan.json")]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert not (tmp_path / "plan.json").exists()


def test_absent_file_ends_with_status_2(tmp_path):
    assert main(["solve", str(tmp_path / "none.json"), "--out", str(tmp_path / "p.json")]) == 2


def test_infeasible_ends_with_status_3_and_names_the_conflicts(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert main(["solve", str(DATA / "infeasible-locks.json"), "--out", str(out)]) == 3
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["infeasible"] is True
    assert ["L1", "L2"] in [conflict["applications"] for conflict in result["conflicts"]]
    assert "BOOTH_LOCKED_TWICE: L1, L2; booths R0" in capsys.readouterr().err


def test_solve_then_explain(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert main(["solve", str(DATA / "tiny-b.json"), "--out", str(out), "--seconds", "2"]) == 0
    capsys.readouterr()
    assert main(["explain", str(DATA / "tiny-b.json"), str(out), "--application", "a2"]) == 0
    (explanation,) = json.loads(capsys.readouterr().out)
    assert explanation["application"] == "a2"


def test_the_whole_plan_is_explained_by_terms_that_add_up(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert main(["solve", str(DATA / "tiny-b.json"), "--out", str(out), "--work", "300"]) == 0
    capsys.readouterr()
    assert main(["explain", str(DATA / "tiny-b.json"), str(out), "--whole"]) == 0
    told = json.loads(capsys.readouterr().out)
    plan = json.loads(out.read_text(encoding="utf-8"))
    assert sum(told["terms"].values()) == told["objective"] == plan["objective"]
    assert (told["bound"], told["gap"]) == (plan["bound"], 0.0)
    assert told["placed"] + told["waiting"] == len(sample("tiny-b")["applications"])


@pytest.mark.parametrize(
    "assignment",
    [
        {"nobody": ["A1"]},
        {"a1": ["A1"]},
        {"a1": ["A1", "A3"]},
        {"a1": ["A1", "nowhere"]},
        {"a1": ["A1", "A2"], "a2": ["A2"], "a6": ["C2"]},
        {"a1": ["A1", "A2"]},
        {"a1": 7},
    ],
)
def test_explaining_a_plan_that_breaks_a_rule_is_refused(tmp_path, assignment):
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"assignment": assignment}), encoding="utf-8")
    assert main(["explain", str(DATA / "tiny-b.json"), str(plan)]) == 2


def test_a_ring_of_booths_is_refused_by_name():
    corners = [(0, 0), (3, 0), (3, 3), (0, 3)]
    booths = [booth(f"B{n}", x, y=y) for n, (x, y) in enumerate(corners)]
    with pytest.raises(FloorPlanError, match="ring") as caught:
        board(parse_instance(hall(booths, [application("a")])))
    assert set(caught.value.booths) == {"B0", "B1", "B2", "B3"}


def test_three_side_neighbours_are_refused_by_name():
    booths = [booth(f"B{n}", 3.0 * n) for n in range(3)] + [booth("B3", 3, y=3.0)]
    with pytest.raises(FloorPlanError, match="B1 has 3 side neighbours"):
        board(parse_instance(hall(booths, [])))


def test_a_gap_of_more_than_five_centimetres_parts_booths():
    booths = [booth("B0", 0), booth("B1", 3.05), booth("B2", 6.11)]
    prepared = board(parse_instance(hall(booths, [])))
    assert [block.booths for block in prepared.blocks if len(block.booths) > 1] == [("B0", "B1")]


def test_warming_up_needs_no_files(capsys):
    assert main(["warm"]) == 0
    assert capsys.readouterr().out
