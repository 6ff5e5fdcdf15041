"""The manager's pages, made for a phone: what is due, the stock report, the visitors."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from common.errors import DomainError
from venues.access import get_point_to_report, get_submission_to_decide, points_of
from venues.models import ShowcasePoint
from venues.pages.chips import stock_chip, visitors_chip
from venues.pages.forms import read_day
from venues.pages.points import point_crumbs
from venues.pages.stock import ledger_columns
from venues.queries import days, sheets
from venues.rules import ReportKind
from venues.services import ledger, visitors
from venues.services.submissions import IdReused, Posted

COLUMNS = ("received", "sold", "returned", "damaged")
GROUPED = re.compile(r"^-?\d{1,3}([. \u00a0\u202f]\d{3})+$")


def written_quantity(text: str) -> str:
    """A quantity as people type it, with a point for decimals: 1,5 → 1.5; 1.200 → 1200.

    In English the roles of point and comma are swapped. What is no number stays as typed, so
    that the service names the line.
    """
    text = text.strip()
    if (translation.get_language() or "vi").startswith("en"):
        return text.replace(",", "")
    if GROUPED.match(text):
        return re.sub(r"[. \u00a0\u202f]", "", text)
    return text.replace(" ", "").replace("\u00a0", "").replace(",", ".")


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


def _day(request: HttpRequest) -> date:
    today = timezone.localdate()
    day = read_day(request.POST.get("day") or request.GET.get("day"), today)
    if day > today:
        raise Http404
    return day


@login_required
def today_page(request: HttpRequest) -> HttpResponse:
    """The points a person manages; with one point, straight to what is due there."""
    mine = list(points_of(request.user).select_related("commune"))
    if not mine:
        raise PermissionDenied
    if len(mine) == 1:
        return redirect("venues:report", mine[0].pk)
    rows = [(point, days.due_days(point.pk, timezone.localdate())) for point in mine]
    context = {"title": gettext("My points"), "rows": rows}
    return render(request, "venues/my_points.html", context)


@login_required
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is due at a point today and in the last days."""
    point = get_point_to_report(request.user, pk)
    today = timezone.localdate()
    row = days.day_row(pk, today)
    earlier = [day for day in days.due_days(pk, today) if day.day != today]
    context = {
        "title": gettext("Today"),
        "point": point,
        "today": today,
        "row": row,
        "stock": stock_chip(row, today) if row.expected or row.stock_at else None,
        "visitors": visitors_chip(row, today) if row.expected or row.visitors_at else None,
        "earlier": [(day, stock_chip(day, today), visitors_chip(day, today)) for day in earlier],
        "held": list(days.held_reports(ShowcasePoint.objects.filter(pk=pk))),
        "key": uuid4(),
        "zero_key": uuid4(),
        "base_rev": point.rev,
        "organiser": is_organiser(request.user),
        "breadcrumb": point_crumbs(point) if is_organiser(request.user) else None,
    }
    return render(request, "venues/report.html", context)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def _finish(request: HttpRequest, pk: int, posted: Posted, done: object) -> HttpResponse:
    answer = posted.answer
    if posted.held:
        messages.warning(request, answer["title"])
        return redirect("venues:day", pk, answer["day"])
    messages.success(request, str(done))
    for warning in answer["warnings"]:
        messages.warning(request, warning["message"])
    return redirect("venues:report", pk)


# Stock


def _rows(point_id: int, day: date, data: Any, *, fresh: bool) -> list[Row]:
    """The form's rows; `fresh` shows what is stored, else what was typed."""
    reported = ledger.reported_figures(days.accepted_payloads(point_id, day, ReportKind.STOCK))
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
            text = written_quantity(cell.value)
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
    day = _day(request)
    if request.method != "POST":
        rows = _rows(pk, day, None, fresh=True)
        return _stock_page(request, point, day, rows, key=uuid4(), base_rev=point.rev)
    rows = _rows(pk, day, request.POST, fresh=False)
    nothing = "nothing" in request.POST
    lines, correction = _changed(rows, request.POST)
    if not lines and not nothing and any(cell.was for row in rows for cell in row.cells):
        messages.info(request, gettext("Nothing was changed."))
        return redirect("venues:report", pk)
    key, base_rev = _uuid(request.POST.get("key")), _integer(request.POST.get("base_rev"))
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
    return _finish(request, pk, posted, _("The stock report is in. Thank you."))


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
        client_uuid=_uuid(request.POST.get("key")),
        day=_day(request),
        lines=[],
        nothing_sold=True,
        actor=request.user,
        now=timezone.now(),
        device="web",
    )
    return _finish(request, pk, posted, _("Noted: nothing was sold."))


