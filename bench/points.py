"""Showcase points at 1 and 5 years: the eight ratios of docs/points.md, through Django.

    python bench/points.py [--years 1 5] [--scale 1.0] [--operations 10000] [--keep FOLDER]

Makes a database of its own beside the project's (started here unless DATABASE_URL is set), fills it
by COPY and prints each figure with its limit, beside the raw scan and the plain read of the same
rows. CPU is that of the database's process (schedstat), the least of several calls; what is
compared is measured in the same run. `--scale 0.1` makes a tenth of the points and of the lines;
limits that mean something only for a full ledger (raw scan, daily chain, WAL, size) are then shown
without a verdict. `--keep FOLDER` fills the database of that folder instead and leaves it there:
`HOICHO_VAR=FOLDER ./run` opens the application over it.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--points", type=int, default=85)
    parser.add_argument("--lines", type=int, default=220)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    with home_of(options.keep) as home:
        stop = start_services(home)
        try:
            return run(options)
        finally:
            stop()


@contextmanager
def home_of(kept: Path | None) -> Iterator[Path]:
    """The folder of the servers: the one to keep, or one that goes with the run."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="hoicho-bench-") as home:
        yield Path(home)


@contextmanager
def database(*, keep: bool) -> Iterator[None]:
    """The tables: in the database itself where it is kept, else in a test database."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()
    from django.db import connection  # noqa: PLC0415

    if keep:
        call_command("migrate", verbosity=0)
        yield
        return
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def start_services(home: Path) -> Callable[[], object]:
    """PostgreSQL and Valkey for the run, unless the environment names them; returns a stopper."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return lambda: None
    from config.stack.environment import Services  # noqa: PLC0415 - needs the path set above
    from config.stack.folder import Folder  # noqa: PLC0415

    home.chmod(0o755)
    folder = Folder(home)
    folder.lock()
    services = Services(folder, os.environ, durable=True)
    started = []
    for service in services.all():
        service.start()
        started.append(service)
    os.environ.update(services.environment(), HOICHO_VAR=str(home))
    return lambda: [service.stop() for service in reversed(started)]


def run(options: argparse.Namespace) -> int:
    import django  # noqa: PLC0415 - settings are named by main()

    django.setup()

    from bench.points_measure import measure_years  # noqa: PLC0415

    with database(keep=options.keep is not None):
        return measure_years(
            years=sorted(options.years),
            points=max(5, round(options.points * options.scale)),
            lines=max(20, round(options.lines * options.scale)),
            operations=options.operations,
        )


if __name__ == "__main__":
    sys.exit(main())
