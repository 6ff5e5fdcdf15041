"""Solve generated fairs and print gap, time, memory and the lead over the priority greedy.

    python bench/solver.py [--sizes 50 300 1000] [--seeds 1 2] [--seconds 20] [--checker PATH]
        [--relaxation] [--again] [--explain]

Each solve runs in its own process, so that its peak memory is its own. With --checker, the
format's independent checker.py judges every plan. Limits are the targets of the design.

--relaxation adds the gap which the linear assignment (everybody and every booth once, neighbours
counted at their best) would have proven for the same plan; it takes minutes from 1,000 booths on.
--again announces each plan, changes 5 % of the applications and solves once more, freely and
filling holes only. --explain times the explanations of all applicants.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.instances import instance, second_round
from fairs.solver import explain, parse_instance
from fairs.solver.blocks import board
from fairs.solver.columns import columns_of
from fairs.solver.highs import INFINITY, add_rows, quiet
from fairs.solver.io import read_stored_plan

# booths: (seconds, gap in percent, memory in MB, lead over the greedy in percent)
TARGETS = {
    12: (1, 0.0, 300, 0),
    50: (5, 1.0, 300, 30),
    300: (20, 1.2, 400, 35),
    1000: (30, 1.5, 600, 45),
    2000: (60, 1.8, 1000, 45),
    3000: (60, 1.8, 1000, 45),
}


def run(path: Path, seconds: float, seed: int, *more: str) -> tuple[dict[str, Any], float, float]:
    """The plan, the wall seconds and the peak memory in MB of one solve in its own process."""
    out = path.with_suffix(".plan.json")
    command = [sys.executable, "-m", "fairs.solver", "solve", str(path), "--out", str(out)]
    started = time.monotonic()
    process = subprocess.Popen(
        [*command, "--seconds", str(seconds), "--seed", str(seed), *more],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"solve failed with status {process.returncode}")
    wall = time.monotonic() - started
    return json.loads(out.read_text(encoding="utf-8")), wall, usage.ru_maxrss / 1024


def judge(checker: str | None, path: Path) -> str:
    if checker is None:
        return "unchecked"
    plan = path.with_suffix(".plan.json")
    verdict = subprocess.run(
        [sys.executable, checker, str(path), str(plan)], capture_output=True, check=False
    )
    return "ok" if verdict.returncode == 0 else "REFUSED"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=sorted(TARGETS))
    parser.add_argument("--seeds", type=int, nargs="*", default=[1])
    parser.add_argument("--seconds", type=float, help="instead of the target's seconds")
    parser.add_argument("--checker", help="path of the format's checker.py")
    for name in ("--relaxation", "--again", "--explain"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("--instance", type=Path, help="this file instead of generated ones")
    arguments = parser.parse_args()
    print("instance            gap %  (max)  wall s  (max)   MB   lead %  (min) placed   checker")
    with tempfile.TemporaryDirectory() as folder:
        if arguments.instance is not None:
            data = json.loads(arguments.instance.read_text(encoding="utf-8"))
            report(data, Path(folder), arguments, seed=1)
            return
        for size in arguments.sizes:
            for seed in arguments.seeds:
                report(instance(size, seed=seed), Path(folder), arguments, seed=seed)


def report(data: dict[str, Any], folder: Path, arguments: argparse.Namespace, seed: int) -> None:
    size = len(data["booths"])
    seconds, gap, _, lead = TARGETS[min(TARGETS, key=lambda n: abs(n - size))]
    path = folder / f"{data['name']}.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    plan, wall, peak = run(path, arguments.seconds or seconds, seed)
    base = plan["baseline"]
    ahead = 100 * (plan["satisfaction"] / max(1, base["satisfaction"]) - 1)
    print(
        f"{data['name']:<18} {100 * plan['gap']:7.3f} {gap:6.1f} {wall:7.1f} {seconds:6.0f}"
        f" {peak:5.0f} {ahead:7.1f} {lead:6} {len(plan['assignment'])} ({base['placed']})"
        f"  {judge(arguments.checker, path)}",
        flush=True,
    )
    print(f"    objective {plan['objective']}, bound {plan['bound']}", flush=True)
    if arguments.relaxation:
        beyond = relaxed_bound(data) - plan["objective"]
        print(f"    linear assignment: gap {100 * beyond / plan['satisfaction']:.1f} %", flush=True)
    if arguments.explain:
        print(f"    explained in {explained(data, path):.2f} s", flush=True)
    if arguments.again:
        solve_again(data, plan, path, arguments.seconds or seconds, seed)


def relaxed_bound(data: dict[str, Any]) -> float:
    """The linear assignment: every applicant and every booth at most once, fractions allowed.

    Whoever has a village is given half a pair for each of two sides, so that no plan is worth more.
    """
    columns = columns_of(board(parse_instance(data)))
    people, lengths = len(columns.people.modules), columns.length.astype(np.int64)
    base = np.concatenate([[0], np.cumsum(lengths)])[columns.chain] + people
    span = (columns.end - columns.start).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(span + 1)])
    within = np.arange(starts[-1]) - np.repeat(starts[:-1], span + 1)
    first = np.repeat(base + columns.start, span + 1)
    rows = np.where(within == 0, np.repeat(columns.app, span + 1), first + within - 1)
    clustered = columns.people.cluster[columns.app] >= 0
    worth = columns.value + np.where(clustered, columns.people.cluster_pair, 0)
    highs = quiet()
    add_rows(highs, np.ones(people + int(lengths.sum())))
    size = len(worth)
    none, full = np.zeros(size), np.full(size, INFINITY)
    index = rows.astype(np.int32)
    weight = np.ones(len(index))
    highs.addCols(size, worth, none, full, len(index), starts[:-1].astype(np.int32), index, weight)
    highs.run()
    return float(highs.getInfo().objective_function_value) + columns.constant


def explained(data: dict[str, Any], path: Path) -> float:
    """Seconds for the explanations of everybody."""
    assignment, prices = read_stored_plan(path.with_suffix(".plan.json"))
    prepared = parse_instance(data)
    started = time.monotonic()
    explain(prepared, assignment, prices=prices)
    return time.monotonic() - started


def solve_again(
    data: dict[str, Any], plan: dict[str, Any], path: Path, seconds: float, seed: int
) -> None:
    changed = second_round(data, plan["assignment"], seed=seed)
    before = {a["id"] for a in data["applications"]}
    after = {a["id"] for a in changed["applications"]}
    again = path.with_suffix(".again.json")
    again.write_text(json.dumps(changed), encoding="utf-8")
    free, _, _ = run(again, seconds, seed)
    held, _, _ = run(again, seconds, seed, "--fill-only")
    idle = sum(1 for move in free["moves"] if move["gain"] is not None and move["gain"] <= 0)
    print(
        f"    again: {len(before ^ after)} left or joined, {len(free['moves'])} moved"
        f" ({idle} for nothing), gap {100 * free['gap']:.3f} %;"
        f" filling holes only: {len(held['moves'])} moved",
        flush=True,
    )


if __name__ == "__main__":
    main()
