"""The month of all points: completeness, sales, visits, low stock, reports; and documents."""

from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from common import formats
from common.pages import Action, Column, ListPage
from notifications.downloads import document_file
from notifications.kinds import job_links
from notifications.models import Document, Job
from venues.access import get_point_to_view, visible_points
from venues.documents import city_charts
from venues.filters.months import MonthFilter
from venues.filters.points import PointFilter
from venues.models import PointDay, ShowcasePoint
from venues.pages.chips import Chip, stock_chip, visitors_chip
from venues.pages.dates import read_month
from venues.pages.points import crumbs
from venues.pages.report_forms import MonthlyForm
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
        Column(
            _("Stock reports"),
            lambda row: percent_chip(dashboard.percents(row)["stock_complete"]),
            "chip",
        ),
        Column(
            _("Visitor reports"),
            lambda row: percent_chip(dashboard.percents(row)["visitors_complete"]),
            "chip",
        ),
        Column(_("Sold (units)"), lambda row: row["sold"] or None, "number", phone=False),
        Column(_("Sales (₫)"), lambda row: row["amount"] or None, "money"),
        Column(_("Visits"), lambda row: row["visitors"] or None, "number"),
        Column(_("Low lines"), lambda row: row["low_lines"] or None, "number"),
        Column(_("Out of stock"), lambda row: row["out_lines"] or None, "number", phone=False),
    ]
    filterset_class = PointFilter

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def queryset(self) -> Any:
        self.links = month_links(self.request, timezone.localdate())
        return dashboard.month_rows(visible_points(self.request.user), self.links["month"])

    def actions(self) -> list[Action]:
        month = f"?month={self.links['month']:%Y-%m}"
        found = [
            Action(_("Day by day"), reverse("venues:grid") + month, "calendar-days"),
            Action(_("Approval"), reverse("venues:reviews") + month, "clipboard-list"),
        ]
        if is_organiser(self.request.user):
            found.append(Action(_("When reports are due"), reverse("venues:calendar"), "clock"))
        return found

    def empty_action(self) -> Action:
        return Action(_("Showcase points"), reverse("venues:points"))

    def extra(self) -> dict[str, Any]:
        month = self.links["month"]
        points = visible_points(self.request.user)
        best = dashboard.best_sellers(month, points)
        return {
            **self.links,
            "totals": dashboard.totals(points, month),
            "anomalies": dashboard.open_anomalies(points),
            "best": best,
            "charts": city_charts(
                [(row["name"], row["total"], row["unit"], int(row["earned"])) for row in best],
                dashboard.highest_sales(month, points),
            ),
            "documents": list(monthly.documents_of(None, month)),
            "held": list(days.held_reports(points)[:10]),
            "monthly": MonthlyForm(initial={"month": f"{month:%Y-%m}"})
            if is_organiser(self.request.user)
            else None,
            "breadcrumb": crumbs(),
        }


class Mark(NamedTuple):
    """A day of a point in one sign: a chip for the workbook, a sign in the grid."""

    tone: str
    label: str
    settled: bool
    sign: str


def day_mark(row: PointDay, today: date) -> Mark:
    """Which of the day's two reports arrived, in words for those who cannot see the sign."""
    stock, seen = stock_chip(row, today), visitors_chip(row, today)
    stock_words = formats.labelled(gettext("Stock"), stock[1])
    words = f"{stock_words}. {formats.labelled(gettext('Visitors'), seen[1])}."
    here = (row.stock_at is not None) + (row.visitors_at is not None)
    if not row.expected and not here:
        return Mark("off", words, True, "·")
    if here == 2:
        late = row.stock_late or row.visitors_late
        return Mark("late" if late else "full", words, True, "●")
    return Mark("half", words, False, "◐") if here else Mark("none", words, False, "○")


class Grid(ListPage):
    """Every point and day of a month: what arrived and what did not."""

    title = _("Reports day by day")
    filename = "showcase-points-days"
    template_name = "venues/grid.html"
    empty = _("No point has report days in this month.")

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def queryset(self) -> QuerySet[ShowcasePoint]:
        self.today = timezone.localdate()
        self.links = month_links(self.request, self.today)
        return dashboard.points_with_days(visible_points(self.request.user), self.links["month"])

    def get_columns(self) -> list[Column]:
        month = self.links["month"]
        return [
            Column(
                _("Point"),
                "name",
                heading=True,
                link=lambda point: (
                    reverse("venues:days", args=[point.pk]) + f"?month={month:%Y-%m}"
                ),
            ),
            *(
                Column(n, partial(self._mark, n), "chip")
                for n in range(1, month_end(month).day + 1)
            ),
        ]

    def _mark(self, number: int, point: Any) -> Mark | None:
        found = (day for day in point.month_days if day.day.day == number)
        row = next(found, None)
        return day_mark(row, self.today) if row else None

    def empty_action(self) -> Action:
        return Action(_("Showcase points"), reverse("venues:points"))

    def extra(self) -> dict[str, Any]:
        overview = (_("Month's overview"), reverse("venues:dashboard"))
        return {**self.links, "body": "venues/grid_rows.html", "breadcrumb": [*crumbs(), overview]}


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


@job_links(monthly.JOB)
def month_of_job(job: Job) -> list[tuple[str, str]]:
    """The month whose reports a job made, and the reports."""
    month = date.fromisoformat(job.params["month"])
    return [
        (gettext("Month's overview"), reverse("venues:dashboard") + f"?month={month:%Y-%m}"),
        (gettext("Monthly reports (PDF)"), reverse("notifications:documents") + "?kind=venues."),
    ]


class Months(OfPoint):
    title = _("Months")
    filename = "months"
    filterset_class = MonthFilter
    template_name = "venues/months.html"
    empty = _("No month has figures yet.")
    columns = [
        Column(
            _("Month"),
            lambda m: formats.month(m.month),
            heading=True,
            link=lambda m: reverse("venues:month", args=[m.point_id, f"{m.month:%Y-%m}"]),
        ),
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


def _file(document: Document) -> HttpResponseBase:
    return document_file(document)


@login_required
def point_document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    point: ShowcasePoint = get_point_to_view(request.user, pk)
    found = monthly.documents_of_point(point.pk).filter(pk=document_pk).defer(None).first()
    if found is None:
        raise Http404
    return _file(found)


@login_required
def city_document(request: HttpRequest, document_pk: int) -> HttpResponse:
    if not is_office(request.user):
        raise PermissionDenied
    found = monthly.city_documents().filter(pk=document_pk).defer(None).first()
    if found is None:
        raise Http404
    return _file(found)
