"""The stock report of a day, made for a phone: pre-filled lines, errors at their figures."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from common import formats
from common.errors import DomainError
from venues.access import get_point_to_report
from venues.models import ShowcasePoint
from venues.pages.point_days import ledger_columns
from venues.pages.reporting import finish, reported_day, sent_integer, sent_key
from venues.queries import days, sheets
from venues.rules import ReportKind
from venues.services import figures, ledger
from venues.services.submissions import IdReused

COLUMNS = ("received", "sold", "returned", "damaged")


@dataclass
class Cell:
    name: str
    label: str
    value: str = ""
    was: str = ""
    errors: list[str] = field(default_factory=list)


@dataclass
class Row:
    """One product of the stock form, with what was typed and what is wrong with it."""

    product: int
    name: str
    unit: str
    producer: str
    opening: Decimal
    cells: list[Cell]
    errors: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        return bool(self.errors) or any(cell.errors for cell in self.cells)

    @property
    def open(self) -> bool:
        """Whether the rarer columns must be shown at once."""
        return any(cell.value or cell.errors for cell in self.cells[2:])


def _rows(point_id: int, day: date, data: Any, *, fresh: bool) -> list[Row]:
    """The form's rows; `fresh` shows what is stored, else what was typed."""
    reported = figures.reported_figures(days.accepted_payloads(point_id, day, ReportKind.STOCK))
    balance = sheets.balance_before(point_id, day)
    rows = []
    for line in sheets.lines_on(point_id, day):
        product = line["product_id"]
        cells = []
        for name, label in ledger_columns():
            if name not in COLUMNS:
                continue
            stored = reported.get((product, name))
            was = f"{stored[0].normalize():f}" if stored else ""
            shown = was.replace(".", _decimal_mark())
            typed = data.get(f"{name}-{product}", "").strip()[:20] if data is not None else ""
            cells.append(Cell(name, label, shown if fresh else typed, was))
        rows.append(
            Row(
                product,
                line["name"],
                line["unit"],
                line["producer"],
                balance.get(product, Decimal(0)),
                cells,
            )
        )
    return rows


def _decimal_mark() -> str:
    return "." if (translation.get_language() or "vi").startswith("en") else ","


def _changed(rows: list[Row], data: Any) -> tuple[list[dict[str, Any]], bool]:
    """Lines whose figures differ from what the form showed, and whether any was reported."""
    lines, correction = [], False
    for row in rows:
        line: dict[str, Any] = {"product": row.product}
        for cell in row.cells:
            was = data.get(f"was-{cell.name}-{row.product}", "")[:20]
            text = formats.written_decimal(cell.value)
            if text == was:
                continue
            line[cell.name] = text or "0"
            correction = correction or bool(was)
        if len(line) > 1:
            lines.append(line)
    return lines, correction


@login_required
def stock_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The day's stock report of a point, pre-filled with its lines."""
    point = get_point_to_report(request.user, pk)
    day = reported_day(request)
    if request.method != "POST":
        rows = _rows(pk, day, None, fresh=True)
        return _stock_page(request, point, day, rows, key=uuid4(), base_rev=point.rev)
    rows = _rows(pk, day, request.POST, fresh=False)
    nothing = "nothing" in request.POST
    lines, correction = _changed(rows, request.POST)
    if not lines and not nothing and any(cell.was for row in rows for cell in row.cells):
        messages.info(request, gettext("Nothing was changed."))
        return redirect("venues:report", pk)
    key, base_rev = sent_key(request.POST.get("key")), sent_integer(request.POST.get("base_rev"))
    reason = request.POST.get("reason", "")
    try:
        posted = ledger.post_stock_report(
            point_id=pk,
            client_uuid=key,
            day=day,
            lines=[] if nothing else lines,
            nothing_sold=nothing,
            actor=request.user,
            now=timezone.now(),
            device="web",
            base_rev=base_rev,
            correction=correction and base_rev is not None,
            reason=reason,
        )
    except IdReused as error:
        return _stock_page(
            request,
            point,
            day,
            rows,
            key=uuid4(),
            base_rev=point.rev,
            problem=str(error),
            reason=reason,
            status=409,
        )
    except DomainError as error:
        top = _place_errors(rows, lines, error)
        return _stock_page(
            request,
            point,
            day,
            rows,
            key=key,
            base_rev=base_rev or point.rev,
            problem=top,
            reason=reason,
            status=422,
            posted=request.POST,
        )
    return finish(request, pk, posted, _("The stock report is in. Thank you."))


def _place_errors(rows: list[Row], lines: list[dict[str, Any]], error: DomainError) -> str:
    """Put each sentence at its line and column; what belongs nowhere goes on top."""
    by_product = {row.product: row for row in rows}
    top, named = [], []
    for place, sentences in error.fields.items():
        parts = place.split(".")
        texts = [str(sentence) for sentence in sentences]
        if len(parts) == 3 and parts[0] == "lines":
            row = by_product[lines[int(parts[1])]["product"]]
            named.append(row.name)
            cell = next((cell for cell in row.cells if cell.name == parts[2]), None)
            (cell.errors if cell else row.errors).extend(texts)
        else:
            top += texts
    if named:
        names = ", ".join(dict.fromkeys(named))
        top.insert(0, gettext("Please look again at: %(names)s.") % {"names": names})
    return " ".join(top) or str(error)


def _stock_page(
    request: HttpRequest,
    point: ShowcasePoint,
    day: date,
    rows: list[Row],
    *,
    key: UUID,
    base_rev: int,
    problem: str = "",
    reason: str = "",
    status: int = 200,
    posted: Any = None,
) -> HttpResponse:
    if posted is not None:
        for row in rows:
            for cell in row.cells:
                cell.was = posted.get(f"was-{cell.name}-{row.product}", "")[:20]
    context = {
        "title": gettext("Stock report"),
        "point": point,
        "day": day,
        "rows": rows,
        "key": key,
        "base_rev": base_rev,
        "problem": problem,
        "reason": reason,
        "correcting": any(cell.was for row in rows for cell in row.cells),
        "breadcrumb": [(point.name, reverse("venues:report", args=[point.pk]))],
    }
    return render(request, "venues/stock_report.html", context, status=status)


@login_required
@require_POST
def nothing_sold(request: HttpRequest, pk: int) -> HttpResponse:
    """“Nothing sold today” in one tap: a report, not a gap."""
    point = get_point_to_report(request.user, pk)
    posted = ledger.post_stock_report(
        point_id=point.pk,
        client_uuid=sent_key(request.POST.get("key")),
        day=reported_day(request),
        lines=[],
        nothing_sold=True,
        actor=request.user,
        now=timezone.now(),
        device="web",
    )
    return finish(request, pk, posted, _("Noted: nothing was sold."))
