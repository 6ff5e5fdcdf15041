"""Asking a web server as fast as it answers, and what that costs it."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 8
Request = Callable[[], bytes]


@dataclass(frozen=True)
class Cost:
    """One load: requests a second, and milliseconds of processor time a request."""

    rate: float
    app_ms: float
    db_ms: float

    @property
    def ms(self) -> float:
        return self.app_ms + self.db_ms


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """An HTTP request as it goes over the line."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines.append("Content-Type: application/json")
    return "\r\n".join([*lines, "", ""]).encode() + body


def children(parent: int, mark: str = "") -> list[int]:
    """The processes below one, those whose command holds `mark`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if above == parent and mark in command:
            found.append(int(entry.name))
    return found


def cpu_ms(pids: Sequence[int]) -> dict[int, float]:
    """Processor time each process has used so far, in milliseconds."""
    used = {}
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used[pid] = (int(fields[11]) + int(fields[12])) * 1000 / TICKS
    return used


def spent_ms(after: dict[int, float], before: dict[int, float]) -> float:
    """What was used meanwhile; a process that is new used all of its time since."""
    return sum(used - before.get(pid, 0.0) for pid, used in after.items())


class Connection:
    """One client that keeps its connection. Raises RuntimeError for an unexpected answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, sent: bytes) -> bytes:
        """The body of the answer; the server may have closed an idle connection."""
        for _attempt in range(3):
            try:
                self.socket.sendall(sent)
                return self._answer()
            except ConnectionError:
                self.socket.close()
                self.socket = self._connect()
        raise RuntimeError("the server closes every connection")

    def _answer(self) -> bytes:
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        size = next(
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        while len(body) < size:
            body += self._more()
        if not head.split()[1].startswith(b"2"):
            raise RuntimeError(f"{head.splitlines()[0]!r} {body[:300]!r}")
        return body

    def _more(self) -> bytes:
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError
        return part


def measure(port: int, make: Request, seconds: float, app: int, database: int) -> Cost:
    """Load a server of which `app` is the first process, on the PostgreSQL of `database`.

    Creating requests end earlier, when `make` raises StopIteration.
    """
    done: list[int] = []
    failed: list[BaseException] = []
    end = [0.0]

    def client() -> None:
        count = 0
        connection = Connection(port)
        try:
            while time.monotonic() < end[0]:
                connection.ask(make())
                count += 1
        except StopIteration:
            pass
        except RuntimeError as error:
            failed.append(error)
        done.append(count)

    for connection in [Connection(port) for _ in range(CLIENTS)]:
        connection.ask(make())  # every thread has its connection to the database now
    mark = "postgres: hoicho"
    before = cpu_ms(children(app)), cpu_ms(children(database, mark))
    began = time.monotonic()
    end[0] = began + seconds
    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.monotonic() - began
    if failed:
        raise failed[0]
    after = cpu_ms(children(app)), cpu_ms(children(database, mark))
    number = max(1, sum(done))
    app_ms, db_ms = (spent_ms(*pair) / number for pair in zip(after, before, strict=True))
    return Cost(number / spent, app_ms, db_ms)


def repeated(sent: bytes) -> Request:
    return lambda: sent


def each(bodies: Iterator[bytes]) -> Request:
    """One after the other, whichever client asks."""
    lock = threading.Lock()

    def following() -> bytes:
        with lock:
            return next(bodies)

    return following
