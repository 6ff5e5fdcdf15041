"""Solve generated fairs and print gap, time, memory and the lead over the priority greedy.

    python bench/solver.py [--sizes 50 300 1000] [--seeds 1 2] [--seconds 20] [--checker PATH]

Each solve runs in its own process, so that its peak memory is its own. With --checker, the
format's independent checker.py judges every plan. Limits are the targets of the design.
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.instances import instance

# booths: (seconds, gap in percent, memory in MB, lead over the greedy in percent)
TARGETS = {
    12: (1, 0.0, 300, 0),
    50: (5, 1.0, 300, 30),
    300: (20, 1.2, 400, 35),
    1000: (30, 1.5, 600, 45),
    2000: (60, 1.8, 1000, 45),
    3000: (60, 1.8, 1000, 45),
}


def run(path: Path, seconds: float, seed: int) -> tuple[dict[str, Any], float, float]:
    """The plan, the wall seconds and the peak memory in MB of one solve in its own process."""
    out = path.with_suffix(".plan.json")
    command = [sys.executable, "-m", "fairs.solver", "solve", str(path), "--out", str(out)]
    started = time.monotonic()
    process = subprocess.Popen(
        [*command, "--seconds", str(seconds), "--seed", str(seed)],
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


if __name__ == "__main__":
    main()
