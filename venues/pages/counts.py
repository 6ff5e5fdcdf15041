"""Counts of a point's shelf, and the statement of its goods on consignment."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from common import formats
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column
from venues.access import get_count_to_view, get_point_to_report, point_abilities
from venues.filters.deliveries import CountFilter
from venues.filters.months import ConsignmentFilter
from venues.models import StockCount
from venues.pages.lines_form import Cell, Row, by_position, place_errors, read_rows
from venues.pages.points import point_crumbs
from venues.pages.reporting import sent_key
from venues.pages.stock import OfPoint
from venues.pages.stock_forms import CountForm
from venues.queries import sheets
from venues.queries.deliveries import consignment
from venues.rules import CountReason
from venues.services import counts


class Counts(OfPoint):
    title = _("Stock counts")
    filename = "stock-counts"
    filterset_class = CountFilter
    empty = _("The shelf was not counted yet.")

    def get_columns(self) -> list[Column]:
        return [
            Column(
                _("Counted at"),
                "counted_at",
                "moment",
                heading=True,
                link=lambda c: reverse("venues:count", args=[self.point.pk, c.pk]),
            ),
            Column(_("Counted by"), lambda c: str(c.actor) if c.actor else None, phone=False),
            Column(_("Products"), "lines_counted", "number"),
            Column(_("Differences"), lambda c: c.lines_differing or None, "number"),
        ]

    def queryset(self) -> QuerySet[StockCount]:
        return StockCount.objects.filter(point=self.point).select_related("actor")

    def actions(self) -> list[Action]:
        if not point_abilities(self.request.user, self.point)["report"]:
            return []
        href = reverse("venues:count_add", args=[self.point.pk])
        return [Action(_("Count the shelf"), href, "clipboard-list", primary=True)]


@login_required
def count_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the shelf: what is entered is compared with the books, differences need a reason."""
    point = get_point_to_report(request.user, pk)
    now = timezone.now()
    rows = [
        Row(
            line["product_id"],
            line["name"],
            line["unit"],
            [(_("By the books"), formats.number(line["on_hand"].normalize() + 0))],
            [
                Cell("counted", _("Counted")),
                Cell("reason", _("Why it differs"), "choice", options=CountReason.choices),
                Cell("remark", _("Remark"), "text"),
            ],
        )
        for line in sheets.lines_on(pk, timezone.localdate())
    ]
    form = CountForm(request.POST or None, initial={"counted_at": timezone.localtime(now)})
    problems: list[str] = []
    if request.method == "POST":
        lines = [line for line in read_rows(rows, request.POST) if line["counted"]]
        if form.is_valid():
            try:
                posted = counts.post_count(
                    point_id=point.pk,
                    client_uuid=sent_key(request.POST.get("key")),
                    counted_at=form.cleaned_data["counted_at"],
                    lines=lines,
                    actor=request.user,
                    now=now,
                    device="web",
                )
            except DomainError as error:
                if "day" in error.fields:
                    add_domain_error(form, error)
                else:
                    problems = place_errors(rows, error, by_position(rows, lines))
            else:
                messages.success(request, gettext("The count is in. Stock is what you counted."))
                return redirect("venues:count", pk, posted.submission_id)
    context = {
        "title": gettext("Count the shelf"),
        "lead": point.name,
        "note": gettext("Enter what you count; leave the others empty."),
        "form": form,
        "rows": rows,
        "key": request.POST.get("key") or uuid4(),
        "problems": problems,
        "submit": gettext("Send the count"),
        "back": reverse("venues:counts", args=[pk]),
        "breadcrumb": [(point.name, reverse("venues:report", args=[pk]))],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "venues/lines_form.html", context, status=status)


@login_required
def count_page(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """A count beside the books of that moment."""
    found = get_count_to_view(request.user, pk, key)
    context = {
        "title": gettext("Stock count"),
        "count": found,
        "point": found.point,
        "lines": list(found.lines.select_related("product")),
        "breadcrumb": [
            *point_crumbs(found.point),
            (_("Stock counts"), reverse("venues:counts", args=[pk])),
        ],
    }
    return render(request, "venues/count.html", context)


def _owed(row: dict[str, Any]) -> int:
    return round(row["sales"] - row["kept"])


class Consignment(OfPoint):
    title = _("Goods on consignment")
    intro = _("What was sold of each producer's goods, and what is owed after the point's share.")
    filename = "consignment"
    filterset_class = ConsignmentFilter
    empty = _("No goods on consignment in this month.")
    columns = [
        Column(_("Producer"), "producer", heading=True),
        Column(pgettext_lazy("stock", "Received"), "units_in", "number", phone=False),
        Column(pgettext_lazy("stock", "Sold"), "units_sold", "number"),
        Column(_("Returned or damaged"), "units_back", "number", phone=False),
        Column(_("Left on the shelf"), "units_left", "number"),
        Column(_("Sales (₫)"), "sales", "money", phone=False),
        Column(_("Kept by the point (₫)"), lambda r: round(r["kept"]), "money", phone=False),
        Column(_("Owed to the producer (₫)"), _owed, "money"),
    ]

    def queryset(self) -> Any:
        return consignment(self.point.pk, self.links["month"])

    def extra(self) -> dict[str, Any]:
        return {**super().extra(), **self.links}
