"""Charts: one geometry, on pages and on paper."""

import io

import pypdf
import pytest
from django.template.loader import render_to_string

from common import pdf
from common.charts import bar_chart

ROWS = [("Thực phẩm <b>", 120, "120"), ("Đồ uống", 30, "30"), ("Khác", 0, "0")]


def test_bars_begin_at_zero_and_are_as_long_as_their_values():
    first, second, none = bar_chart("Nhóm", ROWS).bars
    assert {bar.x for bar in (first, second, none)} == {0}
    assert first.width == 4 * second.width
    assert none.width == 0


def test_a_small_value_is_still_seen_and_a_negative_one_is_none():
    bars = bar_chart("x", [("a", 1_000_000, "1"), ("b", 1, "1"), ("c", -5, "-5")]).bars
    assert bars[1].width > 0
    assert bars[2].width == 0


def test_a_long_label_takes_lines_and_is_never_cut():
    name = "Hợp tác xã sản xuất và kinh doanh mây tre đan xuất khẩu truyền thống Phú Vinh " * 2
    (bar,) = bar_chart("x", [(name, 1, "1")]).bars
    assert " ".join(line.text for line in bar.label) == name.strip()
    assert bar.y > bar.label[-1].y


def test_bars_and_labels_stand_one_below_the_other():
    chart = bar_chart("x", ROWS)
    ends = [bar.y + bar.height for bar in chart.bars]
    starts = [bar.label[0].y for bar in chart.bars]
    assert all(end < start for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] <= chart.height


def test_the_page_says_in_words_what_the_picture_shows():
    svg = render_to_string("partials/chart.html", {"chart": bar_chart("Nhóm", ROWS), "id": "c1"})
    assert '<title id="c1-title">Nhóm</title>' in svg
    assert "Thực phẩm &lt;b&gt;: 120; Đồ uống: 30; Khác: 0</desc>" in svg
    assert "style=" not in svg
    assert svg.count("<rect") == 3


def test_paper_shows_the_same_bars_over_as_many_pages_as_they_take():
    sheet = pdf.Sheet(pdf.Meta("Biểu đồ"))
    pdf.draw_chart(sheet, bar_chart("Xã", [(f"Xã {n}", n, f"giá trị {n}") for n in range(1, 60)]))
    pages = pypdf.PdfReader(io.BytesIO(sheet.finish())).pages
    text = " ".join(page.extract_text() for page in pages)
    assert len(pages) > 1
    assert all(f"giá trị {n}" in text for n in range(1, 60))


@pytest.mark.parametrize("used", range(0, 800, 50))
def test_a_chart_that_fits_on_a_page_is_never_torn(used):
    sheet = pdf.Sheet(pdf.Meta("Biểu đồ"))
    sheet.text("Trên")
    sheet.gap(used)
    pdf.draw_chart(sheet, bar_chart("Tên hình", [(f"Xã {n}", n, f"giá trị {n}") for n in range(8)]))
    texts = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(sheet.finish())).pages]
    (whole,) = [text for text in texts if "giá trị" in text]
    assert "Tên hình" in whole
    assert all(f"giá trị {n}" in whole for n in range(8))
