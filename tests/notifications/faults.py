"""The outbox under faults: real workers, real servers, a mail server that misbehaves.

The test runs it small; `python -m tests.notifications.faults --count 10000` runs it large and
prints what became of every message.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psycopg

from config.stack.environment import Services, development_environment
from config.stack.folder import ROOT, Folder
from config.stack.processes import Child, wait_until

PREFIX = "hoicho-test-"
REFUSED_FOR_GOOD = re.compile(rb"trial-[0-9a-f]+-\d*13@")  # one address in a hundred
BEFORE_THE_DOT = ("rcpt-450", "rcpt-stall", "rcpt-drop", "data-drop", "dot-451")
AFTER_THE_DOT = ("dot-drop", "dot-stall", "accepted-drop")
SHORT = {
    "OUTBOX_BATCH": "20",
    "OUTBOX_TASK_SECONDS": "5",
    "OUTBOX_CONNECT_TIMEOUT": "2",
    "OUTBOX_COMMAND_TIMEOUT": "2",
    "OUTBOX_DOT_TIMEOUT": "2",
    "OUTBOX_LEASE_SECONDS": "5",
    "OUTBOX_SENDING_LEASE_SECONDS": "5",
    "OUTBOX_OUTAGE_SECONDS": "60",
    "OUTBOX_RETRY_SECONDS": "0.5",
    "OUTBOX_RETRY_MAX_SECONDS": "2",
    "OUTBOX_RELAY_RETRY_SECONDS": "0.5",
    "OUTBOX_RELAY_RETRY_MAX_SECONDS": "2",
    "OUTBOX_MAX_ATTEMPTS": "50",
    "OUTBOX_HINT_SECONDS": "1",
    "OUTBOX_RECONCILE_SECONDS": "1",
    "LOG_LEVEL": "ERROR",
}


@dataclass
class Taken:
    """The fault a connection is about to play; empty when none."""

    fault: str = ""


class Sink:
    """A mail server on 127.0.0.1 that plays each planned fault from its transaction's number on.

    A fault that a killed sender did not live to see is played to the next one.
    """

    def __init__(self, plan: dict[int, str], delay: float = 0.005) -> None:
        self.plan, self.delay = plan, delay
        self.accepted: list[tuple[str, str]] = []  # (recipient, Message-ID)
        self.played: Counter[str] = Counter()
        self.refuse_connections = 0
        self.transactions = 0
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        begin = asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**24)
        server = asyncio.run_coroutine_threadsafe(begin, self._loop).result(10)
        self.port = server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _hang_up(self) -> None:
        """End every conversation, so that none is left when the loop is gone."""
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.refuse_connections > 0:
                self.refuse_connections -= 1
                self.played["connection-421"] += 1
                writer.write(b"421 come back later\r\n")
            else:
                writer.write(b"220 sink\r\n")
                await self._commands(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the sender was killed
        finally:
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _commands(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken = Taken()
        try:
            await self._transactions(reader, writer, taken)
        finally:
            if taken.fault:
                self.plan[self.transactions + 1] = taken.fault

    async def _transactions(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: Taken
    ) -> None:
        recipient = ""
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                self.transactions += 1
                recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                if REFUSED_FOR_GOOD.search(line):
                    writer.write(b"550 no such user\r\n")
                    continue
                if not taken.fault and self.plan and min(self.plan) <= self.transactions:
                    taken.fault = self.plan.pop(min(self.plan))
                if not await self._before(taken, "rcpt", writer, b"250 ok\r\n"):
                    return
            elif word == b"DATA":
                writer.write(b"354 go on\r\n")
                if taken.fault == "data-drop":
                    self._abort(taken, writer)
                    return
                content = await reader.readuntil(b"\r\n.\r\n")
                if not await self._dot(taken, recipient, content, writer):
                    return
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 ok\r\n")

    async def _before(
        self, taken: Taken, place: str, writer: asyncio.StreamWriter, answer: bytes
    ) -> bool:
        """Answer a command, or play the fault of this place; False when the connection ended."""
        if not taken.fault.startswith(place):
            writer.write(answer)
            return True
        fault = self._play(taken)
        if fault.endswith("-stall"):
            await asyncio.sleep(4)
        if fault.endswith(("-stall", "-drop")):
            writer.transport.abort()
            return False
        writer.write(fault[-3:].encode() + b" not now\r\n")
        return True

    async def _dot(
        self, taken: Taken, recipient: str, content: bytes, writer: asyncio.StreamWriter
    ) -> bool:
        if taken.fault.startswith("dot-"):
            return await self._before(taken, "dot", writer, b"")
        found = re.search(rb"^Message-ID: (\S+)", content, re.MULTILINE)
        self.accepted.append((recipient, found[1].decode() if found else ""))
        if taken.fault == "accepted-drop":
            self._abort(taken, writer)
            return False
        await asyncio.sleep(self.delay)
        writer.write(b"250 accepted\r\n")
        return True

    def _play(self, taken: Taken) -> str:
        fault, taken.fault = taken.fault, ""
        self.played[fault] += 1
        return fault

    def _abort(self, taken: Taken, writer: asyncio.StreamWriter) -> None:
        self._play(taken)
        writer.transport.abort()


class Stack:
    """A PostgreSQL, a Valkey, mail workers and beat of our own."""

    def __init__(self, mail_port: int, workers: int) -> None:
        self.home = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.home.chmod(0o755)  # PostgreSQL may run as another account
        self.folder = Folder(self.home)
        self.folder.lock()
        self.services = Services(self.folder, {})
        self.mail_port = mail_port
        self.environment: dict[str, str] = {}
        self.wanted, self.workers, self.beat = workers, [], None

    def start(self) -> None:
        for service in self.services.all():
            service.start()
        given = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        given |= SHORT | {"DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        given |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.mail_port)}
        given |= {"HOICHO_VAR": str(self.home)}
        named = development_environment(self.folder, given)
        self.environment = named | self.services.environment()
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=-3)

    def _celery(self, name: str, *arguments: str) -> Child:
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "config", *arguments]
        log = self.home / "log" / f"{name}.log"
        child = Child(name, command, env=self.environment, cwd=ROOT, log=log)
        child.start()
        return child

    def begin_sending(self) -> None:
        schedule = str(self.home / "schedule")
        self.beat = self._celery("beat", "beat", "-s", schedule, "--pidfile=", "-l", "error")
        for n in range(self.wanted):
            plain = ["worker", "-Q", "mail", "-c", "1", "-n", f"mail{n}@%h", "-l", "error"]
            self.workers.append(self._celery(f"mail{n}", *plain, "--without-mingle"))

    def kill_a_worker(self, chance: random.Random) -> None:
        """SIGKILL to a worker and its child at once; another takes its place."""
        victim = chance.choice(self.workers)
        victim.kill()
        victim.start()

    def restart(self, name: str) -> None:
        service = getattr(self.services, name)
        service.stop()
        service.start()

    def rows(self, query: str) -> list[tuple]:
        with psycopg.connect(self.services.postgres.url) as connection:
            return connection.execute(query).fetchall()

    def stop(self) -> None:
        for child in [*self.workers, self.beat]:
            if child is not None:
                child.kill()
        for service in reversed(self.services.all()):
            service.stop()
        shutil.rmtree(self.home, ignore_errors=True)


@dataclass
class Outcome:
    """What became of the messages, and which faults they went through."""

    expected: int
    accepted: int = 0
    sent: int = 0
    refused: int = 0
    uncertain: int = 0
    lost: int = 0
    duplicates: int = 0
    falsely_sent: int = 0
    unfinished: int = 0
    uncertain_allowed: int = 0
    kills: int = 0
    broker_restarts: int = 0
    database_restarts: int = 0
    played: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def planned(count: int, each: int, chance: random.Random) -> dict[int, str]:
    """`each` faults of every kind at random transactions of the first nine tenths."""
    kinds = [kind for kind in BEFORE_THE_DOT + AFTER_THE_DOT for _ in range(each)]
    places = chance.sample(range(2, int(count * 0.9)), len(kinds))
    return dict(zip(places, kinds, strict=True))


def run(
    *, count: int, each: int, kills: int, restarts: int, seed: int, limit: float, workers: int = 2
) -> Outcome:
    """Send `count` messages through all the faults; at most `limit` seconds of sending."""
    chance = random.Random(seed)
    sink = Sink(planned(count, each, chance))
    sink.start()
    stack = Stack(sink.port, workers)
    outcome = Outcome(expected=count)
    try:
        stack.start()
        file = stack.home / "expected.txt"
        stack.manage("enqueue_test_campaign", "--count", str(count), "--expected-file", str(file))
        began = time.monotonic()
        stack.begin_sending()
        _play(stack, sink, outcome, (kills, restarts), chance, began + limit)
        _wait_for_the_end(stack, began + limit)
        outcome.seconds = round(time.monotonic() - began, 1)
        _judge(stack, sink, outcome, file.read_text().split())
    finally:
        stack.stop()
        sink.stop()
    return outcome


def _play(
    stack: Stack, sink: Sink, outcome: Outcome, how_many: tuple[int, int],
    chance: random.Random, deadline: float,
) -> None:  # fmt: skip
    kills, restarts = how_many
    acts = ["kill"] * kills + ["broker", "database", "refuse"] * restarts
    chance.shuffle(acts)
    moments = sorted(chance.sample(range(3, int(outcome.expected * 0.9)), len(acts)))
    for act, moment in zip(acts, moments, strict=True):
        reached = wait_until(
            lambda moment=moment: len(sink.accepted) >= moment, deadline - time.monotonic()
        )
        if not reached:
            return
        if act == "kill":
            stack.kill_a_worker(chance)
            outcome.kills += 1
        elif act == "broker":
            stack.restart("valkey")
            outcome.broker_restarts += 1
        elif act == "database":
            stack.restart("postgres")
            outcome.database_restarts += 1
        else:
            sink.refuse_connections = 2


def _wait_for_the_end(stack: Stack, deadline: float) -> None:
    query = (
        "SELECT count(*) FROM notifications_message WHERE state IN ('QUEUED', 'CLAIMED', 'SENDING')"
    )
    wait_until(lambda: stack.rows(query) == [(0,)], max(deadline - time.monotonic(), 0))


def _judge(stack: Stack, sink: Sink, outcome: Outcome, addresses: list[str]) -> None:
    states = dict(stack.rows("SELECT recipient, state FROM notifications_message"))
    taken = Counter(recipient for recipient, _id in sink.accepted)
    unfinished = ("QUEUED", "CLAIMED", "SENDING", "WAITING")
    explained = ("UNCERTAIN", "FAILED", *unfinished)
    by_state = Counter(states.values())
    outcome.accepted = len(taken)
    outcome.sent, outcome.refused = by_state["SENT"], by_state["FAILED"]
    outcome.uncertain = by_state["UNCERTAIN"]
    outcome.unfinished = sum(by_state[state] for state in unfinished)
    outcome.lost = sum(1 for a in addresses if a not in taken and states.get(a) not in explained)
    outcome.duplicates = sum(n - 1 for n in taken.values())
    outcome.falsely_sent = sum(1 for a, s in states.items() if s == "SENT" and a not in taken)
    outcome.played = dict(sink.played)
    cut = sum(sink.played[kind] for kind in AFTER_THE_DOT)
    outcome.uncertain_allowed = cut + outcome.kills  # one connection a worker


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=20, help="SMTP faults of every kind")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=3, help="of broker and database each")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--limit", type=float, default=3600)
    options = vars(parser.parse_args())
    print(json.dumps({"seed": options["seed"]} | asdict(run(**options)), indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
