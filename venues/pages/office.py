"""The office's closer looks at a month: by commune, over the months, on the map, anomalies."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import office_required, organiser_required
from common import formats
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Action, Column, ListPage, back_to_list
from venues.access import get_anomaly_to_decide, visible_anomalies, visible_points
from venues.filters.insight import AnomalyFilter, CommuneFilter
from venues.filters.months import MonthFilter
from venues.models import Anomaly
from venues.pages.chips import anomaly_chip
from venues.pages.dashboard import percent_chip
from venues.pages.points import crumbs
from venues.pages.stock import month_links
from venues.queries import dashboard
from venues.rules.anomalies import AnomalyRule
from venues.services import anomalies


def _crumbs() -> list[tuple[object, str]]:
    return crumbs((_("Month's overview"), reverse("venues:dashboard")))


def _complete(row: dict[str, Any]) -> Any:
    return percent_chip(dashboard.percents(dashboard.sums_of(row))["complete"])


def _in_time(row: dict[str, Any]) -> Any:
    reported = row["sum_stock_days"] + row["sum_visitor_days"]
    late = row["sum_stock_late"] + row["sum_visitor_late"]
    return percent_chip(dashboard.timeliness(reported, late))


class OfOffice(ListPage):
    """A list only the office sees, below the month's overview."""

    template_name = "venues/point_list.html"

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def empty_action(self) -> Action:
        return Action(_("Month's overview"), reverse("venues:dashboard"))

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": _crumbs()}


class Communes(OfOffice):
    title = _("Points by commune")
    filename = "points-by-commune"
    filterset_class = CommuneFilter
    empty = _("No showcase point is recorded yet.")

    def get_columns(self) -> list[Column]:
        month = self.links["month"]
        return [
            Column(
                _("Commune or ward"),
                lambda r: r["commune_name"] or gettext("Not known"),
                heading=True,
                link=lambda r: (
                    reverse("venues:dashboard") + f"?commune={r['commune_id']}&month={month:%Y-%m}"
                    if r["commune_id"]
                    else None
                ),
            ),
            Column(_("Points"), "points", "number"),
            Column(_("Reports received"), _complete, "chip"),
            Column(_("In time"), _in_time, "chip", phone=False),
            Column(_("Sales (₫)"), lambda r: int(r["sum_amount"]) or None, "money"),
            Column(_("Visits"), lambda r: r["sum_visitors"] or None, "number"),
            Column(_("Low lines"), lambda r: r["low"] or None, "number", phone=False),
            Column(_("Out of stock"), lambda r: r["out"] or None, "number", phone=False),
        ]

    def queryset(self) -> Any:
        self.links = month_links(self.request, timezone.localdate())
        return dashboard.by_commune(visible_points(self.request.user), self.links["month"])

    def extra(self) -> dict[str, Any]:
        return {**super().extra(), **self.links}


class Trend(OfOffice):
    title = _("Month by month")
    filename = "points-month-by-month"
    filterset_class = MonthFilter
    empty = _("No month has figures yet.")
    columns = [
        Column(
            _("Month"),
            lambda r: formats.month(r["month"]),
            heading=True,
            link=lambda r: reverse("venues:dashboard") + f"?month={r['month']:%Y-%m}",
        ),
        Column(_("Points that reported"), "reporting", "number"),
        Column(_("Reports received"), _complete, "chip"),
        Column(_("In time"), _in_time, "chip"),
        Column(_("Sold (units)"), "sum_sold", "number", phone=False),
        Column(_("Sales (₫)"), lambda r: int(r["sum_amount"]), "money"),
        Column(_("Visits"), "sum_visitors", "number"),
    ]

    def queryset(self) -> Any:
        return dashboard.trend(visible_points(self.request.user), timezone.localdate())


def _figures(anomaly: Anomaly) -> str:
    """What the rule saw, in words."""
    figures = anomaly.figures
    if anomaly.rule == AnomalyRule.VISITS:
        text = gettext("%(visits)s visits, usually about %(usual)s (z = %(z)s)")
    elif anomaly.rule == AnomalyRule.NO_VISITS:
        text = ngettext(
            "%(lines)s product sold, no visit",
            "%(lines)s products sold, no visit",
            figures["lines"],
        )
    elif anomaly.rule == AnomalyRule.CONVERSION:
        text = ngettext(
            "%(lines)s products sold, %(visits)s visit",
            "%(lines)s products sold, %(visits)s visits",
            figures["visits"],
        )
    elif anomaly.rule == AnomalyRule.OVERSOLD:
        text = gettext("%(balance)s left after the day")
    else:
        text = gettext("%(lines)s products sold exactly as many as the day before")
    shown = {k: formats.number(v) if isinstance(v, int | float) else v for k, v in figures.items()}
    return text % shown


class Anomalies(OfOffice):
    title = _("Figures worth a second look")
    intro = _("A rule that fires changes no figure. Confirm what is right, ask where it is not.")
    filename = "anomalies"
    filterset_class = AnomalyFilter
    empty = _("No figure stands out.")
    columns = [
        Column(
            _("Day"),
            "day",
            "day",
            heading=True,
            link=lambda a: reverse("venues:day", args=[a.point_id, a.day.isoformat()]),
        ),
        Column(_("Point"), "point.name"),
        Column(_("Rule"), lambda a: a.get_rule_display()),
        Column(_("What it saw"), _figures),
        Column(_("Product"), lambda a: a.product.name if a.product else None),
        Column(_("State"), anomaly_chip, "chip"),
    ]

    def queryset(self) -> QuerySet[Anomaly]:
        if is_organiser(self.request.user):
            self.row_actions = "venues/anomaly_actions.html"
        return visible_anomalies(self.request.user).select_related("point", "product")


@organiser_required
@require_POST
def anomaly_decide(request: HttpRequest, pk: int) -> HttpResponse:
    anomaly = get_anomaly_to_decide(request.user, pk)
    ask = request.POST.get("choice") == "ask"
    try:
        anomalies.decide_anomaly(anomaly=anomaly, ask=ask, actor=request.user, now=timezone.now())
    except DomainError as error:
        say_domain_error(request, error)
    else:
        asked, confirmed = gettext("The point was asked."), gettext("Confirmed as right.")
        messages.success(request, asked if ask else confirmed)
    return back_to_list(request, reverse("venues:anomalies"))


@office_required
def point_map(request: HttpRequest) -> HttpResponse:
    """The points on a map without tiles, and beside it the same points as a list."""
    links = month_links(request, timezone.localdate())
    month: date = links["month"]
    points = visible_points(request.user)
    shown = [
        {
            "name": row["name"],
            "href": reverse("venues:point", args=[row["id"]]),
            "lat": row["latitude"],
            "lon": row["longitude"],
            "exact": row["exact"],
            "complete": dashboard.percents(row)["complete"],
            "chip": percent_chip(dashboard.percents(row)["complete"]),
            "amount": row["amount"],
            "out": row["out_lines"],
        }
        for row in dashboard.map_rows(points, month)
    ]
    plain = [{k: v for k, v in row.items() if k != "chip"} for row in shown]
    context = {
        "title": gettext("Points on the map"),
        "rows": shown,
        "places": plain,
        "about": sum(not row["exact"] for row in shown),
        "without": points.count() - len(shown),
        "breadcrumb": _crumbs(),
        **links,
    }
    return render(request, "venues/map.html", context)
