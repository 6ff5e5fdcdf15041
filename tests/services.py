"""Early pytest plugin (`-p tests.services`): real PostgreSQL and Valkey for the run.

pytest-django reads the settings before any conftest.py is imported, so the services must be up
before that. DATABASE_URL and REDIS_URL, where set, are used instead. With xdist the controller
starts the services once; each worker has a database of its own (pytest-django's doing) and a
Redis database of its own (ours).
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.assets import build as build_assets
from config.catalogues import compile_all
from config.stack.environment import Services
from config.stack.errors import StackError
from config.stack.folder import ROOT, Folder
from config.stack.processes import Child, wait_until

PREFIX = "hoicho-test-"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
_clean_up: list[Callable[[], None]] = []


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start what the environment does not name, then let pytest-django read the settings."""
    if early_config.known_args_namespace.help or early_config.known_args_namespace.version:
        return (yield)
    if not WORKER:
        try:
            _start()
        except StackError as error:
            raise pytest.UsageError(str(error)) from error
    os.environ["REDIS_URL"] = _own_redis_database(os.environ["REDIS_URL"])
    return (yield)


def pytest_unconfigure() -> None:
    """Stop and remove what this process started; newest first."""
    while _clean_up:
        _clean_up.pop()()


def _start() -> None:
    """A temporary run-time folder with the services in it."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    home.chmod(0o755)  # PostgreSQL may run as another account
    _clean_up.append(lambda: shutil.rmtree(home, ignore_errors=True))
    folder = Folder(home)
    folder.lock()  # tells a later run that we live
    _share_assets(home)
    compile_all(ROOT)
    services = Services(folder, os.environ, durable=False)
    for service in services.all():
        _clean_up.append(service.stop)
        service.start()
    pids = {service.name: service.pid for service in services.all() if service.pid}
    folder.write_state("", {}, pids)
    os.environ.update(services.environment(), HOICHO_VAR=str(home))


def _share_assets(home: Path) -> None:
    """Build the assets once for all runs, where the checkout can be written to."""
    kept = ROOT / "var" / "assets"
    try:
        kept.parent.mkdir(exist_ok=True)
        build_assets(kept)
        (home / "assets").symlink_to(kept)
    except PermissionError:
        build_assets(home / "assets")


def _sweep() -> None:
    """Stop and remove what killed runs of this account have left."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = home / "stack.lock"
        if not lock.exists() or lock.stat().st_uid != os.geteuid():
            continue
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # a run in progress
            Folder(home).stop_leftovers(databases_too=True)
            shutil.rmtree(home, ignore_errors=True)


def _own_redis_database(url: str) -> str:
    """`url` with a database number of this process: tests empty theirs, so never the given one."""
    if not url.startswith(("redis://", "rediss://")):
        raise pytest.UsageError("REDIS_URL must start with redis:// or rediss:// for the tests.")
    parts = urlsplit(url)
    given = int(parts.path.strip("/") or 0)
    number = given + 1 + int(WORKER.removeprefix("gw") or 0)
    return parts._replace(path=f"/{number}").geturl()


@pytest.fixture
def start_process() -> Iterator[Callable[..., Child]]:
    """A function: start `python <arguments>` on this test's database, stopped after the test."""
    started: list[Child] = []

    def start(*arguments: str, **variables: str) -> Child:
        child = Child(
            arguments[-1],
            [sys.executable, *arguments],
            env={**os.environ, "DATABASE_URL": database_url_of_this_process(), **variables},
            cwd=ROOT,
        )
        started.append(child)
        child.start()
        return child

    yield start
    for child in started:
        child.ask_to_stop()
    for child in started:
        child.stop()


@pytest.fixture
def start_worker(start_process: Callable[..., Child]) -> Callable[..., Child]:
    """A function: start a real Celery worker on the given queues and wait until it listens.

    Use it in a transactional test: the worker sees committed rows only.
    """

    def start(*queues: str) -> Child:
        name = f"test-{os.getpid()}-{'-'.join(queues)}@localhost"
        celery = ["-m", "celery", "-A", "config"]
        worker = start_process(
            *celery, "worker", "--loglevel", "error", "--concurrency", "1", "--hostname", name,
            "--without-gossip", "--without-mingle", "--queues", ",".join(queues),
        )  # fmt: skip
        ping = [sys.executable, *celery, "inspect", "ping", "--destination", name, "--timeout", "1"]

        def listens() -> bool:
            assert worker.alive(), "the worker ended while starting"
            return subprocess.run(ping, cwd=ROOT, capture_output=True, check=False).returncode == 0

        assert wait_until(listens, 60), "the worker did not start"
        return worker

    return start


_granted: set[str] = set()


def database_url_of_this_process() -> str:
    """DATABASE_URL of the database that this process's tests use.

    On the embedded server it is that of the application's own role: what a real process does in
    a test, it does with the rights it has in production.
    """
    from django.db import connection  # noqa: PLC0415 - settings are not ready when this is loaded

    from config.runtime_role import grant_runtime_role  # noqa: PLC0415 - the same

    name = connection.settings_dict["NAME"]
    parts = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")
    role = os.environ.get("DATABASE_RUNTIME_ROLE")
    if not role:
        return parts.geturl()
    if name not in _granted:
        grant_runtime_role(role)
        _granted.add(name)
    return parts._replace(netloc=f"{role}@").geturl()
