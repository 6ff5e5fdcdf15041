"""Forms of venues, their halls and rooms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DecimalField, IntegerField, TextField
from exhibitors.models import Commune
from venues.rules import VenueKind

CERTIFICATE_HINT = _("Where it was read: an address or a document")


def commune_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=Commune.objects.order_by("sort_key"), label=_("Commune or ward"), required=False
    )


class VersionForm(forms.Form):
    """Carries the version an edit starts from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class VenueForm(VersionForm):
    name = TextField(label=_("Name"), max_length=250)
    name_en = TextField(label=_("Name in English"), max_length=250, required=False)
    name_fr = TextField(label=_("Name in French"), max_length=250, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("place", "Kind"), choices=VenueKind.choices)
    commune = commune_field()
    address = TextField(label=_("Address"), max_length=300, required=False)
    capacity_seen = TextField(label=_("Published size"), max_length=500, required=False)
    source = TextField(
        label=_("Source"), max_length=500, required=False, help_text=CERTIFICATE_HINT
    )
    verified = forms.BooleanField(label=_("Seen in its source"), required=False)
    note = TextField(label=_("Note"), max_length=1000, required=False)


class HallForm(VersionForm):
    name = TextField(label=_("Name"), max_length=120)
    width_m = DecimalField(label=_("Width (m)"), min_value=1, max_value=2000, decimal_places=2)
    depth_m = DecimalField(label=_("Depth (m)"), min_value=1, max_value=2000, decimal_places=2)
    is_outdoor = forms.BooleanField(label=_("Outdoors"), required=False)


class RoomForm(VersionForm):
    name = TextField(label=_("Name"), max_length=120)
    capacity = IntegerField(label=_("Capacity (seats)"), min_value=1, max_value=100_000)
    equipment = TextField(label=_("Equipment"), max_length=300, required=False)
    buffer_minutes = IntegerField(
        label=_("Set-up time (minutes)"), min_value=0, max_value=600, initial=15
    )
