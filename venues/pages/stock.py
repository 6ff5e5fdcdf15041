"""A point's stock: its lines, their history, the sheet of a month, and the days."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.pages import Action, Column, ListPage
from venues.access import (
    get_line_to_edit,
    get_line_to_view,
    get_point_to_edit,
    get_point_to_view,
)
from venues.filters.stock import LineFilter, MovementFilter
from venues.pages.chips import balance_chip
from venues.pages.dates import read_month
from venues.pages.edit import form_page
from venues.pages.points import point_crumbs
from venues.pages.stock_forms import LineEditForm, LineForm
from venues.queries import sheets
from venues.rules import MovementKind, month_of, next_month
from venues.services import point_lines


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
        save=lambda form: point_lines.add_line(
            point=point, actor=request.user, **form.cleaned_data
        ),
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
        save=lambda form: point_lines.edit_line(line=line, actor=request.user, **form.cleaned_data),
    )
