"""Results of a fair: counted and reported, as a page and a workbook, and the form to report."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import is_organiser
from common import formats
from common.errors import DomainError
from common.excel import excel_response
from common.forms import IntegerField, add_domain_error, posted_version
from common.pages import Action
from fairs.access import get_fair_to_edit, get_fair_to_review
from fairs.documents.results import (
    figures,
    reported_tables,
    result_charts,
    results_workbook,
    tables,
)
from fairs.models import Fair
from fairs.pages.fairs import crumbs
from fairs.queries.results import Reported, reported_results
from fairs.services.papers.reports import results_facts
from fairs.services.results import MOST_SALES, MOST_VISITS, record_results


@login_required
@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The results of a fair as counted now: the same figures and charts as the report."""
    fair = get_fair_to_review(request.user, pk)
    facts = results_facts(fair, _language())
    context = {
        "title": _("Results: %(fair)s") % {"fair": fair.name},
        "breadcrumb": crumbs(fair),
        "actions": _actions(request, fair),
        "figures": figures(facts),
        "charts": result_charts(facts),
        "tables": [
            (heading, label, rows, sum(count for _name, count in rows))
            for heading, label, rows in tables(facts)
        ],
        "reported": reported_tables(facts),
    }
    return render(request, "fairs/results.html", context)


def _language() -> str:
    return (get_language() or "vi")[:2]


def _actions(request: HttpRequest, fair: Fair) -> list[Action]:
    actions = [Action(_("Excel"), reverse("fairs:results_excel", args=[fair.pk]), "download")]
    if is_organiser(request.user):
        papers = reverse("fairs:papers", args=[fair.pk])
        actions.append(Action(_("Papers"), papers, "file-text"))
        if fair.opens_on <= timezone.localdate():
            record = reverse("fairs:results_record", args=[fair.pk])
            actions.append(Action(_("Record sales and visits"), record, "pencil", primary=True))
    return actions


@login_required
@require_GET
def excel(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the report says, as one sheet."""
    fair = get_fair_to_review(request.user, pk)
    content = results_workbook(results_facts(fair, _language()))
    return excel_response(content, f"results-{fair.code}")


class ResultsForm(forms.Form):
    """A field for each day that has begun and for each exhibitor; empty means not reported."""

    def __init__(self, *args: Any, reported: Reported, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.days = {f"visits_{day}": day for day, _n in reported.visits if day <= today}
        self.exhibitors = {f"sales_{row.application}": row.application for row in reported.sales}
        for day, count in reported.visits:
            if day <= today:
                label = formats.day(day)
                self._add(f"visits_{day}", label, MOST_VISITS, count)
        for row in reported.sales:
            label = f"{row.name} ({row.booths})" if row.booths else row.name
            self._add(f"sales_{row.application}", label, MOST_SALES, row.amount)

    def _add(self, name: str, label: str, most: int, value: int | None) -> None:
        self.fields[name] = IntegerField(
            label=label, required=False, min_value=0, max_value=most, initial=value
        )

    @property
    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        yield _("Visits by day"), [self[name] for name in self.days]
        yield _("Sales by exhibitor, in đồng"), [self[name] for name in self.exhibitors]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Report sales and visits; figures can be mended as long as the report is not sent."""
    fair = get_fair_to_edit(request.user, pk)
    form = ResultsForm(request.POST or None, reported=reported_results(fair))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            record_results(
                fair=fair,
                sales={a: values[name] for name, a in form.exhibitors.items()},
                visits={day: values[name] for name, day in form.days.items()},
                version=posted_version(request),
                actor=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The figures were saved."))
            return redirect("fairs:results", pk=pk)
    context = {
        "title": _("Record sales and visits"),
        "breadcrumb": [*crumbs(fair), (_("Results"), reverse("fairs:results", args=[pk]))],
        "intro": _(
            "Enter what exhibitors and the gates reported. Leave a field empty where nothing was "
            "reported; the report says so. Zero means: reported, and nothing."
        ),
        "form": form,
        "version": request.POST.get("version", fair.version),
        "submit": _("Save"),
        "cancel": reverse("fairs:results", args=[pk]),
    }
    return render(request, "fairs/form.html", context)
