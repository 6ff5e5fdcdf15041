"""Seconds from a fresh clone to the first page, and from a second start to the first page.

    python bench/start.py [--keep DIR]

Clones this repository's HEAD into an empty folder, runs `./run` there as a person would, and
asks for the home page until it answers. The packages come from wherever pip is configured to look;
a warm download cache is assumed. Prints each figure with its limit.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_LIMIT, SECOND_LIMIT, STOP_LIMIT = 90.0, 10.0, 15.0
PORT = "8791"


def first_page(folder: Path) -> tuple[float, float]:
    """Start `./run`, wait for the home page, stop it; seconds to the page and to the stop."""
    began = time.monotonic()
    process = subprocess.Popen(
        ["./run"],
        cwd=folder,
        env={**os.environ, "PORT": PORT},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as answer:
                    if answer.status == 200:
                        break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if process.poll() is not None:
                    sys.exit(f"./run ended with {process.returncode} before the first page")
                time.sleep(0.05)
        seconds = time.monotonic() - began
    finally:
        stopped = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    return seconds, time.monotonic() - stopped


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", help="use this folder and leave it there")
    keep = options.parse_args().keep
    with tempfile.TemporaryDirectory(prefix="hoicho-start-") as temporary:
        folder = Path(keep or temporary) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        for name, limit in (("first start", FIRST_LIMIT), ("second start", SECOND_LIMIT)):
            page, stop = first_page(folder)
            print(
                f"{name}: first page {page:5.1f} s (limit {limit:.0f} s, ratio {page / limit:.2f})"
            )
            print(f"{'':13} stopped in {stop:4.1f} s (limit {STOP_LIMIT:.0f} s)")


if __name__ == "__main__":
    main()
