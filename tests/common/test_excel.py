"""Excel files out: what a reader of the sheet sees."""

import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook

from common.errors import InvalidInput
from common.excel import read_rows, workbook_bytes

HEADER = ["Tên", "Ngày", "Lúc", "Năm", "Doanh thu"]
NAME = "Tượng Quan Âm nghìn mắt nghìn tay gỗ mít"


def sheet(rows):
    content = workbook_bytes(title="Sản phẩm", header=HEADER, rows=iter(rows))
    return load_workbook(io.BytesIO(content)).active


def test_days_and_figures_are_shown_as_people_here_write_them():
    at = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    cells = sheet([(NAME, date(2026, 11, 24), at, 2026, Decimal(12_345_678))])[2]
    assert [cell.number_format for cell in cells] == [
        "General",
        "dd/mm/yyyy",
        "dd/mm/yyyy hh:mm",
        "General",
        "#,##0",
    ]
    assert cells[2].value == at.replace(tzinfo=None)
    assert cells[4].value == 12_345_678


def test_a_column_is_wide_enough_for_its_names_and_no_row_is_lost():
    made = sheet([(f"{NAME} {n}",) for n in range(250)])
    assert made.column_dimensions["A"].width >= len(NAME)
    assert made.max_row == 251
    assert made["A251"].value == f"{NAME} 249"


@pytest.mark.parametrize("place", ["XFD1048576", "B1048576", "XFD20000"])
def test_a_stray_cell_far_out_is_refused_before_it_takes_memory(place):
    book, file = Workbook(), io.BytesIO()
    book.active["A1"], book.active[place] = "Tên", "x"
    book.save(file)
    file.seek(0)
    with pytest.raises(InvalidInput) as refused:
        read_rows(file)
    assert "20.000" in str(refused.value.fields["file"][0])


def test_a_sheet_of_ordinary_size_is_read_whole():
    content = workbook_bytes(title="x", header=HEADER, rows=([n, None, "b"] for n in range(300)))
    rows = read_rows(io.BytesIO(content))
    assert rows[300][:3] == [299, None, "b"]