# Visitors


@login_required
def visitor_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The day's visits: one number, from abroad as a second where it is known."""
    point = get_point_to_report(request.user, pk)
    day = _day(request)
    stored = days.accepted_payloads(pk, day, ReportKind.VISITORS)
    typed = {"n": "", "abroad": ""}
    if stored:
        groups = stored[-1]["payload"]["groups"]
        foreign = sum(g["n"] for g in groups if g["origin"] == "FOREIGN")
        typed = {"n": str(sum(g["n"] for g in groups)), "abroad": str(foreign or "")}
    if request.method != "POST":
        return _visitor_page(request, point, day, typed, bool(stored), uuid4(), point.rev)
    typed = {name: request.POST.get(name, "").strip()[:12] for name in typed}
    key, base_rev = _uuid(request.POST.get("key")), _integer(request.POST.get("base_rev"))
    total, abroad = _whole(typed["n"]), _whole(typed["abroad"] or "0")
    if total is None or abroad is None or abroad > total:
        problem = (
            gettext("More visitors from abroad than visitors in all.")
            if total is not None and abroad is not None
            else gettext("Enter a whole number, zero or more.")
        )
        return _visitor_page(
            request, point, day, typed, bool(stored), key, base_rev or point.rev, problem
        )
    groups = [{"n": abroad, "origin": "FOREIGN"}, {"n": total - abroad, "origin": "DOMESTIC"}]
    if not abroad:
        groups = [{"n": total}]
    try:
        posted = visitors.post_visitor_report(
            point_id=pk,
            client_uuid=key,
            day=day,
            groups=groups,
            actor=request.user,
            now=timezone.now(),
            device="web",
            base_rev=base_rev,
            correction=bool(stored) and base_rev is not None,
        )
    except IdReused as error:
        return _visitor_page(
            request, point, day, typed, bool(stored), uuid4(), point.rev, str(error)
        )
    except DomainError as error:
        sentences = [str(s) for field in error.fields.values() for s in field]
        return _visitor_page(
            request,
            point,
            day,
            typed,
            bool(stored),
            key,
            base_rev or point.rev,
            " ".join(sentences) or str(error),
        )
    return _finish(request, pk, posted, _("The visitors are noted. Thank you."))


def _whole(text: str) -> int | None:
    digits = re.sub(r"[. ,\u00a0\u202f]", "", text)
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def _visitor_page(
    request: HttpRequest,
    point: ShowcasePoint,
    day: date,
    typed: dict[str, str],
    stored: bool,
    key: UUID,
    base_rev: int,
    problem: str = "",
) -> HttpResponse:
    context = {
        "title": gettext("Visitors"),
        "point": point,
        "day": day,
        "typed": typed,
        "stored": stored,
        "key": key,
        "base_rev": base_rev,
        "problem": problem,
        "breadcrumb": [(point.name, reverse("venues:report", args=[point.pk]))],
    }
    return render(request, "venues/visitor_report.html", context, status=422 if problem else 200)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Choose between a held report and the figures already posted."""
    report = get_submission_to_decide(request.user, pk, key)
    day = report.business_day.isoformat()
    if request.POST.get("choice") != "use":
        ledger.set_aside(submission=report, actor=request.user)
        messages.success(request, gettext("The figures already posted stay."))
    elif report.kind == ReportKind.STOCK:
        ledger.use_held_stock(submission=report, actor=request.user, now=timezone.now())
        messages.success(request, gettext("The other figures were put in their place."))
    else:
        visitors.use_held_visitors(submission=report, actor=request.user, now=timezone.now())
        messages.success(request, gettext("The other figures were put in their place."))
    return redirect("venues:day", pk, day)
