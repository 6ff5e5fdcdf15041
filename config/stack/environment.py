"""What the processes are told: our own services where the environment names no server."""

import os
import socket
import time
from collections.abc import Mapping

from config.stack.errors import StackError
from config.stack.folder import ROOT, Folder
from config.stack.postgres import RUNTIME_ROLE, Postgres
from config.stack.processes import Pause
from config.stack.valkey import Valkey, free_port

FIRST_PORT = 8000
PORTS_TRIED = 100

Service = Postgres | Valkey


class Services:
    """The embedded services this run needs: none for a part that the environment names."""

    def __init__(self, folder: Folder, given: Mapping[str, str], *, durable: bool = True) -> None:
        self.postgres = (
            None if given.get("DATABASE_URL") else Postgres(folder.path, durable=durable)
        )
        self.valkey = None if given.get("REDIS_URL") else Valkey(folder.path)

    def all(self) -> list[Service]:
        """In starting order; stop them in reverse."""
        return [service for service in (self.postgres, self.valkey) if service is not None]

    def start(self, begun: list[Service], pause: Pause = time.sleep) -> None:
        """Start all at once and wait for all; each is added to `begun` before it is started."""
        begun += self.all()
        if self.postgres is not None:
            self.postgres.begin(pause)
        if self.valkey is not None:
            self.valkey.start(pause)
        if self.postgres is not None:
            self.postgres.wait(pause)

    def environment(self) -> dict[str, str]:
        """How their owner reaches them; known once they have started."""
        named = {}
        if self.postgres is not None:
            named["DATABASE_URL"] = self.postgres.url
            named["DATABASE_RUNTIME_ROLE"] = RUNTIME_ROLE
        if self.valkey is not None:
            named["REDIS_URL"] = self.valkey.url
        return named

    def running(self) -> dict[str, str]:
        """The database as web and workers reach it: under a role that owns nothing."""
        return {} if self.postgres is None else {"DATABASE_URL": self.postgres.runtime_url}

    def tools(self, given: Mapping[str, str]) -> dict[str, str]:
        """What lets `dbshell` and pg_dump work: the embedded PostgreSQL's programs and socket."""
        if self.postgres is None:
            return {}
        path = f"{self.postgres.programs}{os.pathsep}{given.get('PATH', os.defpath)}"
        return {"PATH": path, "PGHOST": str(self.postgres.sockets)}


def development_environment(folder: Folder, given: Mapping[str, str]) -> dict[str, str]:
    """The settings of a development process, apart from the services; what is given wins."""
    chosen = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "HOICHO_VAR": str(folder.path),
        "PYTHONUNBUFFERED": "1",
    }
    if not given.get("SECRET_KEY"):
        chosen["SECRET_KEY"] = folder.secret_key()
    return {**chosen, **{name: value for name, value in given.items() if value}}


def mail_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Point mail at our catcher, unless a mail server is named; empty when one is."""
    if given.get("EMAIL_HOST") or not catches_mail():
        return {}
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(free_port())}


def check_mail_server(given: Mapping[str, str]) -> None:
    """Refuse a named mail server that does not answer; nothing is sent."""
    host, port = given.get("EMAIL_HOST"), given.get("EMAIL_PORT") or "25"
    if not host:
        return
    if not port.isdecimal():
        raise StackError(f"EMAIL_PORT must be a number, not {port!r}.")
    try:
        socket.create_connection((host, int(port)), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise StackError(
            f"EMAIL_HOST: the mail server {host}:{port} does not answer ({error})."
        ) from error


def check_hosts(given: Mapping[str, str]) -> None:
    """Refuse a list of host names under which ./run itself would not be answered."""
    hosts = [host.strip() for host in given.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    if hosts and not {"127.0.0.1", "*"} & set(hosts):
        raise StackError(
            f"ALLOWED_HOSTS: ./run serves on 127.0.0.1, which {','.join(hosts)!r} leaves out: "
            "add it, or leave ALLOWED_HOSTS out."
        )


def catches_mail() -> bool:
    """Whether this checkout has the mail catcher."""
    return any(ROOT.glob("*/management/commands/catch_mail.py"))


def listen(wanted: str | None) -> socket.socket:
    """A socket listening on 127.0.0.1, on port `wanted`, else on the first free one from 8000.

    The supervisor holds it from the start: no other program can take the port meanwhile, and a
    restart of the web server refuses nobody.
    """
    if wanted is None:
        for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
            try:
                return _bound(port)
            except OSError:
                continue
        raise StackError(
            f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free: choose one "
            "with PORT=…"
        )
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        raise StackError(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    try:
        return _bound(int(wanted))
    except OSError as error:
        raise StackError(
            f"PORT: {wanted} cannot be used ({error.strerror}): choose another, or leave PORT out."
        ) from error


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def current_environment() -> dict[str, str]:
    """The variables this process was started with."""
    return dict(os.environ)
