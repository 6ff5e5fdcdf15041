"""Job handlers used by the tests of jobs."""

import sys
from pathlib import Path

from common.errors import DomainError
from notifications.registry import job_handler


@job_handler("test.work", queue="documents")
def work(run):
    """Write one line per item, going on where an earlier run stopped."""
    path = Path(run.params["path"])
    done = path.read_text().splitlines() if path.exists() else []
    total = run.params["total"]
    run.progress(done=len(done), total=total)
    for item in range(len(done), total):
        with path.open("a") as file:
            file.write(f"{item}\n")
        if item == run.params.get("stop_at"):
            print("reached", flush=True)  # noqa: T201 - the test waits for this line
            sys.stdin.read()  # and kills the process here
        run.progress(done=item + 1, total=total)
    return {"links": [["Kết quả", "/documents/"]]}


@job_handler("test.refused")
def refused(run):
    raise DomainError("Chưa có gian hàng nào được phân bổ.")


@job_handler("test.broken")
def broken(run):
    raise RuntimeError("secret detail")
