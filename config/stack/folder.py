"""The folder for everything written at run time (HOICHO_VAR): its lock, secret and state file."""

import fcntl
import json
import os
import secrets
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.stack.errors import StackError
from config.stack.processes import Pause, signal_quietly, started_at, wait_until

ROOT = Path(__file__).resolve().parents[2]
DATABASES = ("PostgreSQL",)


@dataclass(frozen=True)
class State:
    """What a running supervisor tells other commands; written anew whenever a process starts."""

    supervisor: int
    url: str
    environment: dict[str, str]
    processes: dict[str, tuple[int, str]]  # name: (pid, started at)


class Folder:
    """One run-time folder, used by one supervisor at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._state_file = path / "stack.json"
        self._lock_file = path / "stack.lock"

    @classmethod
    def from_environment(cls) -> "Folder":
        """The folder HOICHO_VAR names, else var/ beside the code; made at need."""
        path = Path(os.environ.get("HOICHO_VAR") or ROOT / "var").expanduser().absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StackError(
                f"HOICHO_VAR: {path} cannot be made ({error.strerror}); name a folder that can."
            ) from error
        if not os.access(path, os.W_OK | os.X_OK):
            raise StackError(
                f"HOICHO_VAR: {path} is not writable for this account; set it to one that is."
            )
        return cls(path)

    def lock(self) -> bool:
        """Take the folder for this process until it ends; False when another one has it."""
        handle = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._lock = handle
        return True

    def holder(self) -> str:
        """The pid of the process that has the folder, for a message."""
        return self._lock_file.read_text().strip() or "unknown"

    def unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secret_key(self) -> str:
        """The development SECRET_KEY: made once, so that sessions survive a restart."""
        path = self.path / "secret_key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            key = secrets.token_urlsafe(50)
            file.write(key)
        return key

    def write_state(
        self, url: str, environment: Mapping[str, str], pids: Mapping[str, int]
    ) -> None:
        """Publish how to reach the stack, readable by its owner only, never half-written."""
        processes = {name: (pid, started_at(pid)) for name, pid in pids.items()}
        state = {
            "supervisor": os.getpid(),
            "url": url,
            "environment": dict(environment),
            "processes": {name: pair for name, pair in processes.items() if pair[1]},
        }
        unfinished = self._state_file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(state, file, indent=1)
        unfinished.rename(self._state_file)

    def read_state(self) -> State | None:
        """What the supervisor published, or None."""
        try:
            raw = json.loads(self._state_file.read_text())
            processes = {name: (pid, began) for name, (pid, began) in raw["processes"].items()}
            return State(raw["supervisor"], raw["url"], raw["environment"], processes)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def demo_logins(self) -> list[dict[str, str]]:
        """One login per role, left by the demo data."""
        try:
            logins = json.loads((self.path / "demo_logins.json").read_text())
            return [{key: str(one[key]) for key in ("role", "email", "password")} for one in logins]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def forget_state(self) -> None:
        self._state_file.unlink(missing_ok=True)

    def stop_leftovers(
        self, pause: Pause = time.sleep, *, databases_too: bool = False
    ) -> list[str]:
        """Stop what a killed supervisor left running here; call only while holding the lock.

        A PostgreSQL is left alone unless `databases_too`: its own start stops it more gently.
        Returns the names of what was stopped. Raises StackError naming a process that stays.
        """
        state = self.read_state()
        left = {
            name: (pid, began)
            for name, (pid, began) in (state.processes if state else {}).items()
            if (databases_too or name not in DATABASES) and started_at(pid) == began
        }
        for name, (pid, _) in left.items():
            # To PostgreSQL, SIGTERM means to wait for its clients; SIGINT does not.
            signal_quietly(pid, signal.SIGINT if name in DATABASES else signal.SIGTERM)
        for name, (pid, began) in left.items():
            gone = lambda pid=pid, began=began: started_at(pid) != began  # noqa: E731
            if wait_until(gone, 10, pause):
                continue
            signal_quietly(pid, signal.SIGKILL)
            if not wait_until(gone, 5, pause):
                raise StackError(f"An earlier {name} (pid {pid}) still runs: stop it first.")
        self.forget_state()
        return list(left)
