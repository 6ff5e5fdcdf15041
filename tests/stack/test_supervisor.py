"""`./run` as its user meets it: the whole stack, started and stopped as real processes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.stack.folder import ROOT, Folder
from config.stack.processes import started_at, wait_until

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("stack")]

OURS = re.compile(
    r"^(DATABASE_URL|REDIS_URL|DJANGO_SETTINGS_MODULE|SECRET_KEY|SITE_URL|PORT|HOICHO_|EMAIL_|PYTEST)"
)


@pytest.fixture
def home(home):
    """A run-time folder with the assets of the run, so that no start builds them again."""
    (home / "assets").symlink_to(Path(os.environ["HOICHO_VAR"]) / "assets")
    return home


def environment(home, **more) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return {**plain, "HOICHO_VAR": str(home), **more}


def stack(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "config.stack", *arguments]


def refused(home, *arguments: str, **more) -> str:
    """What a start that must not succeed says on standard error."""
    answer = subprocess.run(
        stack("up", "--no-demo", *arguments),
        cwd=ROOT,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 1, answer.stdout
    assert "Traceback" not in answer.stdout + answer.stderr
    return answer.stderr


class Running:
    """A started stack and what can be seen of it from outside."""

    def __init__(self, home, **more):
        self.folder = Folder(home)
        self.output = home / "output.txt"
        self.began = time.monotonic()
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                stack("up", "--no-demo"),
                cwd=ROOT,
                env=environment(home, **more),
                stdout=output,
                stderr=output,
            )

    def said(self, words: str) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        return words in self.output.read_text()

    def wait_for(self, words: str, seconds: float = 240) -> float:
        """Wait until it has said `words`; the seconds since its start."""
        assert wait_until(lambda: self.said(words), seconds), self.output.read_text()
        return time.monotonic() - self.began

    def processes(self) -> dict[str, tuple[int, str]]:
        state = self.folder.read_state()
        assert state
        return state.processes

    def get(self, path: str) -> int:
        """The status of a page, 0 when there is no answer."""
        return self.page(path)[0]

    def page(self, path: str) -> tuple[int, str]:
        """Status and text of a page; 0 when there is no answer."""
        state = self.folder.read_state()
        if state is None:
            return 0, ""
        connection = HTTPConnection(state.url.removeprefix("http://"), timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            connection.close()


@contextmanager
def running(home, **more):
    stack = Running(home, **more)
    try:
        stack.wait_for("ready: http://")
        yield stack
    finally:
        if stack.process.poll() is None:
            stack.process.send_signal(signal.SIGTERM)
        stack.process.wait(60)


def manage(home, *arguments: str) -> str:
    return subprocess.run(
        stack("manage", *arguments),
        cwd=ROOT,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


COUNT = "from accounts.models import User; print(User.objects.count(), 'users')"
ADD = "from accounts.models import User; User.objects.create(email='kept@example.org')"


def test_a_start_serves_works_heals_and_stops_without_losing_anything(home):
    with running(home) as stack:
        assert stack.get("/health/live") == 200
        # web, database, broker, a beat that ticks and a worker that works:
        assert wait_until(lambda: stack.get("/health/ready") == 200, 180)
        assert "Dữ liệu trình diễn" not in stack.page("/")[1]  # it was started without
        assert f"(pid {stack.process.pid})" in refused(home)
        manage(home, "shell", "-c", ADD)
        assert "1 users" in manage(home, "shell", "-c", COUNT)

        before = stack.processes()
        os.kill(before["web"][0], signal.SIGKILL)
        stack.wait_for("web ended unexpectedly")
        assert wait_until(lambda: stack.get("/health/live") == 200, 180)
        assert stack.processes()["web"] != before["web"]

        processes = stack.processes()
        assert {"web", "worker", "mail", "beat", "PostgreSQL", "Valkey"} <= set(processes)
        stack.process.send_signal(signal.SIGINT)
        assert stack.process.wait(60) == 0
        assert [name for name, (pid, began) in processes.items() if started_at(pid) == began] == []
        assert not (home / "stack.json").exists()

    with running(home) as stack:
        assert "1 users" in manage(home, "shell", "-c", COUNT)
    assert "1 users" in manage(home, "shell", "-c", COUNT)  # with services of its own


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start clears away")
def test_nothing_outlives_a_killed_supervisor(home):
    with running(home) as stack:
        processes = stack.processes()
        stack.process.kill()
        stack.process.wait()
        for name, (pid, began) in processes.items():
            assert wait_until(lambda p=pid, b=began: started_at(p) != b, 40), name
    with running(home) as stack:
        assert stack.get("/health/live") == 200


def test_what_an_earlier_supervisor_left_is_stopped(home):
    """As on a system whose kernel does not end the children of a killed parent."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as left:
        Folder(home).write_state("http://127.0.0.1:1", {}, {"worker": left.pid})
        assert Folder(home).stop_leftovers() == ["worker"]
        assert left.wait(10) == -signal.SIGTERM


def test_a_pid_given_to_another_process_is_left_alone(home):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as stranger:
        Folder(home).write_state("", {}, {"worker": stranger.pid})
        state = json.loads((home / "stack.json").read_text())
        state["processes"]["worker"][1] = "long ago"
        (home / "stack.json").write_text(json.dumps(state))
        assert Folder(home).stop_leftovers() == []
        assert stranger.poll() is None
        stranger.kill()


def test_the_state_and_the_secret_are_for_the_owner_only(home):
    folder = Folder(home)
    folder.write_state("", {"SECRET_KEY": "x"}, {})
    assert folder.secret_key() == folder.secret_key()
    for name in ("stack.json", "secret_key"):
        assert (home / name).stat().st_mode & 0o077 == 0


def test_a_taken_port_is_named(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert f"PORT: {port} cannot be used" in refused(home, PORT=port)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "http"}, "PORT must be a number"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "1"}, "EMAIL_HOST: the mail server 127.0.0.1:1"),
        ({"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a number"),
        ({"ALLOWED_HOSTS": "hoicho.example.org"}, "ALLOWED_HOSTS: ./run serves on 127.0.0.1"),
    ],
)
def test_a_wrong_variable_is_named_before_anything_starts(home, variables, sentence):
    assert sentence in refused(home, **variables)
    assert not (home / "pg").exists()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "postgres://x@127.0.0.1:1/x"}, "DATABASE_URL: the database cannot"),
        ({"DATABASE_URL": "mysql://x@127.0.0.1/x"}, "DATABASE_URL must name a PostgreSQL"),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "REDIS_URL: the server cannot be used"),
        ({"REDIS_URL": "amqp://127.0.0.1"}, "REDIS_URL must start with"),
    ],
)
def test_a_server_that_cannot_be_used_is_named(home, variables, sentence):
    answer = refused(home, **variables)
    assert sentence in answer
    assert "could not be prepared" in answer


def test_a_folder_that_cannot_be_made_is_named(home):
    (home / "file").write_text("")
    assert "HOICHO_VAR" in refused(home / "file" / "var")
