"""The month of all points: completeness, sales, visits, low stock, reports; and documents."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import office_required, organiser_required
from common import formats
from common.pages import Action, Column, ListPage
from notifications.models import Document
from venues.access import get_point_to_view, visible_points
from venues.filters import MonthFilter
from venues.models import ShowcasePoint
from venues.pages.chips import Chip, report_chip
from venues.pages.forms import MonthlyForm, read_month
from venues.pages.points import crumbs
from venues.pages.stock import OfPoint, month_links
from venues.queries import dashboard, days
from venues.rules import month_end
from venues.services import monthly


def percent_chip(value: int | None) -> Chip | None:
    """How much of what was expected arrived; grey where nothing was expected."""
    if value is None:
        return None
    return ("jade" if value >= 90 else "amber", formats.percent(value), value >= 90)


class Dashboard(ListPage):
    title = _("Showcase points in a month")
    filename = "showcase-points-month"
    template_name = "venues/dashboard.html"
    empty = _("No showcase point is recorded yet.")
    columns = [
        Column(
            _("Point"),
            "name",
            heading=True,
            link=lambda row: reverse("venues:point", args=[row["id"]]),
        ),
        Column(_("Commune or ward"), "commune_name", phone=False),
        Column(_("Stock reports"), lambda row: percent_chip(row["stock_complete"]), "chip"),
        Column(_("Visitor reports"), lambda row: percent_chip(row["visitors_complete"]), "chip"),
        Column(_("Sold (units)"), lambda row: row["sold"] or None, "number", phone=False),
        Column(_("Sales (₫)"), lambda row: row["amount"] or None, "money"),
        Column(_("Visits"), lambda row: row["visitors"] or None, "number"),
        Column(_("Low lines"), lambda row: row["low_lines"] or None, "number"),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def queryset(self) -> Any:
        self.links = month_links(self.request, timezone.localdate())
        self.shown = dashboard.month_rows(visible_points(self.request.user), self.links["month"])
        return self.shown

    def actions(self) -> list[Action]:
        month = f"?month={self.links['month']:%Y-%m}"
        return [Action(_("Day by day"), reverse("venues:grid") + month, "calendar-days")]

    def empty_action(self) -> Action:
        return Action(_("Showcase points"), reverse("venues:points"))

    def extra(self) -> dict[str, Any]:
        month = self.links["month"]
        points = visible_points(self.request.user)
        return {
            **self.links,
            "totals": dashboard.totals(self.shown),
            "best": dashboard.best_sellers(month, points),
            "documents": list(monthly.documents_of(None, month)),
            "held": list(days.held_reports(points)[:10]),
            "monthly": MonthlyForm(initial={"month": f"{month:%Y-%m}"})
            if is_organiser(self.request.user)
            else None,
            "breadcrumb": crumbs(),
        }


@office_required
def grid(request: HttpRequest) -> HttpResponse:
    """Every point and day of a month: what arrived and what did not."""
    links = month_links(request, timezone.localdate())
    month, today = links["month"], timezone.localdate()
    numbers = range(1, month_end(month).day + 1)
    found = dashboard.day_grid(visible_points(request.user), month)
    rows = [
        (point, [_mark(found.get(point["id"], {}).get(n), today) for n in numbers])
        for point in dashboard.month_rows(visible_points(request.user), month)
        if point["id"] in found
    ]
    context = {
        "title": gettext("Reports day by day"),
        **links,
        "numbers": numbers,
        "rows": rows,
        "breadcrumb": [*crumbs(), (_("Month's overview"), reverse("venues:dashboard"))],
    }
    return render(request, "venues/grid.html", context)


def _mark(row: dict[str, Any] | None, today: date) -> dict[str, Any] | None:
    """A cell: sign, class and words for those who cannot see it."""
    if row is None:
        return None
    stock = report_chip(row["expected"], row["stock_at"], row["stock_late"], row["day"], today)
    seen = report_chip(row["expected"], row["visitors_at"], row["visitors_late"], row["day"], today)
    words = f"{gettext('Stock')}: {stock[1]}. {gettext('Visitors')}: {seen[1]}."
    here = (row["stock_at"] is not None) + (row["visitors_at"] is not None)
    if not row["expected"] and not here:
        return {"sign": "·", "tone": "off", "words": words, "day": row["day"]}
    late = row["stock_late"] or row["visitors_late"]
    if here == 2:
        return {"sign": "●", "tone": "late" if late else "full", "words": words, "day": row["day"]}
    sign, tone = ("◐", "half") if here else ("○", "none")
    return {"sign": sign, "tone": tone, "words": words, "day": row["day"]}


@organiser_required
@require_POST
def start_reports(request: HttpRequest) -> HttpResponse:
    """Ask a worker for the month's documents."""
    form = MonthlyForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose at least one language."))
        return redirect("venues:dashboard")
    month = read_month(form.cleaned_data["month"], timezone.localdate())
    job = monthly.start_monthly_reports(
        month=month, languages=form.cleaned_data["languages"], actor=request.user
    )
    return redirect("notifications:job", job.pk)


class Months(OfPoint):
    title = _("Months")
    filename = "months"
    filterset_class = MonthFilter
    template_name = "venues/months.html"
    empty = _("No month has figures yet.")
    columns = [
        Column(_("Month"), lambda m: formats.month(m.month), heading=True),
        Column(
            _("Reports received"),
            lambda m: percent_chip(dashboard.percents(vars(m))["complete"]),
            "chip",
        ),
        Column(_("Sold (units)"), "sold", "number"),
        Column(_("Sales (₫)"), "amount", "money"),
        Column(_("Visits"), "visitors", "number"),
    ]

    def queryset(self) -> Any:
        return days.months_of(self.point.pk)

    def extra(self) -> dict[str, Any]:
        return {
            **super().extra(),
            "documents": list(monthly.documents_of_point(self.point.pk)[:60]),
        }


def download(document: Document) -> HttpResponse:
    """A stored document as a file; never shown inside the site."""
    response = HttpResponse(bytes(document.content), content_type=document.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(True, document.filename) or "attachment"
    )
    return response


@login_required
def point_document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    point: ShowcasePoint = get_point_to_view(request.user, pk)
    found = monthly.documents_of_point(point.pk).filter(pk=document_pk).defer(None).first()
    if found is None:
        raise Http404
    return download(found)


@login_required
def city_document(request: HttpRequest, document_pk: int) -> HttpResponse:
    if not is_office(request.user):
        raise PermissionDenied
    found = monthly.city_documents().filter(pk=document_pk).defer(None).first()
    if found is None:
        raise Http404
    return download(found)
