"""What sending costs: the outbox against the bare line, in one run.

    python -m bench.mail                 1,000 and 10,000 messages, plain and with a PDF
    python -m bench.mail --counts 500    another size

The limit is `smtplib` over one connection with messages made beforehand: no database, no
promise. The outbox claims, renders, sends and commits two states for each message on a
PostgreSQL that reaches the disk. Both talk to the same server, which keeps nothing. CPU is the
sending process's own; memory is its peak. Each figure comes from a process of its own.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from config.stack.environment import Services, development_environment
from config.stack.folder import ROOT, Folder

PDF_BYTES = 40_000
LETTERS = 100  # different files in turn: more than a batch holds, so each is read for its message
STEP = 500
PARAGRAPH = "Kính mời Quý đơn vị tham dự hội chợ sản phẩm OCOP của thành phố Hà Nội. "
SHORT = {"OUTBOX_TASK_SECONDS": "100000", "LOG_LEVEL": "ERROR"}


def texts() -> tuple[str, str]:
    """About 3 kB each of text and HTML."""
    body = PARAGRAPH * (3_000 // len(PARAGRAPH.encode()))
    return body, f'<!doctype html><html lang="vi"><body><p>{body}</p></body></html>'


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
        if word == b"QUIT":
            break
    writer.close()


async def _sink() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _used(began: float, cpu: float, count: int) -> dict[str, float]:
    seconds = time.perf_counter() - began
    return {
        "per_second": round(count / seconds, 1),
        "cpu_ms": round((time.process_time() - cpu) * 1000 / count, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def raw(count: int, pdf: bool) -> dict[str, float]:
    """`count` messages made beforehand, over one connection."""
    from notifications.documents import Part, encode_file  # noqa: PLC0415

    parts = [Part("thu.pdf", "application/pdf", encode_file(os.urandom(PDF_BYTES)))] if pdf else []
    mails = [_letter(number, parts) for number in range(min(count, 500))]
    began, cpu = time.perf_counter(), time.process_time()
    with smtplib.SMTP(os.environ["EMAIL_HOST"], int(os.environ["EMAIL_PORT"])) as line:
        for number in range(count):
            line.sendmail("a@example.org", [f"b{number}@example.org"], mails[number % len(mails)])
    return _used(began, cpu, count)


def _letter(number: int, parts: list[Any]) -> bytes:
    from django.utils import timezone  # noqa: PLC0415

    from notifications.documents import Letter, render_mail  # noqa: PLC0415

    text, html = texts()
    return render_mail(
        Letter(
            message_id=f"<bench{number}@example.org>",
            sender=("Hội Chợ", "a@example.org"),
            recipient=("Nguyễn Thị Ấn", f"b{number}@example.org"),
            subject="Thư mời dự hội chợ",
            text=text,
            html=html,
            language="vi",
            written=timezone.now(),
            parts=parts,
        )
    )


def outbox(count: int, pdf: bool) -> dict[str, float]:
    """`count` queued messages through the ordinary outbox."""
    from notifications.models import Message  # noqa: PLC0415
    from notifications.services import sending  # noqa: PLC0415

    fill(count, pdf)
    began, cpu = time.perf_counter(), time.process_time()
    sending.send_due()
    used = _used(began, cpu, count)
    sent = Message.objects.filter(state="SENT").count()
    if sent != count:
        raise SystemExit(f"only {sent} of {count} messages were sent")
    return used


def fill(count: int, pdf: bool) -> None:
    """Queue `count` messages, in a process of its own when memory is measured."""
    command = [sys.executable, "-m", "bench.mail", "--fill", str(count), "--pdf", str(int(pdf))]
    subprocess.run(command, cwd=ROOT, check=True)


def write_rows(count: int, pdf: bool) -> None:
    """Empty the outbox and queue `count` messages, with a letter each when `pdf`."""
    from django.db import connection  # noqa: PLC0415

    from notifications.services import (  # noqa: PLC0415
        Attached,
        MessageDraft,
        enqueue_messages,
        issue_document,
    )

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE notifications_message, notifications_document CASCADE")
    letters = [
        issue_document(
            kind="bench.letter",
            subject_type="bench",
            subject_id=number,
            title="Thư mời",
            filename="thu.pdf",
            content=os.urandom(PDF_BYTES),
        )
        for number in range(LETTERS if pdf else 0)
    ]
    text, html = texts()
    for first in range(0, count, STEP):
        drafts = [
            MessageDraft(
                dedupe_key=f"bench/{n}",
                recipient=f"b{n}@d{n % 20}.example.org",
                recipient_name="Nguyễn Thị Ấn",
                subject="Thư mời dự hội chợ",
                text=text,
                html=html,
                attachments=(
                    [Attached("thu.pdf", "application/pdf", document=letters[n % LETTERS])]
                    if pdf
                    else ()
                ),
            )
            for n in range(first, min(first + STEP, count))
        ]
        enqueue_messages(drafts=drafts)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE notifications_message")


def measure(what: str, count: int, pdf: bool, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.mail", "--measure", what, "--counts", str(count)]
    command += ["--pdf", str(int(pdf))]
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def compare(counts: list[int]) -> None:
    """Start the services, measure everything, print a table with ratios."""
    home = Path(tempfile.mkdtemp(prefix="hoicho-bench-"))
    home.chmod(0o755)
    folder = Folder(home)
    services = Services(folder, {})
    sink = subprocess.Popen(
        [sys.executable, "-m", "bench.mail", "--sink"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        for service in services.all():
            service.start()
        port = (sink.stdout or sys.stdin).readline().strip()
        given = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        given |= SHORT | {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "HOICHO_VAR": str(home)}
        environment = development_environment(folder, given) | services.environment()
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        print(f"{'messages':>8} {'':>10} {'limit/s':>9} {'CPU ms':>7} {'outbox/s':>9} "
              f"{'CPU ms':>7} {'of limit':>8} {'peak MB':>8}")  # fmt: skip
        for pdf in (False, True):
            for count in counts:
                bare = measure("raw", count, pdf, environment)
                ours = measure("outbox", count, pdf, environment)
                share = ours["per_second"] / bare["per_second"]
                print(f"{count:>8} {'40 kB PDF' if pdf else '6 kB':>10} "
                      f"{bare['per_second']:>9} {bare['cpu_ms']:>7} {ours['per_second']:>9} "
                      f"{ours['cpu_ms']:>7} {share:>8.2f} "
                      f"{ours['peak_mb']:>8}", flush=True)  # fmt: skip
    finally:
        sink.terminate()
        for service in reversed(services.all()):
            service.stop()
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--pdf", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--sink", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=["raw", "outbox"], help=argparse.SUPPRESS)
    parser.add_argument("--fill", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sink:
        asyncio.run(_sink())
    elif options.measure or options.fill:
        import django  # noqa: PLC0415

        django.setup()
        if options.fill:
            write_rows(options.fill, bool(options.pdf))
            return
        work = {"raw": raw, "outbox": outbox}[options.measure]
        print(json.dumps(work(options.counts[0], bool(options.pdf))))
    else:
        compare(options.counts)


if __name__ == "__main__":
    main()
