"""Forms of applications and of the decisions about them; they parse, services judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import EmailField, TextField
from fairs.models import Fair
from fairs.rules.states import Decision

NEEDS = [("power", _("Power")), ("water", _("Water")), ("accessible", _("Step-free access"))]
WANTS = [
    ("corner", _("Corner booth")),
    ("near_entrance", _("Near the entrance")),
    ("outdoor", _("Outdoors")),
]


class ApplyForm(forms.Form):
    """What a producer enters; products are drawn by the template from their verdicts."""

    modules = forms.TypedChoiceField(label=_("Number of booths"), coerce=int, initial=1)
    products = forms.TypedMultipleChoiceField(
        label=_("Products"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(
        label=_("What the booth must have"),
        choices=NEEDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wants = forms.MultipleChoiceField(
        label=_("What you would like"),
        choices=WANTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact_name = TextField(label=_("Contact"), max_length=150, required=False)
    contact_phone = TextField(label=_("Phone"), max_length=30, required=False)
    contact_email = EmailField(label=_("E-mail"), required=False)
    note = forms.CharField(
        label=_("Note to the organiser"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that the organiser uses the data of this application to run the fair: to "
            "check it, assign a booth, and print the list of exhibitors."
        ),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    BOOTHS, ZONES, TYPES = 3, 2, 1

    def __init__(
        self, *args: Any, fair: Fair, products: Any, booths: Any, zones: Any, types: Any, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["modules"].choices = [(n, str(n)) for n in range(1, fair.max_modules + 1)]  # type: ignore[attr-defined]
        self.fields["products"].choices = [(p.id, p.name) for p in products]  # type: ignore[attr-defined]
        labels = ((self.BOOTHS, "booth", _("Booth wished, choice %(n)s"), booths),
                  (self.ZONES, "zone", _("Zone wished, choice %(n)s"), zones),
                  (self.TYPES, "type", _("Kind of booth wished"), types))  # fmt: skip
        self.wishes: dict[str, list[str]] = {}
        for count, kind, label, choices in labels:
            if not choices:
                continue
            for n in range(1, count + 1):
                self.fields[f"{kind}_{n}"] = forms.TypedChoiceField(
                    label=str(label) % {"n": n} if "%(n)s" in str(label) else label,
                    coerce=int,
                    empty_value=None,
                    required=False,
                    choices=[("", _("No wish")), *choices],
                )
                self.wishes.setdefault(kind, []).append(f"{kind}_{n}")

    def wish_fields(self) -> list[Any]:
        return [
            self[name] for kind in ("zone", "booth", "type") for name in self.wishes.get(kind, [])
        ]

    def contact_fields(self) -> list[Any]:
        return [self[n] for n in ("contact_name", "contact_phone", "contact_email", "note")]

    def values(self) -> dict[str, Any]:
        """What was entered and makes sense so far, in the service's words."""
        data = self.cleaned_data
        names = ("modules", "products", "needs", "wants", "contact_name", "contact_phone",
                 "contact_email", "note")  # fmt: skip
        found = {name: data[name] for name in names if name in data}
        for kind, fields in self.wishes.items():
            chosen = [data[f] for f in fields if data.get(f)]
            found[f"wished_{kind}s"] = list(dict.fromkeys(chosen))
        return found


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("", ""), *Decision.choices], required=False)
    reason = TextField(max_length=1000, required=False)
    version = forms.IntegerField()
