"""The PDF kit: what is drawn can be read back, by people and by machines."""

import io
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdf
import pytest
import zxingcpp
from reportlab import rl_config

from common import pdf
from tests.pdf import pictures_of

LONG = "Hợp tác xã sản xuất và kinh doanh mây tre đan xuất khẩu truyền thống Phú Vinh " * 3
HOSTILE = [
    "Tom <b",
    '<img src="/etc/passwd"/>',
    '<link href="http://example.org">x</link>',
    "{{7*7}} {x.__class__} %s",
    "&amp; <para>x</para>",
    "a\x00b\u202ec\ud800d",
]


def sheet(**options):
    return pdf.Sheet(pdf.Meta("Thư xác nhận", "vi", "Ban tổ chức"), **options)


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content):
    return " ".join(" ".join(p.extract_text().split()) for p in read(content).pages)


def picture(content, page=0, scale=3):
    return pictures_of(content, scale)[page]


def squeezed(text):
    return "".join(text.split())


def test_vietnamese_text_comes_back_exactly_and_composed():
    words = "Ấ Ằ Ẵ Ỗ Ợ Ữ Ỵ đ Đ ơ ư Nguyễn Thị Phượng 1.234.567 ₫ ★★★★★"
    made = sheet()
    made.text(words)
    made.text("Nguye\u0302\u0303n")
    assert text_of(made.finish()) == words + " Nguyễn"


def test_thin_spaces_and_the_hard_hyphen_are_drawn_and_strangers_show_as_boxes():
    made = sheet()
    made.text("1\u202f234 5\u2009678 A\u201112 日")
    assert squeezed(text_of(made.finish())) == "12345678A\u201112□"


def test_digits_of_both_weights_have_one_width():
    pdf.clean("")
    for bold in (False, True):
        assert len({round(pdf.width(digit, 100, bold), 3) for digit in "0123456789"}) == 1


def test_a_long_name_wraps_and_nothing_is_lost():
    endless = "Nguyễn" * 60
    made = sheet()
    made.text(LONG)
    made.facts([("Tên", endless)])
    assert squeezed(text_of(made.finish())) == squeezed(LONG + "Tên" + endless)
    assert all(pdf.width(line, 10.5) <= 200 for line in pdf.wrap(LONG + endless, 200, 10.5))


def test_lines_stand_at_least_a_third_apart():
    assert pdf.LEADING >= 1.35


def test_a_table_repeats_its_head_and_counts_pages():
    made = sheet()
    columns = [pdf.Col("STT", 1, "right"), pdf.Col("Sản phẩm", 4), pdf.Col("Tồn", 1, "right")]
    rows = [(n, f"Gốm Bát Tràng số {n}", n * 1000) for n in range(1, 121)]
    made.table(columns, rows, total=("", "Cộng", 7_260_000))
    pages = read(made.finish()).pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) > 2
    assert all("Sản phẩm" in text for text in texts)
    assert all(f"{n}/{len(pages)}" in text for n, text in enumerate(texts, 1))
    together = "\n".join(texts)
    assert all(f"Gốm Bát Tràng số {n}" in together for n in range(1, 121))
    assert together.count("Cộng") == 1


def test_a_total_stands_on_the_page_of_the_last_row():
    for count in range(30, 60):
        made = sheet()
        rows = [(f"Hàng {n}", n) for n in range(1, count + 1)]
        made.table([pdf.Col("Tên"), pdf.Col("Số")], rows, total=("Cộng", 1))
        pages = [page.extract_text() for page in read(made.finish()).pages]
        assert all((f"Hàng {count}" in text) == ("Cộng" in text) for text in pages)


def test_a_long_figure_shrinks_and_keeps_to_one_line():
    made = sheet()
    figure = "12\u00a0345\u00a0678\u00a0901"
    made.table([pdf.Col("Sản phẩm", 9), pdf.Col("Doanh thu", 1, "right")], [("Gốm", figure)])
    assert figure.replace("\u00a0", " ") in text_of(made.finish()).replace("\u00a0", " ")


def test_a_row_taller_than_a_page_goes_on_overleaf():
    made = sheet()
    made.table([pdf.Col("A"), pdf.Col("B")], [("x", "từng dòng " * 2500)])
    content = made.finish()
    assert len(read(content).pages) > 1
    assert text_of(content).count("từng") == 2500


