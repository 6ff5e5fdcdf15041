"""A point's days: which were reported, and what was said."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import formats
from common.files import download
from common.pages import Column
from venues.access import (
    get_point_to_view,
    point_abilities,
)
from venues.models import DeliveryNote, PointDay
from venues.pages.chips import stock_chip, visitors_chip
from venues.pages.dates import read_day
from venues.pages.points import point_crumbs
from venues.pages.stock import OfPoint
from venues.queries import days
from venues.rules import FLOWS, ReportKind
from venues.rules.reports import COLUMN_LABELS


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
    names, deliveries = days.names_in(reports), days.counted_in(reports)
    for report in reports:
        shown = _figures(report, names, deliveries.get(report.pk))
        report.shown = shown  # type: ignore[attr-defined]
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


def _figures(
    report: Any, names: dict[int, str], delivery: DeliveryNote | None
) -> list[tuple[object, str]]:
    """What a report states, in words: (product or group, figures)."""
    if report.kind == "VISITORS":
        total = sum(group["n"] for group in report.payload["groups"])
        return [(_("Visits"), str(total))]
    shown: list[tuple[object, str]] = []
    if delivery is not None:
        received = [
            (line.product.name, formats.number((line.received or Decimal(0)).normalize() + 0))
            for line in delivery.lines.all()
        ]
        return [(_("Delivery"), delivery.number), *received]
    if report.kind == ReportKind.COUNT:
        return [
            (names[item["product"]], item["counted"]) for item in report.payload.get("lines", [])
        ]
    for item in report.payload["lines"]:
        parts = [
            f"{label.lower()} {item[name]}" for name, label in ledger_columns() if name in item
        ]
        shown.append((names[item["product"]], ", ".join(parts)))
    if report.payload.get("nothing_sold"):
        shown.append((_("Nothing sold"), ""))
    return shown


def ledger_columns() -> list[tuple[str, str]]:
    """The columns a stock report may state, with their names."""
    return [(name, str(COLUMN_LABELS[name])) for name in FLOWS]
