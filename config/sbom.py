"""The parts list of this installation, in CycloneDX: what is installed, and the hashes it had.

`python -m config.sbom` prints it. Names, versions and licences are those of the installed packages,
hashes those of requirements/base.txt, against which they were checked when installed.
"""

import json
import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "base.txt"
PINNED = re.compile(r"^([\w.-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """{name: (version, hashes)} of a lock file."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in text.splitlines():
        if pin := PINNED.match(line):
            name = canonical(pin[1])
            found[name] = (pin[2], [])
        if name and (hashed := HASH.search(line)):
            found[name][1].append(hashed[1])
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def parts_list(lock: dict[str, tuple[str, list[str]]]) -> dict[str, Any]:
    """A CycloneDX document of the packages that the lock names and that are installed."""
    installed = {canonical(d.metadata["Name"]): d for d in distributions()}
    parts = [
        _part(name, lock[name][1], installed[name]) for name in sorted(lock) if name in installed
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "hoicho"}},
        "components": parts,
    }


def _part(name: str, hashes: list[str], package: Distribution) -> dict[str, Any]:
    part: dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": package.version,
        "purl": f"pkg:pypi/{name}@{package.version}",
        "hashes": [{"alg": "SHA-256", "content": content} for content in hashes],
    }
    said = package.metadata.json
    licence = str(said.get("license_expression") or said.get("license") or "")
    if licence and "\n" not in licence:
        part["licenses"] = [{"license": {"name": licence}}]
    return part


if __name__ == "__main__":
    json.dump(parts_list(locked(LOCK.read_text())), sys.stdout, indent=1)
