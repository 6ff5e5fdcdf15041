"""./run: what is installed when, and what it survives. The real script, on small locks."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load_run():
    loader = SourceFileLoader("run_script", str(ROOT / "run"))
    module = module_from_spec(spec_from_loader("run_script", loader))
    loader.exec_module(module)
    return module


run = load_run()


@pytest.fixture
def checkout(tmp_path):
    """A folder with empty locks: installing them needs no package index."""
    (tmp_path / "requirements").mkdir()
    for name in run.LOCKS:
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n")
    return tmp_path


@pytest.fixture
def installed(checkout):
    """A function: the environment of the checkout, as if `name` had been installed."""

    def make(name):
        environment = run.Environment(checkout)
        environment.python.parent.mkdir(parents=True)
        environment.python.symlink_to(sys.executable)
        environment.stamp.write_text(json.dumps({"set": name, "key": environment.key(name)}))
        return environment

    return make


@pytest.mark.parametrize(
    ("have", "wanted", "enough"),
    [
        ("base", "base", True),
        ("base", "test", False),
        ("test", "dev", False),
        ("dev", "test", True),
        ("dev", "base", True),
    ],
)
def test_a_larger_set_satisfies_a_smaller_one(installed, have, wanted, enough):
    assert installed(have).satisfies(wanted) is enough


def test_a_changed_lock_asks_for_a_new_installation(installed):
    environment = installed("test")
    (environment.root / "requirements" / "test.txt").write_text("# changed\n")
    assert not environment.satisfies("test")
    assert environment.installed_set() == "test"  # what will be brought up to date


def test_an_interrupted_installation_is_not_trusted(installed):
    environment = installed("base")
    environment.unfinished.touch()
    assert not environment.satisfies("base")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"set": "huge", "key": "x"}'])
def test_an_unreadable_stamp_counts_as_nothing(installed, content):
    environment = installed("base")
    environment.stamp.write_text(content)
    assert not environment.satisfies("base")


@pytest.mark.services
def test_a_broken_environment_is_made_anew_once_for_two_who_want_it(checkout):
    folder = checkout / ".venv"
    folder.mkdir()
    (folder / "unfinished").touch()
    (folder / "rubbish").write_text("left by a killed installation")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from importlib.machinery import SourceFileLoader;"
        "run = SourceFileLoader('run_script', sys.argv[1] + '/run').load_module();"
        "run.Environment(Path(sys.argv[2])).ensure('base')"
    )
    command = [sys.executable, "-W", "ignore", "-c", script, str(ROOT), str(checkout)]

    def start(_):
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(start, range(2)))
    assert [a.returncode for a in answers] == [0, 0], answers
    assert sum("making .venv" in a.stderr for a in answers) == 1
    assert not (folder / "rubbish").exists()
    environment = run.Environment(checkout)
    assert environment.satisfies("base")
    assert environment.usable()


def test_what_cannot_be_installed_ends_in_one_sentence(checkout):
    (checkout / "requirements" / "base.txt").write_text("no-such-package==1\n")  # and no hash
    environment = run.Environment(checkout)
    with pytest.raises(run.Trouble, match=r"requirements/base\.txt could not be installed"):
        environment.ensure("base")
    assert not environment.satisfies("base")


@pytest.mark.parametrize(
    ("arguments", "several"),
    [
        ([], True),
        (["-q", "-k", "booth"], True),
        (["tests/stack"], False),
        (["tests/stack/test_run.py::test_x"], False),
        (["-n", "3"], False),
        (["--pdb"], False),
    ],
)
def test_the_whole_suite_runs_in_several_processes(arguments, several, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert bool(run.parallel(arguments)) is several


def test_help_needs_no_environment():
    answer = subprocess.run(
        [sys.executable, str(ROOT / "run"), "--help"], capture_output=True, text=True, check=True
    )
    assert "./run test" in answer.stdout
