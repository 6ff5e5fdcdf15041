"""PostgreSQL and Valkey of a benchmark's own, with the tables and the reference data."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.stack.environment import Services
from config.stack.folder import Folder

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def embedded(settings: str) -> Iterator[tuple[dict[str, str], Services]]:
    """Start them, migrate with the settings named, hand over the environment; stop at the end."""
    with tempfile.TemporaryDirectory(prefix="hoicho-bench-") as home:
        Path(home).chmod(0o755)  # PostgreSQL may run as another account
        Path(home, "static").mkdir()
        folder = Folder(Path(home))
        services = Services(folder, {})
        try:
            for service in services.all():
                service.start()
            environment = {
                **os.environ,
                **services.environment(),
                "HOICHO_VAR": home,
                "SECRET_KEY": folder.secret_key(),
                "LOG_LEVEL": "ERROR",
                "PYTHONPATH": str(ROOT),
            }
            subprocess.run(
                [sys.executable, "manage.py", "prepare", "--database-only"],
                cwd=ROOT,
                env=environment | {"DJANGO_SETTINGS_MODULE": settings},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            yield environment, services
        finally:
            for service in reversed(services.all()):
                service.stop()
