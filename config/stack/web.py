"""Gunicorn under ./run: the site is loaded while the database is prepared, and answers then."""

import os
import sys
from typing import Any

from config.stack.gate import GATE, wait_at

worker_class = "gthread"
workers = 2
threads = 4
keepalive = 75  # as in production; at 2 s a request meets a line just being closed now and then
loglevel = "warning"
control_socket_disable = True  # it would be shared by every instance of one user


def when_ready(server: Any) -> None:
    """Called once the site is loaded and before anybody is answered."""
    if (end := os.environ.pop(GATE, None)) and not wait_at(int(end)):
        sys.exit(1)
