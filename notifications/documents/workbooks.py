"""The template of a list of recipients, and the rows of one that were not added."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.excel import workbook_bytes
from notifications.rules.uploads import UPLOAD_COLUMNS, UPLOAD_ERRORS


def _headings() -> list[str]:
    """In the active language; the required one carries a star."""
    return [
        f"{label} *" if key == "address" else str(label) for key, label in UPLOAD_COLUMNS.items()
    ]


def render_upload_template() -> bytes:
    """An empty workbook with one example row that people overwrite."""
    example = ["ten@example.org", "Nguyễn Thị Ví Dụ", "vi", date(2026, 11, 24), "paper"]
    return workbook_bytes(title=_("Recipients"), header=_headings(), rows=[example])


def render_upload_errors(errors: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows that were not added, as they were, with what to mend in each.

    The workbook can be mended and uploaded as it is: the headings are the template's.
    """
    rows = [
        [*error["cells"], error["row"], UPLOAD_ERRORS.get(error["code"], error["code"])]
        for error in errors
    ]
    header = [*_headings(), _("Row in the file"), _("What to mend")]
    return workbook_bytes(title=_("Rows to mend"), header=header, rows=rows)
