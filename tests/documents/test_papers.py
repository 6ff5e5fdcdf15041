"""Every paper, in three languages: read back exactly, verified, and deaf to hostile names."""

import io
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from common import pdf
from tests.documents.samples import EXHIBITOR, LONG, PAPERS, PRODUCTS, SESSION, STAMP
from tests.pdf import opened, qr_codes

LANGUAGES = ("vi", "en", "fr")
HOSTILE = (
    '<img src="/etc/passwd">',
    "{x.__class__} {{7*7}} %s",
    "Tom <b\r\nBcc: an@example.org, binh@example.org",
    "a\u2028b\u202ec\u200fd",
)
each_paper = pytest.mark.parametrize("name", PAPERS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def made(name: str, language: str = "vi") -> bytes:
    paper, facts = PAPERS[name]
    return pdf.render(paper, facts, STAMP, language)


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return squeezed("".join(page.extract_text() for page in reader.pages))


@each_language
@each_paper
def test_a_paper_names_itself_its_language_its_version_and_its_pages(name, language):
    content = made(name, language)
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata.title.strip()
    assert reader.metadata.author == STAMP.office
    assert reader.root_object["/Lang"] == language
    pages = [squeezed(page.extract_text()) for page in reader.pages]
    assert all(f"{n}/{len(pages)}" in text for n, text in enumerate(pages, 1))
    assert squeezed(STAMP.verify_url) in "".join(pages)


@each_language
@each_paper
def test_nothing_on_a_paper_is_an_unknown_character_or_stands_off_the_page(name, language):
    with opened(made(name, language)) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            assert "□" not in text.get_text_range()
            for index in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(index)
                if right > left:
                    assert left >= 10
                    assert right <= width - 10
                    assert bottom >= 10
                    assert top <= height - 2


@each_paper
def test_the_fonts_of_a_paper_travel_with_it(name):
    reader = pypdf.PdfReader(io.BytesIO(made(name)))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        program = font["/FontDescriptor"]["/FontFile2"].get_data()
        assert program[:4] == b"\0\1\0\0"
        assert "HoiCho" in font["/BaseFont"]


@each_paper
def test_the_code_on_a_paper_leads_to_its_check(name):
    codes = qr_codes(made(name))
    assert codes
    assert {code.partition("#")[0] for code in codes} == {STAMP.verify_url}


@each_paper
def test_equal_facts_give_equal_bytes_in_any_company(name):
    first = made(name)
    for other in PAPERS:
        made(other, "fr")
    assert made(name) == first


@each_paper
def test_a_paper_is_the_same_alone_and_among_others(name):
    paper, facts = PAPERS[name]
    many = [(facts, STAMP, "vi"), (facts, STAMP, "vi")]
    merged = pdf.render_merged(paper, many, title="Nhiều", stamp=STAMP, language="vi")
    assert text_of(merged) == text_of(made(name)) * 2


def poisoned(value: Any, text: str) -> Any:
    """The same facts, every text of theirs replaced."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if is_dataclass(value):
        kept = ("role",)
        return replace(
            value,
            **{
                field.name: poisoned(getattr(value, field.name), text)
                for field in fields(value)
                if field.name not in kept
            },
        )
    return value


@pytest.mark.parametrize("text", HOSTILE)
@each_paper
def test_hostile_texts_are_only_drawn(name, text):
    paper, facts = PAPERS[name]
    stamp = replace(STAMP, office=text)
    content = pdf.render(paper, poisoned(facts, text), stamp, "vi")
    reader = pypdf.PdfReader(io.BytesIO(content))
    for page in reader.pages:
        assert not page.images
        assert "/Annots" not in page
    assert squeezed(pdf.clean(text)) in text_of(content)
    assert "root:" not in text_of(content)
    assert "\n" not in reader.metadata.title.strip("\n") or "\n" in text


@pytest.mark.parametrize("name", ["invitation", "fair_invitation", "expiry"])
def test_an_official_letter_is_dated_as_the_decree_asks_and_says_what_its_code_is_for(name):
    text = text_of(made(name))
    assert squeezed("ngày 24 tháng 11 năm 2026") in text
    assert squeezed("Mã này cho biết văn bản còn hiệu lực hay không.") in text


def test_a_sign_says_booth_name_and_products_whole():
    text = text_of(made("booth_sign"))
    for part in (*EXHIBITOR.booths, LONG, *(name for name, _stars in PRODUCTS)):
        assert squeezed(part) in text


def test_a_pass_says_booth_exhibitor_and_when_to_come():
    text = text_of(made("move_in_pass", "en"))
    for part in ("A012,A013,A014", LONG, "9 December 2026, 08:00"):
        assert squeezed(part) in text


def test_badges_are_eight_to_a_sheet_and_numbered():
    with opened(made("badges")) as document:
        assert len(document) == 2
    codes = qr_codes(made("badges"))
    assert {code.partition("#")[2] for code in codes} == {str(n) for n in range(1, 13)}


def test_a_hall_has_a_page_of_its_own_with_its_legend():
    with opened(made("hall_plan")) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
        sizes = [tuple(map(round, page.get_size())) for page in document]
    assert sizes == [(1191, 842)] * 2
    assert "Nhà A1" in texts[0]
    assert "Thực phẩm và đồ uống" in texts[0]
    assert "J20" in texts[0]
    assert "Sân ngoài trời" in texts[1]
    assert "N60" in texts[1]


@pytest.mark.parametrize("name", ["exhibitor_list", "decision", "attendance"])
def test_a_long_table_repeats_its_head_on_every_page(name):
    with opened(made(name, "en")) as document:
        heads = {"exhibitor_list": "Booth", "decision": "Valid until", "attendance": "Signature"}
        texts = [squeezed(page.get_textpage().get_text_range()) for page in document]
    assert len(texts) > 2
    assert all(squeezed(heads[name]) in text for text in texts)


def test_a_session_past_midnight_names_the_next_day():
    assert squeezed("20:00 – 01:00 12/12/2026") in text_of(made("programme"))
    assert "ĐÃHỦY" in text_of(made("programme"))


def test_an_invitation_is_laid_out_as_an_official_letter():
    text = text_of(made("invitation"))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:",
        "Hà Nội, ngày 24 tháng 11 năm 2026",
        "GIẤY MỜI",
        SESSION.name,
        "Nơi nhận:",
        "Trần Văn Ưng",
    ):
        assert squeezed(part) in text


@pytest.mark.parametrize(
    ("on", "written"),
    [
        (datetime(2026, 2, 5, 3, tzinfo=UTC), "ngày 05 tháng 02 năm 2026"),
        (datetime(2026, 3, 31, 18, tzinfo=UTC), "ngày 01 tháng 4 năm 2026"),  # 1 o'clock there
    ],
)
def test_an_official_letter_is_dated_as_the_decree_on_letters_asks(on, written):
    paper, facts = PAPERS["invitation"]
    content = pdf.render(paper, facts, replace(STAMP, issued_at=on), "vi")
    assert squeezed(f"Hà Nội, {written}") in text_of(content)


@pytest.mark.parametrize("name", ["registration", "results"])
def test_data_sheets_never_claim_to_be_a_form(name):
    assert squeezed("not an official form") in text_of(made(name, "en"))


def test_a_report_adds_up():
    text = text_of(made("results", "en"))
    for total in ("Total250", "Total254"):
        assert total in text
