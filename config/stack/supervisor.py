"""Start everything, watch it, restart what crashes, and stop it all in good order."""

import http.client
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from config.stack.environment import (
    Service,
    Services,
    check_hosts,
    check_mail_server,
    current_environment,
    development_environment,
    listen,
    mail_environment,
)
from config.stack.errors import StackError
from config.stack.folder import ROOT, Folder
from config.stack.gate import GATE, Gate
from config.stack.processes import Child, Pause, wait_until
from config.stack.signals import Signals, Stopped

WEB_SECONDS = 180  # a machine that does much else at the time
PREPARE_SECONDS = 3600
FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
STEADY_SECONDS = 60.0  # what ran this long starts with the shortest delay again


@dataclass
class Watched:
    """One service or process, and when to try it again after a crash."""

    name: str
    start: Callable[[Pause], None]
    alive: Callable[[], bool]
    clear_away: Callable[[], None]  # what a crash may leave of it
    delay: float = FIRST_DELAY
    began: float = 0.0
    retry_at: float | None = field(default=None)


class Supervisor:
    """Runs the whole development stack on one folder until a signal comes."""

    def __init__(
        self, folder: Folder, signals: Signals, *, demo: bool = True, reload: bool = False
    ) -> None:
        self.folder = folder
        self.signals = signals
        self.demo = demo
        self.reload = reload
        self.began = time.monotonic()
        self.environment: dict[str, str] = {}  # of preparation, and of commands that join
        self.running: Callable[[], dict[str, str]] = dict  # what web and workers have otherwise
        self.listener: socket.socket | None = None
        self.gate = Gate()  # of the web server, until the database is prepared
        self.services: list[Service] = []
        self.children: list[Child] = []
        self.watched: list[Watched] = []

    def run(self, port: str | None) -> None:
        """Start, print the address, watch until a stop signal, stop. Raises StackError."""
        if not self.folder.lock():
            raise StackError(
                f"Another ./run (pid {self.folder.holder()}) uses {self.folder.path}: stop it "
                "first, or set HOICHO_VAR to another folder."
            )
        try:
            self._start(port)
            self._watch()
        except Stopped:
            pass
        finally:
            self._stop()

    @property
    def url(self) -> str:
        if self.listener is None:
            return ""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def _start(self, port: str | None) -> None:
        stopped = self.folder.stop_leftovers(self.signals.pause)
        if stopped:
            self.say(f"stopped what an earlier run had left: {', '.join(stopped)}")
        self.listener = listen(port)
        given = current_environment()
        check_hosts(given)
        check_mail_server(given)
        services = Services(self.folder, given)
        self.running = services.running
        services.start(self.services, self.signals.pause)
        if self.services:
            self.say(f"{' and '.join(service.name for service in self.services)} ready")
        self.environment = development_environment(self.folder, given) | services.environment()
        mail = mail_environment(given)
        self.environment |= mail
        self.environment["PORT"] = self.url.rpartition(":")[2]
        self.environment.setdefault("SITE_URL", self.url)
        self.environment.setdefault("DEMO", "yes" if self.demo else "no")
        self._publish()
        web = self._prepare()
        self._wait_for_web(web)
        self.say("web ready")
        for child in self._workers(with_mail_catcher=bool(mail)):
            self._start_child(child)
        for watched_service in self.services:
            self.watched.append(
                Watched(
                    watched_service.name,
                    watched_service.start,
                    watched_service.alive,
                    watched_service.stop,
                )
            )
        self._publish()
        self._greet()

    def _prepare(self) -> Child:
        """Assets and catalogues, then the database, in one process; wait for it to end.

        The web server needs the files to start and the database to answer: it is loaded in
        between and held at a gate. Returns it.
        """
        files = Gate()
        arguments = ["--tell", str(files.holding), *(["--demo"] if self.demo else [])]
        child = Child(
            "prepare",
            [sys.executable, "manage.py", "prepare", *arguments],
            env=self.environment,
            cwd=ROOT,
            pass_fds=(files.holding,),
        )
        self.children.append(child)
        child.start()
        files.give_away(files.holding)
        wait_until(
            lambda: files.is_open() or not child.alive(), PREPARE_SECONDS, self.signals.pause
        )
        files.close()
        web = self._web()
        if child.exit_code in (None, 0):
            self._start_child(web)
        self.gate.give_away(self.gate.waiting)
        wait_until(lambda: not child.alive(), PREPARE_SECONDS, self.signals.pause)
        self.children.remove(child)
        if child.exit_code != 0:
            raise StackError("The database or the assets could not be prepared; see above.")
        self.say("database and assets ready")
        self.gate.open()
        web.env = {name: value for name, value in web.env.items() if name != GATE}
        web.pass_fds = web.pass_fds[:1]  # a restart finds no gate
        return web

    def _web(self) -> Child:
        if self.listener is None:
            raise StackError("The web server needs a port.")
        handle = self.listener.fileno()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
        command += ["--config", "config/stack/web.py", "--bind", f"fd://{handle}"]
        command += ["--reload" if self.reload else "--preload"]
        web = self._child("web", command, pass_fds=(handle, self.gate.waiting))
        web.env = {**web.env, GATE: str(self.gate.waiting)}
        return web

    def _workers(self, *, with_mail_catcher: bool) -> list[Child]:
        celery = [sys.executable, "-W", "ignore:You're running", "-m", "celery"]
        celery += ["-A", "config", "--quiet"]
        worker = [*celery, "worker", "--loglevel", "warning", "--without-gossip"]
        worker += ["--without-mingle", "--prefetch-multiplier", "1"]
        queues = ["--queues", "default,documents,solver,reconcile"]
        schedule = self.folder.path / "celerybeat-schedule"
        children = [
            self._child("worker", [*worker, *queues, "-c", "2", "-n", "worker@%h"]),
            self._child("mail", [*worker, "--queues", "mail", "-c", "1", "-n", "mail@%h"]),
            self._child(
                "beat",
                [*celery, "beat", "--loglevel", "warning", "--pidfile=", "-s", str(schedule)],
            ),
        ]
        if with_mail_catcher:
            command = [sys.executable, "manage.py", "catch_mail"]
            children.insert(0, self._child("mailcatcher", command))
        return children

    def _child(self, name: str, command: list[str], pass_fds: tuple[int, ...] = ()) -> Child:
        environment = self.environment | self.running()
        return Child(name, command, env=environment, cwd=ROOT, pass_fds=pass_fds)

    def _start_child(self, child: Child) -> None:
        self.children.append(child)
        child.start()
        watched = Watched(child.name, lambda pause: child.start(), child.alive, child.kill)
        watched.began = time.monotonic()
        self.watched.append(watched)

    def _wait_for_web(self, web: Child) -> None:
        if not wait_until(lambda: self._web_answers(web), WEB_SECONDS, self.signals.pause):
            raise StackError(f"The web server did not answer in {WEB_SECONDS} s; see above.")

    def _web_answers(self, web: Child) -> bool:
        """Whether the web server gives a page; the answer warms it up for the first visitor."""
        if not web.alive():
            raise StackError("The web server ended while starting; see above.")
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except OSError:
            return False
        finally:
            connection.close()

    def _watch(self) -> None:
        """Restart what ends, each time a little later, until a stop signal."""
        while not self.signals.stops:
            now = time.monotonic()
            for one in self.watched:
                self._look_after(one, now)
            due = [one.retry_at - now for one in self.watched if one.retry_at is not None]
            self.signals.wait(min([5.0, *due]))

    def _look_after(self, one: Watched, now: float) -> None:
        if one.retry_at is None:
            if not one.alive():
                if now - one.began > STEADY_SECONDS:
                    one.delay = FIRST_DELAY
                one.clear_away()
                one.retry_at = now + one.delay
                self.say(f"{one.name} ended unexpectedly; starting it again in {one.delay:.0f} s")
                one.delay = min(one.delay * 2, LONGEST_DELAY)
        elif now >= one.retry_at:
            one.retry_at = None
            one.began = now
            try:
                one.start(self.signals.pause)
            except StackError as error:
                self.say(str(error))
            else:
                self._publish()

    def _stop(self) -> None:
        """Processes first, all at once; then the services they use."""
        self.say("stopping …")
        self.gate.close()
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + max((c.stop_seconds for c in self.children), default=0)
        asked = self.signals.stops
        while any(child.alive() for child in self.children) and time.monotonic() < deadline:
            self.signals.wait(0.1)
            if self.signals.stops > asked:  # a second Ctrl-C: do not wait for running tasks
                break
        for child in self.children:
            child.kill()
        for service in reversed(self.services):
            service.stop()
        if self.listener is not None:
            self.listener.close()
        self.folder.forget_state()
        self.folder.unlock()
        self.say("stopped")

    def _publish(self) -> None:
        pids = {child.name: child.pid for child in self.children if child.pid}
        pids |= {service.name: service.pid for service in self.services if service.pid}
        self.folder.write_state(self.url, self._own_environment(), pids)

    def _own_environment(self) -> dict[str, str]:
        """What a command in another terminal needs in order to join this stack."""
        before = os.environ
        return {k: v for k, v in self.environment.items() if before.get(k) != v}

    def _greet(self) -> None:
        self.say(f"ready: {self.url}/   (Ctrl-C stops everything)")
        for login in self.folder.demo_logins():
            self.say(f"  {login['role']:<28} {login['email']:<36} {login['password']}", bare=True)

    def say(self, message: str, *, bare: bool = False) -> None:
        """Tell the terminal; a closed one must not keep us from stopping properly."""
        stamp = "" if bare else f"[{time.monotonic() - self.began:5.1f} s] "
        try:
            print(f"{stamp}{message}", flush=True)
        except OSError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of our life


def supervise(*, port: str | None, demo: bool, reload: bool) -> None:
    """Run the stack in the foreground until it is told to stop."""
    with Signals() as signals:
        folder = Folder.from_environment()
        Supervisor(folder, signals, demo=demo, reload=reload).run(port)
