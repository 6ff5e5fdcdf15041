"""The solver's inner loops are compiled when a worker that solves has started, not by a solve.

A process of its own does it, at low priority: the worker takes work meanwhile, and what it
compiled is found by the first solve in the cache (beside the sources or in NUMBA_CACHE_DIR).
"""

import subprocess
import sys
from typing import Any

from celery.signals import worker_ready, worker_shutdown

WARM = "import os; os.nice(10); from fairs.solver.warm import warm; warm()"
_warming: list[subprocess.Popen[bytes]] = []


@worker_ready.connect
def warm_the_solver(sender: Any, **_: Any) -> None:
    """Compile in the background, where this worker takes the solver's queue."""
    if "solver" in sender.app.amqp.queues.consume_from:
        command = [sys.executable, "-c", WARM]
        _warming.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))  # noqa: S603


@worker_shutdown.connect
def stop_warming(**_: Any) -> None:
    """Leave nothing behind when the worker is stopped at once."""
    for process in _warming:
        process.terminate()
        process.wait()
