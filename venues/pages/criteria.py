"""Criteria sheets of design centres: the schemes, and a point assessed by one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column
from venues.access import get_point_to_edit, get_sheet_to_view
from venues.filters.points import CriteriaFilter
from venues.models import CriteriaScheme, CriteriaSheet
from venues.pages.edit import form_page
from venues.pages.lines_form import Cell, Row, place_errors, read_rows
from venues.pages.point_forms import CriteriaSheetForm, SchemeForm
from venues.pages.points import point_crumbs
from venues.pages.stock import OfPoint
from venues.services import criteria


class CriteriaSheets(OfPoint):
    title = _("Criteria sheets")
    filename = "criteria-sheets"
    filterset_class = CriteriaFilter
    empty = _("The point was not assessed yet.")

    def get_columns(self) -> list[Column]:
        return [
            Column(
                _("Assessed on"),
                "assessed_on",
                "day",
                heading=True,
                link=lambda s: reverse("venues:criteria_sheet", args=[self.point.pk, s.pk]),
            ),
            Column(_("Scheme"), lambda s: str(s.scheme), phone=False),
            Column(_("Total"), "total", "number"),
            Column(_("Area (m²)"), "area", "number", phone=False),
            Column(_("Share of OCOP and craft products (%)"), "share", "number"),
            Column(
                _("Minimum"),
                lambda s: (
                    ("jade", _("Reached"), True) if s.meets else ("amber", _("Not reached"), False)
                ),
                "chip",
            ),
        ]

    def queryset(self) -> QuerySet[CriteriaSheet]:
        return self.point.criteria_sheets.select_related("scheme")

    def actions(self) -> list[Action]:
        if not is_organiser(self.request.user):
            return []
        add = reverse("venues:criteria_add", args=[self.point.pk])
        scheme = reverse("venues:scheme_add", args=[self.point.pk])
        return [
            Action(_("Assess the point"), add, "clipboard-list", primary=True),
            Action(_("New scheme"), scheme, "plus"),
        ]


def _crumbs(point: Any) -> list[tuple[object, str]]:
    sheets = reverse("venues:criteria_sheets", args=[point.pk])
    return [*point_crumbs(point), (_("Criteria sheets"), sheets)]


@organiser_required
def scheme_add(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_point_to_edit(request.user, pk)

    def save(form: SchemeForm) -> CriteriaScheme:
        values = dict(form.cleaned_data)
        text = values.pop("criteria")
        return criteria.add_scheme(
            values={**values, "kind": point.kind}, criteria=text, actor=request.user
        )

    return form_page(
        request,
        form_class=SchemeForm,
        title=gettext("New scheme"),
        back=reverse("venues:criteria_sheets", args=[pk]),
        breadcrumb=_crumbs(point),
        done=_("Saved."),
        save=save,
    )


@organiser_required
def criteria_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Assess a point by the newest scheme of its kind."""
    point = get_point_to_edit(request.user, pk)
    scheme = CriteriaScheme.objects.filter(kind=point.kind).first()
    if scheme is None:
        messages.info(request, gettext("Enter the criteria of the decision first."))
        return redirect("venues:scheme_add", pk)
    rows = [
        Row(
            n,
            item["label"],
            "",
            [(_("At most"), item["max"])],
            [Cell("points", pgettext_lazy("score", "Points"))],
        )
        for n, item in enumerate(scheme.items)
    ]
    form = CriteriaSheetForm(request.POST or None, initial={"assessed_on": timezone.localdate()})
    problems: list[str] = []
    if request.method == "POST":
        sent = {line["product"]: line["points"] for line in read_rows(rows, request.POST)}
        if form.is_valid():
            try:
                made = criteria.fill_sheet(
                    point=point,
                    scheme=scheme,
                    given=[sent.get(n, "") for n in range(len(rows))],
                    actor=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except DomainError as error:
                if "assessed_on" in error.fields:
                    add_domain_error(form, error)
                else:
                    keyed = {str(row.key): row for row in rows}
                    problems = place_errors(rows, error, keyed.get)
            else:
                messages.success(request, gettext("The sheet was saved."))
                return redirect("venues:criteria_sheet", pk, made.pk)
    context = {
        "title": gettext("Assess the point"),
        "lead": f"{point.name} · {scheme}",
        "form": form,
        "rows": rows,
        "problems": problems,
        "submit": gettext("Save the sheet"),
        "back": reverse("venues:criteria_sheets", args=[pk]),
        "breadcrumb": _crumbs(point),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "venues/lines_form.html", context, status=status)


@login_required
def criteria_sheet(request: HttpRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """A filled sheet: points by criterion, area and share beside what is asked at least."""
    sheet = get_sheet_to_view(request.user, pk, sheet_pk)
    context = {
        "title": gettext("Criteria sheet"),
        "sheet": sheet,
        "rows": [
            (item["label"], points, item["max"])
            for item, points in zip(sheet.scheme.items, sheet.points, strict=True)
        ],
        "breadcrumb": _crumbs(sheet.point),
    }
    return render(request, "venues/criteria_sheet.html", context)
