"""The parts list names every locked package with the version and hashes it was checked against."""

import json
import subprocess
import sys
from importlib.metadata import version

from packaging.version import Version

from config.sbom import locked, parts_list
from config.stack.folder import ROOT

LOCK = (ROOT / "requirements" / "base.txt").read_text()


def test_every_part_is_as_locked():
    lock = locked(LOCK)
    parts = {part["name"]: part for part in parts_list(lock)["components"]}
    assert len(parts) > 50
    for name, part in parts.items():
        assert Version(part["version"]) == Version(lock[name][0]), name
        assert part["hashes"], name
    assert parts["django"]["version"] == version("django")
    assert parts["django"]["purl"] == f"pkg:pypi/django@{version('django')}"


def test_every_line_of_the_lock_has_a_hash():
    assert all(hashes for _version, hashes in locked(LOCK).values())


def test_it_is_printed_as_one_document():
    command = [sys.executable, "-m", "config.sbom"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(said)["bomFormat"] == "CycloneDX"
