"""Forms of fairs, floor plans and applications; they parse, services judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, DateTimeField, IntegerField, TextField
from exhibitors.models import Commune
from exhibitors.rules import ProductGroup
from fairs.models import Fair, FairSeries
from fairs.rules.layout import Side
from fairs.rules.states import Decision
from fairs.services.layout import HallPlan
from venues.models import Hall, Venue

ENTRANCES = [
    (Side.BOTTOM, _("Bottom wall")),
    (Side.TOP, _("Top wall")),
    (Side.LEFT, _("Left wall")),
    (Side.RIGHT, _("Right wall")),
]
NEEDS = [("power", _("Power")), ("water", _("Water")), ("accessible", _("Step-free access"))]
WANTS = [
    ("corner", _("Corner booth")),
    ("near_entrance", _("Near the entrance")),
    ("outdoor", _("Outdoors")),
]


def metres(label: object, initial: Any = None, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=initial,
        min_value=0,
        max_value=1000,
        max_digits=7,
        decimal_places=2,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **kwargs,
    )


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
    contact_email = forms.EmailField(label=_("Contact e-mail"), required=False)
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
    """A limit per product group, and lines `commune limit`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, label in ProductGroup.choices:
            self.fields[f"group_{group}"] = IntegerField(
                label=label, required=False, min_value=1, max_value=10_000
            )
        for n in range(1, 6):
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
        for n in range(1, 6):
            if bool(data.get(f"commune_{n}")) != bool(data.get(f"limit_{n}")):
                self.add_error(f"limit_{n}", _("Give both the commune and its places."))
        return data

    def groups(self) -> dict[int, int]:
        data = self.cleaned_data
        return {g: data[f"group_{g}"] for g, _l in ProductGroup.choices if data[f"group_{g}"]}

    def communes(self) -> dict[int, int]:
        data = self.cleaned_data
        return {
            data[f"commune_{n}"].pk: data[f"limit_{n}"] for n in range(1, 6) if data[f"commune_{n}"]
        }


class HallForm(forms.Form):
    """The generator's parameters for one hall."""

    name = TextField(label=_("Hall"), max_length=120)
    venue_hall = forms.ModelChoiceField(
        Hall.objects.none(),
        label=_("Hall of the venue"),
        required=False,
        empty_label=_("None"),
        help_text=_("Only a reference; the size below is what is drawn."),
    )
    width_m = metres(_("Width (m)"))
    depth_m = metres(_("Depth (m)"))
    outdoor = forms.BooleanField(label=_("Outdoors"), required=False)
    entrance = forms.ChoiceField(label=_("Entrance"), choices=ENTRANCES)
    rows = IntegerField(label=_("Rows of booths"), min_value=1, max_value=52, initial=6)
    booths_per_row = IntegerField(label=_("Booths in a row"), min_value=1, max_value=99, initial=10)
    back_to_back = forms.BooleanField(
        label=_("Rows stand back to back in pairs"), required=False, initial=True
    )
    cross_aisles = IntegerField(
        label=_("Cross aisles"), min_value=0, max_value=5, initial=0,
        help_text=_("Each cuts every row once; booths beside it are corners."),
    )  # fmt: skip
    aisle_m = metres(_("Aisle width (m)"), 3)
    margin_m = metres(_("Distance to the walls (m)"), 2)
    booth_width_m = metres(_("Booth width (m)"), 3)
    booth_depth_m = metres(_("Booth depth (m)"), 3)
    booth_price = IntegerField(
        label=_("Price of a booth (VND)"), min_value=0, initial=0, help_text=_("0 is free.")
    )
    row_end_width_m = metres(
        _("Width of the booths at row ends (m)"),
        required=False,
        help_text=_("Leave empty when all booths are alike."),
    )
    row_end_price = IntegerField(
        label=_("Price of a booth at a row end (VND)"), min_value=0, required=False
    )
    power_every = IntegerField(
        label=_("Power in every n-th booth"), min_value=0, max_value=99, initial=1,
        help_text=_("1 is every booth, 0 none."),
    )  # fmt: skip
    water_every = IntegerField(
        label=_("Water in every n-th booth"), min_value=0, max_value=99, initial=0,
        help_text=_("1 is every booth, 0 none."),
    )  # fmt: skip

    SECTIONS = (
        (
            _("Hall"),
            ("name", "venue_hall", "width_m", "depth_m", "outdoor", "entrance"),
        ),
        (
            _("Rows and aisles"),
            ("rows", "booths_per_row", "back_to_back", "cross_aisles", "aisle_m", "margin_m"),
        ),
        (
            _("Booths"),
            (
                "booth_width_m",
                "booth_depth_m",
                "booth_price",
                "row_end_width_m",
                "row_end_price",
                "power_every",
                "water_every",
            ),
        ),
    )

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue_hall"].queryset = Hall.objects.filter(venue=fair.venue_id)  # type: ignore[attr-defined]
        groups = fair.allowed_groups or ProductGroup.values
        self.group_fields = []
        for group in groups:
            name = f"rows_{group}"
            self.fields[name] = IntegerField(
                label=ProductGroup(group).label, required=False, min_value=0, max_value=52
            )
            self.group_fields.append((group, name))

    def sections(self) -> list[tuple[object, list[Any]]]:
        rows = [(title, [self[n] for n in names]) for title, names in self.SECTIONS]
        return [*rows, (_("Rows for each product group"), [self[n] for _g, n in self.group_fields])]

    def plan(self) -> HallPlan:
        data = dict(self.cleaned_data)
        zone_rows = tuple((g, data.pop(n) or 0) for g, n in self.group_fields)
        data["row_end_price"] = data["row_end_price"] or 0
        return HallPlan(**data, zone_rows=tuple(z for z in zone_rows if z[1]))


class BoothForm(forms.Form):
    blocked = forms.BooleanField(label=_("Blocked"), required=False)
    reason = TextField(label=_("Why it is blocked"), max_length=200, required=False)
    corner = forms.BooleanField(label=_("Corner"), required=False)
    power = forms.BooleanField(label=_("Power"), required=False)
    water = forms.BooleanField(label=_("Water"), required=False)
    accessible = forms.BooleanField(label=_("Step-free"), required=False)
    near_entrance = forms.BooleanField(label=_("Near the entrance"), required=False)
    quality = IntegerField(label=_("Quality (0–100)"), min_value=0, max_value=100)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed to postpone or to cancel; applicants read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


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
    contact_email = forms.EmailField(label=_("E-mail"), required=False)
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
