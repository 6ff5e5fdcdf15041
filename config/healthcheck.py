"""Container health checks: `python -m config.healthcheck web|beat|worker NAME`, exit 0 if well.

The standard library only: a check runs often and must be light.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEAT_SCHEDULE = os.environ.get("BEAT_SCHEDULE", "/tmp/celerybeat-schedule")  # noqa: S108
BEAT_SILENT_SECONDS = 600  # beat writes its schedule every three minutes


def web() -> bool:
    """Whether the web server of this container answers for a name it serves."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    port = int(os.environ.get("PORT", "8000"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/health/live", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False


def beat() -> bool:
    """Whether beat has written its schedule lately."""
    schedule = Path(BEAT_SCHEDULE)
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENT_SECONDS


def worker(name: str) -> bool:
    """Whether the Celery worker `name` of this container answers through the broker."""
    node = f"{name}@{os.uname().nodename}"
    command = [sys.executable, "-m", "celery", "-A", "config", "inspect", "ping"]
    command += ["--destination", node, "--timeout", "5"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


CHECKS: dict[str, Callable[..., bool]] = {"web": web, "beat": beat, "worker": worker}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]](*sys.argv[2:]) else 1)
