"""Nobody's first plan waits for the compiler: a worker that solves has the loops compiled."""

import re

import pytest
import yaml

from config.stack.folder import ROOT
from config.stack.processes import wait_until

WORKER = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["worker"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_worker_of_the_solver_compiles_before_it_is_asked(start_worker, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    start_worker("solver")
    assert wait_until(lambda: any(tmp_path.rglob("annealing_loop.*.nbc")), 90)


def test_a_container_brings_the_compiled_loops_and_may_add_to_them():
    """On a read-only file system the compiler's folder has to be a volume."""
    image = (ROOT / "Dockerfile").read_text()
    (folder,) = re.findall(r"^\s+NUMBA_CACHE_DIR=(\S+)$", image, re.MULTILINE)
    assert f"NUMBA_CACHE_DIR={folder} python -m fairs.solver warm" in image
    assert f"chown -R hoicho:hoicho {folder}" in image
    assert folder in [volume.partition(":")[2] for volume in WORKER["volumes"]]
