"""Forms of the allocation pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import IntegerField, TextField
from fairs.models import AllocationPlan, Application, Fair


class NewPlanForm(forms.Form):
    name = TextField(label=_("Name"), max_length=120, required=False)
    copy_of = forms.ModelChoiceField(
        AllocationPlan.objects.none(),
        label=_("Start from"),
        required=False,
        empty_label=_("An empty plan"),
    )

    def __init__(self, fair: Fair, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["copy_of"]
        field.queryset = AllocationPlan.objects.filter(fair=fair).order_by("-number")
        field.label_from_instance = plan_label


def plan_label(plan: AllocationPlan) -> str:
    return f"{plan.number}. {plan.name}" if plan.name else str(plan.number)


class SolveForm(forms.Form):
    seconds = IntegerField(
        label=_("Seconds to search"),
        min_value=1,
        max_value=600,
        initial=20,
        help_text=_("Longer gives better plans. You may stop at any time and keep the best."),
    )
    seed = IntegerField(
        label=_("Seed"),
        min_value=1,
        max_value=2**31 - 1,
        initial=1,
        help_text=_("The same data and seed give the same plan."),
    )
    fill_holes = forms.BooleanField(
        label=_("Fill holes only"),
        required=False,
        help_text=_("Nobody who was told a place moves; only free booths are given."),
    )

    def __init__(self, *args: Any, published: bool = True, **kwargs: Any) -> None:
        """Without a published plan nobody was told a place and there is nothing to hold."""
        super().__init__(*args, **kwargs)
        if not published:
            del self.fields["fill_holes"]


class RivalsForm(forms.Form):
    first = forms.ModelChoiceField(Application.objects.none(), label=_("Applicant"))
    second = forms.ModelChoiceField(Application.objects.none(), label=_("Rival"))
    reason = TextField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, applications: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = applications
            self.fields[name].label_from_instance = lambda a: f"{a.producer.name} ({a.code})"
