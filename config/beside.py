"""Work for a second core while a long start goes on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import django


@contextmanager
def beside(work: Callable[..., Any], **arguments: Any) -> Iterator["Future[Any]"]:
    """Do `work(**arguments)` in a process of its own while the block runs; ends when both have.

    Both must be picklable. The other process is started afresh, not forked: nothing of this one,
    its database connection above all, is shared. The block is given the future result; its
    exception, if any, is raised at the end of the block.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=django.setup) as pool:
        future = pool.submit(work, **arguments)
        yield future
        future.result()