def test_a_heading_stays_with_the_first_rows_of_its_table():
    for lines in range(40, 52):
        made = sheet()
        made.text("\n".join("dòng" for _ in range(lines)))
        made.heading("Các ngày")
        made.table([pdf.Col("Báo cáo lượt khách " * 4), pdf.Col("Số")], [("đúng hạn", 1)] * 3)
        pages = [page.extract_text() for page in read(made.finish()).pages]
        assert all(("Các ngày" in text) == ("đúng hạn" in text) for text in pages)


def test_letters_in_one_file_are_paged_one_by_one():
    made = sheet(footer="Bản 1")
    for name in ("Một", "Hai"):
        made.letterhead(pdf.Letterhead("Ban tổ chức", national=True, number="Số: 1/BTC"))
        made.text(f"Kính gửi {name}")
        made.text("Nội dung " * 900 if name == "Hai" else "")
        made.next_document()
    pages = [page.extract_text() for page in read(made.finish()).pages]
    assert "Kính gửi Một" in pages[0]
    assert "1/1" in pages[0]
    assert f"1/{len(pages) - 1}" in pages[1]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[1]


@pytest.mark.parametrize("size", [60, 90])
def test_the_qr_code_reads(size):
    address = "https://hoicho.example.org/v/abcdefghijklmnopqrstuvwxyz012345/"
    made = sheet()
    made.qr(address, x=100, y=500, size=size)
    codes = zxingcpp.read_barcodes(picture(made.finish()))
    assert [code.text for code in codes] == [address]


def test_metadata_names_title_author_and_language():
    reader = read(sheet().finish())
    assert (reader.metadata.title, reader.metadata.author) == ("Thư xác nhận", "Ban tổ chức")
    assert reader.root_object["/Lang"] == "vi"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]


def test_metadata_says_when_the_document_was_issued():
    at = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    made = pdf.Sheet(pdf.Meta("Thư xác nhận", issued_at=at))
    assert read(made.finish()).metadata.creation_date == at


def test_equal_input_gives_equal_bytes():
    def make():
        made = sheet(footer="Bản 2")
        made.letterhead(pdf.Letterhead("Văn phòng", place_and_date="Hà Nội, ngày 24/11/2026"))
        made.text(LONG)
        made.qr("https://example.org/", x=60, y=60, size=80)
        return made.finish()

    assert make() == make()


PROGRAM = """
import hashlib
from common import pdf
made = pdf.Sheet(pdf.Meta("Thư xác nhận", "vi", "Ban tổ chức"))
made.text("Kính gửi Quý đơn vị", bold=True)
digest = hashlib.sha256(made.finish()).hexdigest()
"""


def test_another_process_gives_equal_bytes():
    here: dict[str, str] = {}
    exec(PROGRAM, here)  # noqa: S102 - the program above
    there = subprocess.run(
        [sys.executable, "-c", f"{PROGRAM}print(digest)"],
        cwd=Path(pdf.__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here["digest"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(name):
    made = sheet(footer=name)
    made.letterhead(pdf.Letterhead(name))
    made.heading(name)
    made.facts([(name, name)])
    made.table([pdf.Col(name)], [(name,)])
    made.signature(title=name, name=name, left=name)
    content = made.finish()
    assert squeezed(pdf.clean(name)) in squeezed(text_of(content))
    assert all(not page.images and "/Annots" not in page for page in read(content).pages)


def test_documents_fetch_nothing():
    assert not rl_config.trustedHosts
    assert not rl_config.trustedSchemes


def test_a_plan_kept_as_a_form_is_stored_once():
    def size(places):
        made = sheet(page_numbers=False)
        with made.form("plan"):
            for n in range(200):
                made.rect(n % 20 * 10, n // 20 * 10, 9, 9, fill=pdf.TINT)
        for _ in range(places):
            made.place("plan", x=60, y=300)
            made.next_document()
        return len(made.finish())

    assert size(20) - size(1) < 19 * 1500


def test_the_last_letter_leaves_no_empty_page():
    made = sheet()
    made.text("Một")
    made.next_document()
    made.text("Hai")
    made.next_document()
    assert len(read(made.finish()).pages) == 2
