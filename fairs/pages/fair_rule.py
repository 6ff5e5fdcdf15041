"""The rule of a fair: published with its explanation, changed by the organiser in versions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from common import formats
from common.errors import DomainError
from common.forms import IntegerField, TextField, add_domain_error
from common.pages import Action
from fairs.access import get_fair_to_edit, get_fair_to_view
from fairs.models import AllocationPlan
from fairs.pages.fairs import crumbs
from fairs.queries.fairness import published_rule, rule_number, rule_versions
from fairs.rules.proof import useful_gap
from fairs.rules.weights import SETTINGS, Setting, rule_of, values_of
from fairs.services.fair_rule import set_rule


class RuleForm(forms.Form):
    """One field for each value of the rule; ranks and stars have one each."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, rule: Mapping[str, Any], number: int, data: Any = None) -> None:
        super().__init__(data, initial={"number": number})
        for setting in SETTINGS:
            values = values_of(setting.name, rule)
            for place, value in enumerate(values):
                self.fields[f"{setting.name}_{place}"] = IntegerField(
                    label=value_label(setting, place, len(values)),
                    help_text=setting.help if place == 0 else "",
                    min_value=0,
                    max_value=setting.most,
                    initial=value // setting.scale,
                )
        self.fields["reason"] = TextField(
            label=gettext_lazy("Why the points change"), max_length=300
        )

    def values(self) -> dict[str, list[int]]:
        """All values in stored units."""
        found: dict[str, list[int]] = {setting.name: [] for setting in SETTINGS}
        for setting in SETTINGS:
            place = 0
            while f"{setting.name}_{place}" in self.fields:
                value = self.cleaned_data[f"{setting.name}_{place}"]
                found[setting.name].append(value * setting.scale)
                place += 1
        return found


def value_label(setting: Setting, place: int, count: int) -> str:
    """The label of one value: with its rank or its stars where there are several."""
    if count == 1:
        return str(setting.label)
    if setting.name == "star_pct":
        return _("%(label)s: %(stars)s stars") % {"label": setting.label, "stars": place + 3}
    return _("%(label)s: number %(rank)s") % {"label": setting.label, "rank": place + 1}


def shown_rule(rule: Mapping[str, Any]) -> list[tuple[object, str, object]]:
    """Each setting as label, values in words, explanation."""
    rows = []
    for setting in SETTINGS:
        values = [value // setting.scale for value in values_of(setting.name, rule)]
        text = " · ".join(formats.number(value) for value in values)
        rows.append((setting.label, text, setting.help))
    return rows


@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule for everybody: the one kept with the published plan, else the one in force."""
    fair = get_fair_to_view(request.user, pk)
    record, plan = published_rule(fair)
    actions = []
    if is_organiser(request.user):
        address = reverse("fairs:rule_edit", args=[pk])
        actions.append(Action(_("Change the points"), address, "pencil", primary=True))
    context: dict[str, Any] = {
        "title": _("How booths are given"),
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs")),
                       (fair.name, reverse("fairs:fair", args=[pk]))],
        "actions": actions,
        "fair": fair,
        "number": record["number"],
        "rows": shown_rule(record["values"]),
        "plan": plan,
        "proof": plan_proof(plan) if plan else [],
        "versions": rule_versions(fair) if is_office(request.user) else [],
        "in_force": rule_number(fair),
    }  # fmt: skip
    return render(request, "fairs/rule.html", context)


def plan_proof(plan: AllocationPlan) -> list[tuple[str, str]]:
    """How the published plan was found: seed, solver, what is proved of it."""
    m = plan.metrics
    rows = [(_("Seed"), str(m["seed"])), (_("Programme"), m["solver"])] if "solver" in m else []
    gap = useful_gap(m.get("gap"))
    if gap is not None and not m.get("fill_holes"):
        rows.append((_("At most better by"), formats.percent(round(100 * gap, 2))))
    return rows


@organiser_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    fair = get_fair_to_edit(request.user, pk)
    form = RuleForm(rule_of(fair.weights), rule_number(fair), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_rule(
                fair=fair,
                values=form.values(),
                number_read=form.cleaned_data["number"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except DomainError as error:
            add_domain_error(form, _first_fields(error))
        else:
            text = _("Version %(number)s of the points holds from now on.")
            messages.success(request, text % {"number": made.number})
            return redirect("fairs:rule", pk=pk)
    context = {
        "title": _("Points of the fair"),
        "form": form,
        "breadcrumb": crumbs(fair),
        "intro": _(
            "Plans are computed with these points. A change makes a new version with its reason; "
            "plans not yet published must then be updated, published ones keep the points they "
            "were made with."
        ),
        "submit": _("Save"),
        "cancel": reverse("fairs:rule", args=[pk]),
    }
    return render(request, "fairs/form.html", context)


def _first_fields(error: DomainError) -> DomainError:
    """Refusals of a setting stand at its first field."""
    names = {setting.name for setting in SETTINGS}
    error.fields = {f"{k}_0" if k in names else k: v for k, v in error.fields.items()}
    return error
