"""Forms of the floor plan; they parse, services judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DecimalField, IntegerField, TextField
from exhibitors.rules import ProductGroup
from fairs.models import Fair
from fairs.rules.layout import Side
from fairs.services.layout import HallPlan
from venues.models import Hall

ENTRANCES = [
    (Side.BOTTOM, _("Bottom wall")),
    (Side.TOP, _("Top wall")),
    (Side.LEFT, _("Left wall")),
    (Side.RIGHT, _("Right wall")),
]


def metres(label: object, initial: Any = None, **kwargs: Any) -> DecimalField:
    return DecimalField(
        label=label,
        initial=initial,
        min_value=0,
        max_value=1000,
        max_digits=7,
        decimal_places=2,
        **kwargs,
    )


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
