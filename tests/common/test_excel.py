"""Excel files out: what a reader of the sheet sees."""

import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from common.excel import workbook_bytes

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
