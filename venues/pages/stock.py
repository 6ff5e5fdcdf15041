"""A point's stock: its lines, their history, the sheet of a month, and the days."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common import excel
from common.files import download
from common.pages import Action, Column, ListPage
from venues.access import (
    get_line_to_edit,
    get_line_to_view,
    get_point_to_edit,
    get_point_to_view,
    point_abilities,
)
from venues.filters import LineFilter, MovementFilter
from venues.models import PointDay
from venues.pages.chips import balance_chip, stock_chip, visitors_chip
from venues.pages.edit import form_page
from venues.pages.forms import LineEditForm, LineForm, read_day, read_month
from venues.pages.points import point_crumbs
from venues.queries import days, sheets
from venues.rules import FLOWS, MovementKind, ReportKind, month_of, next_month
from venues.rules.reports import COLUMN_LABELS
from venues.services import points


def month_links(request: HttpRequest, today: date) -> dict[str, Any]:
    """The month asked for with its neighbours, for the links above figures."""
    month = read_month(request.GET.get("month"), today)
    before = month_of(month.replace(day=1) - date.resolution)
    after = next_month(month)
    return {
        "month": month,
        "before": before,
        "after": after if after <= today else None,
    }


class OfPoint(ListPage):
    """A list that belongs to one point."""

    template_name = "venues/point_list.html"

    def empty_action(self) -> Action:
        main = next((action for action in self.actions() if action.primary), None)
        back = reverse("venues:point", args=[self.point.pk])
        return main or Action(_("Back to the point"), back)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.point = get_point_to_view(request.user, kwargs["pk"])
        self.today = timezone.localdate()
        self.links = month_links(request, self.today)
        return super().dispatch(request, *args, **kwargs)

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": point_crumbs(self.point), "point": self.point}


class Lines(OfPoint):
    title = _("Products of the point")
    filename = "lines"
    filterset_class = LineFilter
    empty = _("No product is on the list yet.")

    def get_columns(self) -> list[Column]:
        organiser = is_organiser(self.request.user)
        return [
            Column(
                _("Product"),
                "name",
                heading=True,
                link=lambda row: reverse("venues:line", args=[self.point.pk, row["id"]]),
            ),
            Column(_("Producer"), "producer", phone=False),
            Column(_("On hand"), "on_hand", "number"),
            Column(_("Unit"), "unit"),
            Column(_("Price (₫)"), "price", "money"),
            Column(_("Low when at or below"), "reorder_level", "number", phone=False),
            Column(_("State"), balance_chip, "chip"),
            *(
                [
                    Column(
                        _("Edit"),
                        lambda row: _("Edit"),
                        phone=False,
                        link=lambda row: reverse(
                            "venues:line_edit", args=[self.point.pk, row["id"]]
                        ),
                    )
                ]
                if organiser and self.request.GET.get("export") != "xlsx"
                else []
            ),
        ]

    def queryset(self) -> Any:
        return sheets.listed_lines(self.point.pk, self.today)

    def actions(self) -> list[Action]:
        if not is_organiser(self.request.user):
            return []
        href = reverse("venues:line_add", args=[self.point.pk])
        return [Action(_("Add a product"), href, "plus", primary=True)]


class LineHistory(OfPoint):
    """Every movement of a line with the balance after it."""

    filename = "history"
    filterset_class = MovementFilter
    empty = _("Nothing was received or sold yet.")
    columns = [
        Column(_("Day"), "day", "day", heading=True),
        Column(_("Movement"), lambda m: MovementKind(m.kind).label),
        Column(_("Quantity"), "quantity", "number"),
        Column(_("Balance"), "balance", "number"),
        Column(_("Amount (₫)"), lambda m: m.amount or None, "money"),
        Column(_("Reason"), "reason"),
        Column(_("Reported by"), lambda m: str(m.actor) if m.actor else None, phone=False),
        Column(_("Received at"), "posted_at", "moment", phone=False),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.line = get_line_to_view(request.user, kwargs["pk"], kwargs["line_pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> object:
        return self.line.product.name

    def queryset(self) -> QuerySet[Any]:
        return sheets.line_history(self.point.pk, self.line.product_id)

    def extra(self) -> dict[str, Any]:
        crumb = (_("Products of the point"), reverse("venues:lines", args=[self.point.pk]))
        return {**super().extra(), "breadcrumb": [*point_crumbs(self.point), crumb]}


@login_required
def product_line(request: HttpRequest, pk: int, product_pk: int) -> HttpResponse:
    """From a figure of the sheet to the movements of its line."""
    point = get_point_to_view(request.user, pk)
    line = point.lines.filter(product=product_pk).first()
    if line is None:
        raise Http404
    return redirect("venues:line", pk, line.pk)


LINE_TERMS = ("price", "reorder_level", "consigned", "commission", "pack")


@organiser_required
def line_add(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_point_to_edit(request.user, pk)
    return form_page(
        request,
        form_class=LineForm,
        title=gettext("Add a product"),
        done=_("The product was added."),
        back=reverse("venues:lines", args=[pk]),
        breadcrumb=point_crumbs(point),
        save=lambda form: points.add_line(point=point, actor=request.user, **form.cleaned_data),
    )


@organiser_required
def line_edit(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    line = get_line_to_edit(request.user, pk, line_pk)
    until = line.listed.upper - date.resolution if line.listed.upper else None
    return form_page(
        request,
        form_class=LineEditForm,
        title=line.product.name,
        done=_("Saved."),
        back=reverse("venues:lines", args=[pk]),
        breadcrumb=point_crumbs(line.point),
        initial={
            "until": until,
            **{n: getattr(line, n) for n in LINE_TERMS},
        },
        save=lambda form: points.edit_line(line=line, actor=request.user, **form.cleaned_data),
    )


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
    if request.GET.get("export") == "xlsx":
        return _sheet_file(point.code, links["month"], rows)
    context = {
        "title": gettext("Stock in, out and balance"),
        "point": point,
        "rows": rows,
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


class Days(OfPoint):
    title = _("Days")
    filename = "days"
    page_size = 31
    empty = _("No day of this month has begun yet.")

    def get_columns(self) -> list[Column]:
        return [
            Column(
                _("Day"),
                "day",
                "day",
                heading=True,
                link=lambda d: reverse("venues:day", args=[self.point.pk, d.day.isoformat()]),
            ),
            Column(_("Stock report"), lambda d: stock_chip(d, self.today), "chip"),
            Column(_("Visitor report"), lambda d: visitors_chip(d, self.today), "chip"),
            Column(_("Sales (₫)"), lambda d: d.amount if d.stock_at else None, "money"),
            Column(_("Visits"), lambda d: d.visitors if d.visitors_at else None, "number"),
        ]

    def queryset(self) -> QuerySet[PointDay]:
        return days.days_of(self.point.pk, self.links["month"]).order_by("-day")

    def extra(self) -> dict[str, Any]:
        return {**super().extra(), **self.links}


@login_required
def day_page(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """One day: what was reported, by whom, and what somebody must choose between."""
    point = get_point_to_view(request.user, pk)
    today = timezone.localdate()
    found = read_day(day, date.min)
    if found == date.min or found > today:
        raise Http404
    row = days.day_row(pk, found)
    reports = list(days.submissions_of_day(pk, found))
    names = {line["product_id"]: line["name"] for line in sheets.lines_on(pk, found)}
    for report in reports:
        report.shown = _figures(report, names)  # type: ignore[attr-defined]
    context = {
        "title": gettext("Reports of a day"),
        "point": point,
        "day": found,
        "row": row,
        "reports": reports,
        "photos": list(point.photos.filter(day=found).defer("content")),
        "able": point_abilities(request.user, point),
        "stock": stock_chip(row, today),
        "visitors": visitors_chip(row, today),
        "breadcrumb": [
            *point_crumbs(point),
            (_("Days"), reverse("venues:days", args=[pk]) + f"?month={day[:7]}"),
        ],
    }
    return render(request, "venues/day.html", context)


@login_required
def photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """A photo of a report, for who sees the point."""
    point = get_point_to_view(request.user, pk)
    found = point.photos.filter(pk=photo_pk).first()
    if found is None:
        raise Http404
    name = f"{point.code}-{found.day.isoformat()}-{found.pk}.jpg"
    return download(content=bytes(found.content), filename=name, content_type="image/jpeg")


def _figures(report: Any, names: dict[int, str]) -> list[tuple[object, str]]:
    """What a report states, in words: (product or group, figures)."""
    if report.kind == "VISITORS":
        total = sum(group["n"] for group in report.payload["groups"])
        return [(_("Visits"), str(total))]
    shown: list[tuple[object, str]] = []
    if report.kind == ReportKind.DELIVERY:
        return [(_("Delivery"), f"#{report.payload.get('delivery', '')}")]
    if report.kind == ReportKind.COUNT:
        return [
            (names.get(item["product"], f"#{item['product']}"), item["counted"])
            for item in report.payload.get("lines", [])
        ]
    for item in report.payload["lines"]:
        parts = [
            f"{label.lower()} {item[name]}" for name, label in ledger_columns() if name in item
        ]
        shown.append((names.get(item["product"], f"#{item['product']}"), ", ".join(parts)))
    if report.payload.get("nothing_sold"):
        shown.append((_("Nothing sold"), ""))
    return shown


def ledger_columns() -> list[tuple[str, str]]:
    """The columns a stock report may state, with their names."""
    return [(name, str(COLUMN_LABELS[name])) for name in FLOWS]
