"""What a request to the API costs, as ratios to a floor and to a plain way of writing it.

    python bench/api.py [--rows 1000] [--large 200000] [--seconds 3] [--rounds 3]

Starts PostgreSQL, Valkey and three gunicorns (2 workers × 4 threads) of its own: this project;
the floor, a bare program with one SQL statement that makes the JSON; and the same rows by
ModelViewSets, joined and naive (one more statement a row). All are asked by 8 clients with a
token, one after the other in each round; the medians of the rounds are printed with the targets.
CPU is processor time of the web server's and PostgreSQL's processes together, in ms a request.
"""

import argparse
import itertools
import json
import os
import socket
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.load import Cost, Request, each, measure, repeated, request
from bench.stack import embedded
from config.stack.environment import Services
from config.stack.processes import Child

NOUNS = ("applications", "products", "producers", "points")
LIST_STATEMENTS, DETAIL_STATEMENTS, CREATE_STATEMENTS = 6, 6, 16
FLOOR_SHARE, LAST_PAGE = 0.20, 1.2
HEADING = """
                                    CPU ms           rps÷    CPU÷    plain   naive
                      SQL          app +   db     rps  floor   floor   ÷ours   ÷ours"""
SERVERS = {
    "ours": ("config.wsgi:application", "config.settings.dev"),
    "floor": ("bench.peers.floor:application", "config.settings.dev"),
    "plain": ("config.wsgi:application", "bench.peers.plain"),
}
UNLIMITED = {f"THROTTLE_{name}": "1000000000" for name in ("ANONYMOUS", "PERSON", "BULK")}


def serve(name: str, environment: dict[str, str]) -> tuple[Child, int]:
    """A gunicorn like that of ./run, and its port."""
    module, settings = SERVERS[name]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"]
    command += ["--log-level", "error", "--no-control-socket", "--keep-alive", "60"]
    given = environment | {"DJANGO_SETTINGS_MODULE": settings, "LOG_LEVEL": "ERROR"}
    child = Child(name, command, env=given, cwd=ROOT)
    child.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return child, port
        except OSError:
            time.sleep(0.1)
    sys.exit(f"the server {name} did not start")


