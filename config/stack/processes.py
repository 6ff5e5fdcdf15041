"""Child processes that never outlive their supervisor, and a sure way to recognise them later."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

Pause = Callable[[float], None]

PR_SET_PDEATHSIG = 1  # from linux/prctl.h
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Account:
    """The account a process runs under when it is not the supervisor's own."""

    name: str
    uid: int
    gid: int


@dataclass
class Child:
    """One command in a process group of its own.

    `stop_signal` asks it to end in good order; the kernel sends the same signal (Linux) when the
    supervisor dies without having been able to ask. A child with `text_input` reads it from
    standard input, which keeps secrets out of the process list and off the disk.
    """

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    cwd: Path
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 20
    account: Account | None = None
    log: Path | None = None
    pass_fds: tuple[int, ...] = ()
    text_input: str | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _group_ended: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start the command; what a crashed predecessor left in its group is killed first."""
        self.kill()
        stdin = subprocess.DEVNULL if self.text_input is None else subprocess.PIPE
        output = _open_log(self.log)
        try:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                cwd=self.cwd,
                stdin=stdin,
                stdout=output,
                stderr=output,
                process_group=0,
                pass_fds=self.pass_fds,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                preexec_fn=_die_with_parent(self.stop_signal),
            )
        finally:
            if output is not None:
                output.close()
        self._group_ended = False
        if self.process.stdin is not None:
            with self.process.stdin as pipe:
                pipe.write((self.text_input or "").encode())

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Send the stop signal, once and without waiting."""
        self.send(self.stop_signal)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the command itself, if it still runs."""
        if self.process is not None and self.alive():
            self.process.send_signal(number)

    def wait(self, seconds: float, pause: Pause = time.sleep) -> bool:
        """Whether the process ended within `seconds`."""
        return wait_until(lambda: not self.alive(), seconds, pause)

    def kill(self) -> None:
        """End the whole group at once: also children that a dead parent left behind."""
        if self.process is None or self._group_ended:  # its number may be another group's by now
            return
        # macOS answers EPERM for a group that is gone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._group_ended = True

    def stop(self, pause: Pause = time.sleep) -> None:
        """Ask, wait, and in the end kill."""
        self.ask_to_stop()
        self.wait(self.stop_seconds, pause)
        self.kill()


def wait_until(done: Callable[[], bool], seconds: float, pause: Pause = time.sleep) -> bool:
    """Poll `done` until it holds or `seconds` have passed; return whether it holds."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() >= deadline:
            return False
        pause(POLL_SECONDS)
    return True


def started_at(pid: int) -> str | None:
    """When process `pid` began, as the system words it, or None if no such process lives.

    Together with the pid it names one process for good: pids are given out again, pairs are not.
    """
    if sys.platform == "linux":
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        fields = status.rpartition(")")[2].split()  # the name in brackets may hold spaces
        return None if fields[0] in "ZX" else fields[19]
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True)
    state, _, began = answer.stdout.strip().partition(" ")
    return began.strip() if began and not state.startswith("Z") else None


def command_of(pid: int) -> str:
    """The command line of process `pid`, empty when it cannot be seen."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True).stdout


def signal_quietly(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may just have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _open_log(path: Path | None) -> IO[bytes] | None:
    """The log to append to, begun anew once it has grown large; None is the terminal."""
    if path is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    large = path.exists() and path.stat().st_size > 5_000_000
    return path.open("wb" if large else "ab")


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What the child runs before its command: ask the kernel to signal it when we die."""
    if sys.platform != "linux":
        return None  # elsewhere the next start stops what a killed supervisor left
    prctl = ctypes.CDLL(None).prctl  # looked up here: little is safe between fork and exec
    parent = os.getpid()

    def before_exec() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before the request was in place
            os._exit(1)

    return before_exec
