"""Command line: `solve INSTANCE --out PLAN`, `explain INSTANCE PLAN`, `warm`.

Exit status: 0 a plan or explanations, 2 malformed input, 3 an infeasible instance (its conflicts
are written in place of the plan and named on standard error).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from fairs.solver.engine import solve
from fairs.solver.explain import explain
from fairs.solver.io import read_claimed_bound, read_instance, read_stored_plan, write_result
from fairs.solver.measures import whole
from fairs.solver.model import Infeasible, InstanceError, Plan
from fairs.solver.warm import warm

MALFORMED, INFEASIBLE = 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        return _COMMANDS[arguments.command](arguments)
    except InstanceError as error:
        print(f"error: {error}", file=sys.stderr)
        return MALFORMED


def _solve(arguments: argparse.Namespace) -> int:
    instance = read_instance(arguments.instance)
    seconds = arguments.seconds
    if seconds is None and arguments.work is None:
        seconds = 30.0
    if seconds is not None:  # the time to start up and to read counts as well
        seconds = max(0.2, seconds - time.process_time())
    result = solve(
        instance,
        seed=arguments.seed,
        seconds=seconds,
        work_limit=arguments.work,
        fill_only=arguments.fill_only,
        workers=arguments.workers,
        progress=_report if arguments.verbose else None,
    )
    try:
        write_result(result, arguments.out)
    except OSError as error:
        raise InstanceError(arguments.out, f"cannot be written ({error.strerror})") from error
    if isinstance(result, Infeasible):
        _print_conflicts(result)
        return INFEASIBLE
    _print_summary(result)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    instance = read_instance(arguments.instance)
    assignment, prices = read_stored_plan(arguments.plan)
    known = {application.id for application in instance.applications}
    if arguments.application is not None and arguments.application not in known:
        raise InstanceError("application", f"{arguments.application!r} is not in the instance")
    if arguments.whole:
        claimed = read_claimed_bound(arguments.plan)
        json.dump(asdict(whole(instance, assignment, bound=claimed)), sys.stdout, indent=1)
        print()
        return 0
    explanations = explain(
        instance,
        assignment,
        application=arguments.application,
        limit=arguments.limit,
        prices=prices,
    )
    json.dump([asdict(e) for e in explanations], sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


def _warm(arguments: argparse.Namespace) -> int:
    print("compiled" if warm() else "numba is not installed: plain Python loops")
    return 0


_COMMANDS = {"solve": _solve, "explain": _explain, "warm": _warm}


def _report(best: int, bound: int, gap: float) -> None:
    print(f"best {best}  bound {bound}  gap {gap:.3%}", file=sys.stderr)


def _print_conflicts(result: Infeasible) -> None:
    for conflict in result.conflicts:
        parts = [", ".join(conflict.applications), "booths " + ", ".join(conflict.booths)]
        if conflict.needs:
            parts.append("needs " + ", ".join(conflict.needs))
        print(f"infeasible: {conflict.kind}: {'; '.join(parts)}", file=sys.stderr)


def _print_summary(plan: Plan) -> None:
    print(
        f"placed {len(plan.assignment)}, waiting {len(plan.waitlist)}, "
        f"objective {plan.objective}, bound {plan.bound}, gap {plan.gap:.3%}"
    )
    if plan.moves:
        print(f"announced places not kept: {', '.join(m.application for m in plan.moves)}")
    if plan.baseline is not None:
        base = plan.baseline
        print(f"greedy: placed {base.placed}, objective {base.objective}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fairs.solver", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    solving = commands.add_parser("solve", help="assign booths")
    solving.add_argument("instance")
    solving.add_argument("--out", required=True)
    solving.add_argument("--seconds", type=_positive, help="wall time (default 30 without --work)")
    solving.add_argument("--work", type=int, help="deterministic limit in units of work")
    solving.add_argument("--seed", type=int, default=1)
    solving.add_argument("--workers", type=_count, help="cores, at most two")
    solving.add_argument(
        "--fill-only", action="store_true", help="keep every announced place, fill holes only"
    )
    solving.add_argument("--verbose", action="store_true", help="report progress")
    explaining = commands.add_parser("explain", help="say why applicants stand where they stand")
    explaining.add_argument("instance")
    explaining.add_argument("plan")
    explaining.add_argument("--application", help="only this application")
    explaining.add_argument("--whole", action="store_true", help="the plan as a whole instead")
    explaining.add_argument("--limit", type=int, default=20, help="better blocks listed at most")
    commands.add_parser("warm", help="compile the inner loops ahead of the first solve")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError("must be a positive number of seconds")
    return value


if __name__ == "__main__":
    sys.exit(main())
