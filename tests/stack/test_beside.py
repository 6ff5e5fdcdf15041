"""Work done on a second core while a long start goes on."""

import os

import pytest

from config.beside import beside


def test_work_is_done_by_another_process_and_its_result_is_given() -> None:
    with beside(os.getpid) as pid:
        pass
    assert pid.result() not in (0, os.getpid())


def test_what_fails_beside_fails_the_whole() -> None:
    with pytest.raises(ImportError, match="nowhere"), beside(_import, name="nowhere"):
        pass


def _import(name: str) -> None:
    __import__(name)
