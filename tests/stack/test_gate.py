"""The gate at which the web server waits: it opens, or its closing is noticed."""

import os
import subprocess
import sys

import pytest

from config.stack.folder import ROOT
from config.stack.gate import Gate

WAIT = "import sys; from config.stack.gate import wait_at; print(wait_at(int(sys.argv[1])))"


@pytest.fixture
def gate():
    made = Gate()
    yield made
    made.close()


def waiting(gate: Gate) -> subprocess.Popen:
    """A process at the gate; only it holds that end."""
    child = subprocess.Popen(
        [sys.executable, "-c", WAIT, str(gate.waiting)],
        cwd=ROOT,
        pass_fds=(gate.waiting,),
        stdout=subprocess.PIPE,
        text=True,
    )
    gate.give_away(gate.waiting)
    return child


def test_who_waits_goes_on_when_it_opens(gate):
    child = waiting(gate)
    gate.open()
    assert child.communicate(timeout=60)[0] == "True\n"


def test_who_waits_learns_that_it_will_never_open(gate):
    child = waiting(gate)
    gate.close()
    assert child.communicate(timeout=60)[0] == "False\n"


def test_the_other_side_sees_it_without_waiting(gate):
    assert not gate.is_open()
    os.write(gate.holding, b"+")
    assert gate.is_open()


def test_opening_for_nobody_is_no_error(gate):
    gate.give_away(gate.waiting)
    gate.open()
