"""Forms of showcase points, their people, states and criteria sheets."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DateField, EmailField, IntegerField, TextField
from venues.pages.place_forms import CERTIFICATE_HINT, VersionForm, commune_field
from venues.rules import PointKind


class PointForm(VersionForm):
    name = TextField(label=_("Name"), max_length=250)
    kind = forms.ChoiceField(label=pgettext_lazy("place", "Kind"), choices=PointKind.choices)
    operator = TextField(label=_("Operator"), max_length=250, required=False)
    address = TextField(label=_("Address"), max_length=300, required=False)
    commune = commune_field()
    opened = TextField(
        label=_("Open since"),
        max_length=10,
        required=False,
        help_text=_("Year, month or day, as published"),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        decimal_places=5,
        required=False,
        help_text=_("For the map, for example 21.02850"),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, decimal_places=5, required=False
    )
    reports_from = DateField(
        label=_("Reports from"),
        required=False,
        help_text=_("From this day on, a stock and a visitor report is expected each day."),
    )
    source = TextField(
        label=_("Source"), max_length=500, required=False, help_text=CERTIFICATE_HINT
    )
    verified = forms.BooleanField(label=_("Seen in its source"), required=False)
    note = TextField(label=_("Note"), max_length=1000, required=False)


class ManagerForm(forms.Form):
    email = EmailField(label=_("E-mail"))
    full_name = TextField(label=_("Full name"), max_length=150)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    since = DateField(label=_("Manager since"), initial=timezone.localdate)


class EndForm(forms.Form):
    last = DateField(label=_("Last day"), initial=timezone.localdate)


class ClosureForm(forms.Form):
    first = DateField(label=_("First day"), initial=timezone.localdate)
    last = DateField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice")
    )
    reason = TextField(label=_("Reason"), max_length=200)


class SettleForm(forms.Form):
    until = DateField(
        label=_("Figures settled up to"),
        required=False,
        help_text=_("No report or correction up to this day. Empty: everything is open again."),
    )
    reason = TextField(label=_("Reason"), max_length=300, required=False)


class StateForm(forms.Form):
    reason = TextField(label=_("Reason"), max_length=300)


class HandoverForm(forms.Form):
    email = EmailField(label=_("E-mail of the new manager"))
    full_name = TextField(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    last_day = DateField(label=_("Last day of the present manager"))


class SchemeForm(forms.Form):
    name = TextField(label=_("Name"), max_length=200)
    decision = TextField(label=_("Decision"), max_length=120)
    criteria = forms.CharField(
        label=_("Criteria"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text=_("One a line: criterion, a bar, its most points. Example: Display zone | 20"),
    )
    minimum_area = IntegerField(
        label=_("Smallest area (m²)"), min_value=0, max_value=100_000, required=False
    )
    minimum_share = IntegerField(
        label=_("Smallest share of OCOP and craft products (%)"),
        min_value=0,
        max_value=100,
        required=False,
    )


class CriteriaSheetForm(forms.Form):
    assessed_on = DateField(label=_("Assessed on"))
    area = IntegerField(label=_("Area (m²)"), min_value=0, max_value=100_000)
    share = IntegerField(
        label=_("Share of OCOP and craft products (%)"), min_value=0, max_value=100
    )
    note = TextField(label=_("Note"), max_length=500, required=False)
