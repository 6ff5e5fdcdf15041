"""Booth letters: letters per second, CPU, memory and size, against a bare ReportLab canvas.

    .venv/bin/python -m bench.pdf [--counts 1000,10000]

Each case runs in a process of its own and draws the same one-page letter: Vietnamese text, a table
of three products, a QR code, a plan of 200 booths with one marked. `bare` is what a programmer
writes first on a ReportLab canvas. Printed per case: CPU seconds per 1,000 letters, letters per
second, peak memory above the start, and kB a letter; then the ratios to `bare` in the same run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from datetime import time as clock
from io import BytesIO
from pathlib import Path
from typing import Any

import django
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from common.pdf import qr, render_merged
from common.pdf.faces import REGULAR_FILE, SEMIBOLD_FILE, prepared_face
from fairs.documents.booth_letter import (
    BOOTH_LETTER,
    LetterFacts,
    render_booth_letter,
    stamp_of,
)
from fairs.documents.plan_geometry import BoothSpot, draw_hall

ROOT = Path(__file__).resolve().parent.parent
CASES = ("merged", "single", "bare merged", "bare single", "bare merged, our QR")
TARGETS = {"merged": (1.24, 3.0, 100.0), "single": (7.7, 25.0, 100.0)}


def _letters(count: int) -> Iterator[Any]:
    """Facts of so many letters in one hall, each with its own name, booth and token."""
    spots = [
        BoothSpot(n, f"A{n + 1:03d}", "A", 1, 2 + n % 20 * 3.2, 2 + n // 20 * 3.5, 3, 3)
        for n in range(200)
    ]
    hall = draw_hall(
        name="Nhà A1", width=68, depth=40, entrances=[(34, 0)], booths=spots, zones=[1]
    )
    facts = LetterFacts(
        language="vi",
        office="Văn phòng Điều phối nông thôn mới Hà Nội",
        fair="Hội chợ đặc sản vùng miền và sản phẩm OCOP Hà Nội",
        opens_on=date(2026, 12, 10),
        closes_on=date(2026, 12, 14),
        daily_from=clock(8, 30),
        daily_until=clock(21, 0),
        venue="Trung tâm Hội chợ Triển lãm",
        address="Đông Anh, Hà Nội",
        move_in_at=datetime(2026, 12, 9, 1, tzinfo=UTC),
        confirm_by=datetime(2026, 12, 1, 10, tzinfo=UTC),
        contact="banto@example.org, 024 0000 0000",
        producer="",
        producer_address="Thôn Phú Vinh, xã Phú Nghĩa, Hà Nội",
        code="",
        booths=(),
        hall=hall,
        zone="Thủ công mỹ nghệ",
        size="3 × 3 m",
        equipment=("Điện", "Gần lối vào"),
        products=(("Bộ ấm chén gốm sứ", 4), ("Mây tre đan xuất khẩu", 3), ("Chè lam", 5)),
        plan_number=7,
        issued_at=datetime(2026, 11, 24, 7, 5, tzinfo=UTC),
        verify_url="",
    )
    for n in range(count):
        yield replace(
            facts,
            producer=f"Hợp tác xã Mây tre đan xuất khẩu Phú Vinh số {n + 1}",
            code=f"TA-{n + 1:05d}",
            booths=(f"A{n % 200 + 1:03d}",),
            verify_url=f"https://hoicho.example.org/v/{n:032d}/",
        )


def merged(count: int) -> tuple[int, int]:
    """All letters in one file: its bytes and pages."""
    papers = ((facts, stamp_of(facts), "vi") for facts in _letters(count))
    first = stamp_of(next(_letters(1)))
    content = render_merged(BOOTH_LETTER, papers, title="Thư", stamp=first, language="vi")
    return len(content), content.count(b"/Type/Page/")


def single(count: int) -> tuple[int, int]:
    """A file for each letter: their bytes and number."""
    return sum(len(render_booth_letter(facts)) for facts in _letters(count)), count


class _Bare:
    """The same page on a ReportLab canvas, with what ReportLab offers."""

    def __init__(self, own_qr: bool = False) -> None:
        for name, file in (("R", REGULAR_FILE), ("B", SEMIBOLD_FILE)):
            pdfmetrics.registerFont(TTFont(name, prepared_face(file, name), shapable=False))
        self.own_qr = own_qr

    def canvas(self) -> tuple[Any, BytesIO]:
        buffer = BytesIO()
        return Canvas(buffer, pagesize=A4, pageCompression=1, invariant=1), buffer

    def draw(self, canvas: Any, facts: Any) -> None:
        y = 786.0
        text = [
            ("B", 10, facts.office),
            ("B", 16, "Thông báo bố trí gian hàng"),
            ("B", 12, facts.fair),
            ("B", 12, f"Kính gửi: {facts.producer}"),
            ("R", 10.5, facts.producer_address),
            ("R", 10.5, "Ban tổ chức trân trọng thông báo vị trí gian hàng tại hội chợ."),
            ("B", 26, facts.booths[0]),
            ("R", 10.5, f"{facts.hall.name} · {facts.zone} · {facts.size}"),
            ("R", 10.5, "Thời gian: 10/12/2026 – 14/12/2026, 08:30 – 21:00"),
            ("R", 10.5, f"Địa điểm: {facts.venue}, {facts.address}"),
            ("R", 10.5, "Thiết bị: " + ", ".join(facts.equipment)),
            *(("R", 9, f"{name}  {'*' * stars}") for name, stars in facts.products),
            ("R", 10.5, "Xác nhận tham gia trước 17:00 01/12/2026 trên trang gian hàng."),
            ("R", 10.5, "Mang thư này, bản giấy hoặc trên điện thoại, khi vào dựng gian hàng."),
            ("R", 10.5, "Báo cho ban tổ chức kịp thời nếu có điều gì chưa đúng."),
            ("R", 10.5, "Mã trên thư này cho biết thư còn hiệu lực hay không."),
            ("R", 10.5, f"Liên hệ: {facts.contact}"),
        ]  # fmt: skip
        for font, size, value in text:
            for line in simpleSplit(value, font, size, 380):
                canvas.setFont(font, size)
                canvas.drawString(56, y, line)
                y -= size * 1.45
        self.qr(canvas, facts.verify_url)
        scale = 483 / facts.hall.width
        for booth in facts.hall.booths:
            marked = booth.spot.number in facts.booths
            canvas.setFillColorRGB(*((0.04, 0.36, 0.26) if marked else (1, 1, 1)))
            x, up = 56 + booth.rect.x * scale, 60 + booth.rect.y * scale
            canvas.rect(x, up, 3 * scale, 3 * scale, stroke=1, fill=1)
            canvas.setFillColorRGB(0.1, 0.13, 0.11)
            canvas.setFont("R", 6)
            canvas.drawCentredString(x + 1.5 * scale, up + 8, booth.spot.number)
        canvas.setFont("R", 8)
        canvas.drawString(56, 40, f"{facts.code} · {facts.verify_url}")
        canvas.showPage()

    def qr(self, canvas: Any, data: str) -> None:
        if self.own_qr:
            drawing, side = qr.operators(data)
            canvas.saveState()
            canvas.transform(92 / side, 0, 0, 92 / side, 440, 600)
            canvas._code.append(drawing)
            canvas.restoreState()
            return
        widget = QrCodeWidget(data, barLevel="M")
        left, low, right, high = widget.getBounds()
        drawing = Drawing(92, 92, transform=[92 / (right - left), 0, 0, 92 / (high - low), 0, 0])
        drawing.add(widget)
        renderPDF.draw(drawing, canvas, 440, 600)


def bare_merged(count: int, own_qr: bool = False) -> tuple[int, int]:
    bare = _Bare(own_qr)
    canvas, buffer = bare.canvas()
    for facts in _letters(count):
        bare.draw(canvas, facts)
    canvas.save()
    return len(buffer.getvalue()), count


def bare_single(count: int) -> tuple[int, int]:
    bare, size = _Bare(), 0
    for facts in _letters(count):
        canvas, buffer = bare.canvas()
        bare.draw(canvas, facts)
        canvas.save()
        size += len(buffer.getvalue())
    return size, count


RUNS: dict[str, Callable[[int], tuple[int, int]]] = {
    "merged": merged,
    "single": single,
    "bare merged": bare_merged,
    "bare single": bare_single,
    "bare merged, our QR": lambda count: bare_merged(count, own_qr=True),
}


def _measure(case: str, count: int) -> None:
    """In a fresh process: one warm-up letter, then the clock."""
    django.setup()
    RUNS[case](1)
    before = resource.getrusage(resource.RUSAGE_SELF)
    began, cpu = time.perf_counter(), time.process_time()
    size, pages = RUNS[case](count)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "cpu": cpu * 1000 / count,
                "rate": count / seconds,
                "peak": after.ru_maxrss / 1024,
                "grown": (after.ru_maxrss - before.ru_maxrss) / 1024,
                "kb": size / 1000 / count,
                "pages": pages / count,
            }
        )
    )


def run_case(case: str, count: int) -> dict[str, float]:
    """The figures of one case, measured in its own process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.pdf", "--case", case, "--counts", str(count)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(counts: list[int]) -> None:
    """Measure and print every case at every count, then what the targets ask."""
    for count in counts:
        print(f"\n{count:,} letters      CPU s/1,000  letters/s  peak MB  growth MB  kB a letter")
        results = {case: run_case(case, count) for case in CASES}
        for case, r in results.items():
            print(
                f"{case:20} {r['cpu']:10.2f} {r['rate']:10.0f} {r['peak']:8.0f} "
                f"{r['grown']:9.0f} {r['kb']:12.1f}"
            )
        for case in ("merged", "single"):
            cpu, kb, _memory = TARGETS[case]
            ours, bare = results[case], results[f"bare {case}"]
            print(
                f"{case}: {bare['cpu'] / ours['cpu']:.1f} × less CPU than the bare canvas "
                f"(reference {cpu} s), {ours['kb']:.1f} kB a letter (target {kb})"
            )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--counts", default="1000,10000")
    options.add_argument("--case", choices=CASES)
    chosen = options.parse_args()
    counts = [int(part) for part in chosen.counts.split(",")]
    if chosen.case:
        _measure(chosen.case, counts[0])
    else:
        report(counts)


if __name__ == "__main__":
    main()
