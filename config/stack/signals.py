"""Signals as something to wait for: nothing is ever interrupted halfway."""

import select
import signal
import socket
import time
from types import FrameType, TracebackType

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """A stop was asked for while waiting for something else."""


class Signals:
    """Counts stop signals; a waiting supervisor wakes for those and for ended children."""

    def __init__(self) -> None:
        self.stops = 0
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._before: dict[int, object] = {}

    def __enter__(self) -> "Signals":
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (*STOPS, signal.SIGCHLD):
            self._before[number] = signal.signal(number, _do_nothing)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() gave us
        self._reader.close()
        self._writer.close()

    def wait(self, seconds: float) -> None:
        """Sleep until a signal comes or `seconds` have passed."""
        ready, _, _ = select.select([self._reader], [], [], max(0.0, seconds))
        if ready:
            self.stops += sum(number in STOPS for number in self._reader.recv(1024))

    def pause(self, seconds: float) -> None:
        """Sleep for `seconds`, giving up with Stopped once a stop is asked for."""
        deadline = time.monotonic() + seconds
        while True:
            self.wait(deadline - time.monotonic())
            if self.stops:
                raise Stopped
            if time.monotonic() >= deadline:
                return


def _do_nothing(number: int, frame: FrameType | None) -> None:
    """Only there so that the signal writes to the wake-up socket instead of ending us."""