class Bench:
    """The servers, what is asked of them, and what it cost."""

    def __init__(self, options: argparse.Namespace, environment: dict[str, str]) -> None:
        from bench.world import World  # noqa: PLC0415 - Django is set up by now

        self.options = options
        self.world = World(options.rows, options.large)
        self.servers = {name: serve(name, environment) for name in SERVERS}
        self.costs: dict[tuple[str, str, str], list[Cost]] = defaultdict(list)

    def stop(self) -> None:
        for child, _port in self.servers.values():
            child.stop()

    def reads(self) -> Iterator[tuple[str, str, str, Request]]:
        """(server, noun, kind, request) of everything that is read."""
        token, key = self.world.token, self.world.plain_key
        for noun in NOUNS:
            pk = self.world.one[noun]
            ours, plain = {"Authorization": f"Bearer {token}"}, {"Authorization": f"Token {key}"}
            for kind, path in (("list", "?page_size=50"), ("detail", f"{pk}/")):
                there = f"/{noun}/" if kind == "list" else f"/{noun}/{pk}/"
                yield "ours", noun, kind, repeated(request("GET", f"/api/v1/{noun}/{path}", **ours))
                yield "floor", noun, kind, repeated(request("GET", there))
                yield "plain", noun, kind, repeated(request("GET", there, **plain))
            naive = repeated(request("GET", f"/naive-{noun}/", **plain))
            yield "plain", noun, "naive list", naive

    def creates(self) -> Iterator[tuple[str, str, str, Request]]:
        """The same for what makes rows; each body and key is used once."""
        for noun in NOUNS:
            yield "ours", noun, "create", each(self._created(noun))
            yield "floor", noun, "create", repeated(request("POST", f"/{noun}/", b"{}"))
            yield "plain", noun, "create", each(self._plainly(noun))

    def _created(self, noun: str) -> Iterator[bytes]:
        for body in self.world.bodies(noun):
            token = self.world.applicant if noun == "applications" else self.world.token
            headers = {"Authorization": f"Bearer {token}", "Idempotency_Key": os.urandom(8).hex()}
            yield request("POST", f"/api/v1/{noun}/", json.dumps(body).encode(), **headers)

    def _plainly(self, noun: str) -> Iterator[bytes]:
        for body in self.world.plain_bodies(noun):
            headers = {"Authorization": f"Token {self.world.plain_key}"}
            yield request("POST", f"/{noun}/", json.dumps(body).encode(), **headers)

    def run(self, database: int) -> None:
        for number in range(self.options.rounds):
            for server, noun, kind, made in itertools.chain(self.reads(), self.creates()):
                child, port = self.servers[server]
                seconds = self.options.seconds
                cost = measure(port, made, seconds, child.pid or 0, database)
                self.costs[server, noun, kind].append(cost)
            print(f"round {number + 1} of {self.options.rounds} done", file=sys.stderr)

    def deep(self, database: int) -> float:
        """What the last page of the large list costs, times the first."""
        child, port = self.servers["ours"]
        found: dict[str, list[float]] = defaultdict(list)
        for _round in range(self.options.rounds):
            for name, path in self.world.pages().items():
                made = repeated(request("GET", path, Authorization=f"Bearer {self.world.token}"))
                seconds = self.options.seconds
                found[name].append(measure(port, made, seconds, child.pid or 0, database).ms)
        return statistics.median(found["last"]) / statistics.median(found["first"])

    def median(self, server: str, noun: str, kind: str) -> Cost:
        found = self.costs[server, noun, kind]
        rate, app, db = (
            statistics.median(getattr(cost, name) for cost in found)
            for name in ("rate", "app_ms", "db_ms")
        )
        return Cost(rate, app, db)

    def report(self, noun: str, kind: str, statements: int, most: int) -> bool:
        ours, floor = self.median("ours", noun, kind), self.median("floor", noun, kind)
        peer = self.median("plain", noun, kind)
        naive = self.median("plain", noun, "naive list").ms / ours.ms if kind == "list" else 0
        share = ours.rate / floor.rate
        good = statements <= most and (kind != "list" or share >= FLOOR_SHARE)
        print(
            f"{noun:13}{kind:8}{statements:4} (≤{most:2}){ours.app_ms:8.2f} +{ours.db_ms:5.2f}"
            f"{ours.rate:8.0f}{share:8.2f}{ours.ms / floor.ms:8.1f}{peer.ms / ours.ms:9.1f}"
            f"{format(naive, '9.1f') if naive else '':9}{'' if good else '   MISSED'}"
        )
        return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1000, help="of each noun")
    parser.add_argument("--large", type=int, default=200_000, help="rows of the long list")
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with embedded("bench.peers.plain") as (environment, services):
        sys.exit(compare(options, environment | UNLIMITED, services))


def compare(options: argparse.Namespace, environment: dict[str, str], services: Services) -> int:
    """Fill the database, measure, print; 1 when a target is missed."""
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings.dev")
    import django  # noqa: PLC0415 - the settings are known only now

    django.setup()
    bench = Bench(options, environment)
    database = (services.postgres.pid if services.postgres else None) or 0
    try:
        bench.run(database)
        print(HEADING)
        statements = bench.world.statements()
        limits = {"list": LIST_STATEMENTS, "detail": DETAIL_STATEMENTS, "create": CREATE_STATEMENTS}
        good = [
            bench.report(noun, kind, statements[noun, kind], limits[kind])
            for kind in limits
            for noun in NOUNS
        ]
        ratio = bench.deep(database)
        good.append(ratio <= LAST_PAGE)
        print(f"last page of {options.large:,} rows: {ratio:.2f} × the first (≤ {LAST_PAGE})")
    finally:
        bench.stop()
    return 0 if all(good) else 1


if __name__ == "__main__":
    main()
