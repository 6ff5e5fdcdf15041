"""Excel files out and in: text stays text, and a hostile file cannot exhaust the server."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any, BinaryIO
from xml.parsers import expat

import python_calamine
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import column_index_from_string, get_column_letter

from common.errors import InvalidInput
from common.text import nfc

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_SPAN = 5_000_000  # cells of the box around all cells, for which the reader takes memory
MAX_CELLS = MAX_ROWS * MAX_COLUMNS
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})$")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """A value a spreadsheet shows and never runs."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, bool | int | float | Decimal | date):
        return value
    text = _ILLEGAL.sub("", str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _width(value: Any) -> int:
    return len("00/00/0000 00:00" if isinstance(value, datetime) else str(value or ""))


def _cell(sheet: Any, value: Any) -> Any:
    """A cell as people here read it: day first, large figures in groups."""
    value = safe_cell(value)
    shown = None
    if isinstance(value, datetime):
        shown = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        shown = "dd/mm/yyyy"
    elif isinstance(value, int | Decimal) and value >= 10_000 and value == int(value):
        shown = "#,##0"
    if shown is None:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = shown
    return cell


@dataclass(frozen=True)
class SheetRows:
    """A sheet of a workbook: its name, the heads of its columns, and rows of values."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def workbook_bytes(
    *,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    more: Sequence[SheetRows] = (),
) -> bytes:
    """A sheet with a bold frozen header, and any others after it; memory stays flat.

    Columns are as wide as their heading and the first rows ask for.
    """
    book = Workbook(write_only=True)
    for part in (SheetRows(title, header, rows), *more):
        _write(book, part)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, part: SheetRows) -> None:
    """Row by row, as they come."""
    lines = iter(part.rows)
    first = [list(row) for row in islice(lines, 100)]
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", part.title)[:31] or "Sheet1")
    sheet.freeze_panes = "A2"
    for index, name in enumerate(part.header):
        longest = max((_width(row[index]) for row in first if index < len(row)), default=0)
        width = min(48, max(12, len(name) + 4, longest + 2))
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    cells = []
    for name in part.header:
        cell = WriteOnlyCell(sheet, value=safe_cell(name))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cells.append(cell)
    sheet.append(cells)
    for row in chain(first, lines):
        sheet.append([_cell(sheet, value) for value in row])


def excel_response(content: bytes, filename: str) -> HttpResponse:
    """A download with a file name in any script."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{filename}.xlsx") or ""
    return response


def read_rows(file: BinaryIO, *, field: str = "file") -> list[list[Any]]:
    """The first sheet's rows, cells as str, int, float, date or None.

    Raises InvalidInput naming `field` when the file is not a workbook or is too large.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InvalidInput(
            fields={field: [_("The file is larger than 5 MB. Split it and try again.")]}
        )
    wrong = InvalidInput(
        fields={
            field: [
                _("This is not an Excel workbook (.xlsx). Save the file as .xlsx and try again.")
            ]
        }
    )
    far = InvalidInput(
        fields={
            field: [_("The sheet has more than 20,000 rows or 60 columns. Split it and try again.")]
        }
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if not any(i.filename == "xl/workbook.xml" for i in archive.infolist()):
                raise wrong
            if unpacked > MAX_UNPACKED:
                raise InvalidInput(fields={field: [_("The workbook is too large when unpacked.")]})
            sheets = [n for n in archive.namelist() if n.lower().startswith("xl/worksheets/")]
            for name in sheets:
                with archive.open(name) as part:
                    if name.lower().endswith(".xml") and _span(part) > MAX_SPAN:
                        raise far
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise wrong from error
    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(
            0
        )
        rows = sheet.to_python(skip_empty_area=False)
    except Exception as error:
        raise wrong from error
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows[:1]):
        raise far
    return [[_plain(value) for value in row] for row in rows]


class _TooMany(Exception):
    """More cells than a sheet may have; the rest need not be counted."""


def _span(part: IO[bytes]) -> int:
    """How many cells the box around all cells of a sheet has, stray ones far out included.

    Counting ends where the answer is clear, so that a hostile sheet costs no more than a full one.
    """
    row = column = rows = columns = cells = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns, cells
        tag, place = name.rpartition(":")[2], attributes.get("r", "")
        if tag == "row":
            row, column = int(place) if place.isdecimal() else row + 1, 0
        elif tag == "c":
            found = _PLACE.match(place)
            column = column_index_from_string(found[1]) if found else column + 1
            row = int(found[2]) if found else row
            rows, columns, cells = max(rows, row), max(columns, column), cells + 1
            if cells > MAX_CELLS or rows * columns > MAX_SPAN:
                raise _TooMany

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.ParseFile(part)
    except _TooMany:
        return MAX_SPAN + 1
    return rows * columns


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, str):
        return nfc(value).strip() or None
    return value
