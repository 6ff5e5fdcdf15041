"""The template of a recognition import, and the rows that were not imported."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.excel import workbook_bytes
from common.formats import labelled
from exhibitors.rules import ProducerKind, ProductGroup
from exhibitors.rules.recognition import COLUMNS, ERRORS, REQUIRED


def headings() -> list[str]:
    """The column headings in the active language; required ones carry a star."""
    return [f"{label} *" if key in REQUIRED else str(label) for key, label in COLUMNS.items()]


def render_import_template() -> bytes:
    """An empty workbook with one example row that people overwrite."""
    example = [
        "HTX ví dụ",
        "",
        str(ProducerKind.COOPERATIVE.label),
        "",
        "Mật ong ví dụ",
        str(ProductGroup.FOOD.label),
        4,
        "000/QĐ-UBND",
        date(2026, 1, 15),
        None,
        "UBND thành phố Hà Nội",
    ]
    return workbook_bytes(title=_("Recognition decisions"), header=headings(), rows=[example])


def render_import_errors(
    *, rows: Mapping[int, Sequence[Any]], errors: Sequence[Mapping[str, Any]]
) -> bytes:
    """The rows that were not imported, as they were, with what to mend in each.

    `rows` are the cells by row number, `errors` as stored by the import. The workbook can be
    mended and uploaded as it is: the headings are the template's.
    """
    reasons: dict[int, list[str]] = {}
    for error in errors:
        column = COLUMNS.get(error["column"], error["column"])
        sentence = ERRORS.get(error["code"], error["code"])
        reasons.setdefault(error["row"], []).append(labelled(column, sentence))
    lines = [
        [*rows.get(number, [None] * len(COLUMNS)), number, "; ".join(texts)]
        for number, texts in sorted(reasons.items())
    ]
    header = [*headings(), _("Row in the file"), _("What to mend")]
    return workbook_bytes(title=_("Rows not imported"), header=header, rows=lines)
