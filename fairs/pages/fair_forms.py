"""Forms of fairs and their quotas; they parse, services judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, DateTimeField, EmailField, IntegerField, TextField
from exhibitors.models import Commune
from exhibitors.rules import ProductGroup
from fairs.models import Fair, FairSeries
from venues.models import Venue


class FairForm(forms.Form):
    """A fair in sections; `sections` gives the template titles with their fields."""

    name_vi = TextField(label=_("Name in Vietnamese"), max_length=250)
    name_en = TextField(label=_("Name in English"), max_length=250, required=False)
    name_fr = TextField(label=_("Name in French"), max_length=250, required=False)
    series = forms.ModelChoiceField(
        FairSeries.objects.none(), label=_("Series"), required=False, empty_label=_("No series")
    )
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    venue = forms.ModelChoiceField(Venue.objects.none(), label=_("Venue"))
    opens_on = DateField(label=_("First day"))
    closes_on = DateField(label=_("Last day"))
    daily_from = forms.TimeField(
        label=_("Opens at"),
        initial="08:30",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    daily_until = forms.TimeField(
        label=_("Closes at"),
        initial="21:00",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    move_in_at = DateTimeField(label=_("Move-in from"), required=False)
    apply_from = DateTimeField(label=_("Applications open"))
    apply_until = DateTimeField(label=_("Applications close"))
    grace_minutes = IntegerField(
        label=_("Grace period (minutes)"),
        initial=0,
        min_value=0,
        max_value=10080,
        help_text=_("Applications sent within it are accepted and marked late."),
    )
    confirm_by = DateTimeField(label=_("Exhibitors confirm by"), required=False)
    min_stars = forms.TypedChoiceField(
        label=_("Fewest stars"),
        coerce=int,
        initial=3,
        choices=[
            (0, _("No certificate needed")),
            (3, _("3 stars or more")),
            (4, _("4 stars or more")),
            (5, _("5 stars")),
        ],
    )
    allowed_groups = forms.TypedMultipleChoiceField(
        label=_("Product groups"),
        coerce=int,
        choices=ProductGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means every group."),
    )
    max_modules = forms.TypedChoiceField(
        label=_("Most booths for one producer"),
        coerce=int,
        initial=2,
        choices=[(n, str(n)) for n in range(1, 5)],
    )
    legal_basis = TextField(
        label=_("Legal basis (decision number)"), max_length=200, required=False
    )
    registration_required = forms.BooleanField(
        label=_("Registration with the Department of Industry and Trade is needed"),
        required=False,
    )
    contact_email = EmailField(label=_("Contact e-mail"), required=False)
    contact_phone = TextField(label=_("Contact phone"), max_length=30, required=False)
    override_reason = TextField(
        label=_("Reason for changing a published promise"),
        max_length=500,
        required=False,
        help_text=_("Only needed to move a deadline earlier or to change published rules."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, fair: Fair | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = FairSeries.objects.all()  # type: ignore[attr-defined]
        self.fields["venue"].queryset = Venue.objects.all()  # type: ignore[attr-defined]
        if fair is None or fair.published_at is None:
            del self.fields["override_reason"]

    SECTIONS = (
        (_("Names"), ("name_vi", "name_en", "name_fr", "series", "description")),
        (
            _("Days and place"),
            ("venue", "opens_on", "closes_on", "daily_from", "daily_until", "move_in_at"),
        ),
        (_("Applications"), ("apply_from", "apply_until", "grace_minutes", "confirm_by")),
        (_("Who may take part"), ("min_stars", "allowed_groups", "max_modules")),
        (
            _("Legal basis and contact"),
            (
                "legal_basis",
                "registration_required",
                "contact_email",
                "contact_phone",
                "override_reason",
            ),
        ),
    )

    def sections(self) -> list[tuple[object, list[Any]]]:
        return [
            (title, [self[n] for n in names if n in self.fields]) for title, names in self.SECTIONS
        ]

    def values(self) -> dict[str, Any]:
        """What a service takes."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("override_reason", "version")
        }


class SeriesForm(forms.Form):
    name_vi = TextField(label=_("Name in Vietnamese"), max_length=250)
    name_en = TextField(label=_("Name in English"), max_length=250, required=False)
    name_fr = TextField(label=_("Name in French"), max_length=250, required=False)


class CloneForm(forms.Form):
    name_vi = TextField(label=_("Name of the new fair"), max_length=250)
    opens_on = DateField(
        label=_("First day"),
        help_text=_("Dates move by whole weeks, so that each keeps its weekday."),
    )


class QuotaForm(forms.Form):
    """A limit per product group, and lines `commune limit`: one more than there are, 5 at least."""

    def __init__(self, *args: Any, communes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = range(1, max(communes + 1, 5) + 1)
        for group, label in ProductGroup.choices:
            self.fields[f"group_{group}"] = IntegerField(
                label=label, required=False, min_value=1, max_value=10_000
            )
        for n in self.lines:
            self.fields[f"commune_{n}"] = forms.ModelChoiceField(
                Commune.objects.all(),
                label=_("Commune %(n)s") % {"n": n},
                required=False,
                empty_label=_("None"),
            )
            self.fields[f"limit_{n}"] = IntegerField(
                label=_("Places for commune %(n)s") % {"n": n},
                required=False,
                min_value=1,
                max_value=10_000,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen = set()
        for n in self.lines:
            commune = data.get(f"commune_{n}")
            if bool(commune) != bool(data.get(f"limit_{n}")):
                self.add_error(f"limit_{n}", _("Give both the commune and its places."))
            if commune in seen:
                self.add_error(f"commune_{n}", _("This commune is named above already."))
            seen |= {commune} if commune else set()
        return data

    def groups(self) -> dict[int, int]:
        data = self.cleaned_data
        return {g: data[f"group_{g}"] for g, _l in ProductGroup.choices if data[f"group_{g}"]}

    def communes(self) -> dict[int, int]:
        data = self.cleaned_data
        return {
            data[f"commune_{n}"].pk: data[f"limit_{n}"] for n in self.lines if data[f"commune_{n}"]
        }


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed to postpone or to cancel; applicants read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
