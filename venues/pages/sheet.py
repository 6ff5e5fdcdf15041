"""A point's stock sheet of a month."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import excel
from venues.access import get_point_to_view
from venues.pages.points import point_crumbs
from venues.pages.stock import month_links
from venues.queries import sheets

SHEET_COLUMNS = (
    ("opening", _("Opening balance")),
    ("received", pgettext_lazy("stock", "Received")),
    ("sold", pgettext_lazy("stock", "Sold")),
    ("returned", pgettext_lazy("stock", "Returned")),
    ("damaged", _("Damaged")),
    ("adjusted", _("Adjusted")),
    ("closing", _("Closing balance")),
)


@login_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """In, out and balance of each line in a month."""
    point = get_point_to_view(request.user, pk)
    links = month_links(request, timezone.localdate())
    rows = sheets.stock_sheet(pk, links["month"])
    recomputing = sheets.counts_out_days(pk)
    if recomputing:
        rows = [{**row, "out_days": None} for row in rows]
    if request.GET.get("export") == "xlsx":
        return _sheet_file(point.code, links["month"], rows)
    context = {
        "title": gettext("Stock in, out and balance"),
        "point": point,
        "rows": rows,
        "recomputing": recomputing,
        **links,
        "columns": SHEET_COLUMNS,
        "totals": sheets.sheet_totals(rows),
        "breadcrumb": point_crumbs(point),
    }
    return render(request, "venues/sheet.html", context)


def _sheet_file(code: str, month: date, rows: list[dict[str, Any]]) -> HttpResponse:
    names = [name for name, _label in SHEET_COLUMNS]
    content = excel.workbook_bytes(
        title=f"{code} {month:%Y-%m}",
        header=[
            gettext("Product"),
            gettext("Unit"),
            *(str(label) for _name, label in SHEET_COLUMNS),
            gettext("Sales (₫)"),
            gettext("Days out of stock"),
        ],
        rows=(
            [r["name"], r["unit"], *(r[n] for n in names), r["amount"], r["out_days"]] for r in rows
        ),
    )
    return excel.excel_response(content, f"{code}-{month:%Y-%m}")
