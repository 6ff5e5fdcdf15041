"""One management command with the services it needs: a running stack's, else its own."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from config.stack.environment import (
    Service,
    Services,
    current_environment,
    development_environment,
)
from config.stack.errors import StackError
from config.stack.folder import ROOT, Folder

JOIN_SECONDS = 30


def manage(arguments: Sequence[str]) -> int:
    """Run `manage.py <arguments>` and return its exit code.

    Where a ./run is up, the command joins it. Otherwise the embedded services are started for it
    alone and stopped after it.
    """
    given = current_environment()
    folder = Folder.from_environment()
    environment = development_environment(folder, given)
    if given.get("DATABASE_URL") and given.get("REDIS_URL"):
        return _run(arguments, environment)
    if not folder.lock():
        state = _state_of_running_stack(folder)
        own = {name: value for name, value in given.items() if value}
        tools = Services(folder, given).tools(given)
        return _run(arguments, {**environment, **state, **own, **tools})
    started: list[Service] = []
    try:
        folder.stop_leftovers()
        services = Services(folder, given)
        for service in services.all():
            started.append(service)
            service.start()
        return _run(arguments, environment | services.environment() | services.tools(given))
    finally:
        for service in reversed(started):
            service.stop()
        folder.unlock()


def _state_of_running_stack(folder: Folder) -> dict[str, str]:
    """The variables a running ./run published, waiting a little for one that is starting."""
    deadline = time.monotonic() + JOIN_SECONDS
    while (state := folder.read_state()) is None:
        if time.monotonic() > deadline:
            raise StackError(
                f"Another command (pid {folder.holder()}) uses {folder.path}: wait for its end."
            )
        time.sleep(0.2)
    return state.environment


def _run(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """The command itself, in our own process group so that it may use the terminal."""
    ignored = signal.signal(signal.SIGINT, lambda number, frame: None)  # Ctrl-C is the command's
    try:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment
        )
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, frame: process.send_signal(number))
        code = process.wait()
    finally:
        signal.signal(signal.SIGINT, ignored)
    return code if code >= 0 else 128 - code
