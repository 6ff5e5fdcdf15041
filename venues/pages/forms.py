"""Forms of places and points; the stock report has its own reader in stock.py."""

from datetime import date
from decimal import Decimal
from typing import Any, overload

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DateField, DateTimeField, DecimalField, EmailField, IntegerField, TextField
from exhibitors.models import Commune, Product
from venues.rules import WEEKDAYS, PointKind, VenueKind, month_of, written_month
from venues.rules.webhooks import WebhookTopic

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


class LineForm(forms.Form):
    product = forms.ModelChoiceField(
        queryset=Product.objects.order_by("sort_key"), label=_("Product")
    )
    since = DateField(label=_("On the list since"), initial=timezone.localdate)
    price = IntegerField(
        label=_("Price (₫)"),
        min_value=0,
        max_value=10**12,
        required=False,
        help_text=_("With a price the sales amount is computed from what was sold."),
    )
    reorder_level = DecimalField(
        label=_("Low when at or below"),
        min_value=0,
        max_value=999_999,
        decimal_places=3,
        required=False,
    )
    pack = DecimalField(
        label=_("Delivered in packs of"),
        min_value=Decimal("0.001"),
        max_value=999_999,
        decimal_places=3,
        initial=1,
    )
    consigned = forms.BooleanField(
        label=_("On consignment"),
        required=False,
        initial=True,
        help_text=_("The goods stay the producer's until they are sold."),
    )
    commission = DecimalField(
        label=_("Share kept by the point (%)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=0,
    )


class LineEditForm(forms.Form):
    price = IntegerField(label=_("Price (₫)"), min_value=0, max_value=10**12, required=False)
    reorder_level = DecimalField(
        label=_("Low when at or below"),
        min_value=0,
        max_value=999_999,
        decimal_places=3,
        required=False,
    )
    pack = DecimalField(
        label=_("Delivered in packs of"),
        min_value=Decimal("0.001"),
        max_value=999_999,
        decimal_places=3,
        initial=1,
    )
    consigned = forms.BooleanField(
        label=_("On consignment"),
        required=False,
        initial=True,
        help_text=_("The goods stay the producer's until they are sold."),
    )
    commission = DecimalField(
        label=_("Share kept by the point (%)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=0,
    )
    until = DateField(
        label=_("Last day on the list"), required=False, help_text=_("Empty: it stays on the list")
    )


class MonthlyForm(forms.Form):
    month = forms.CharField(widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        initial=["vi"],
        widget=forms.CheckboxSelectMultiple,
    )


def read_month(text: str | None, default: date) -> date:
    """`2026-11` as the first day of that month; anything else is the default's month."""
    return written_month(text or "") or month_of(default)


class DeliveryForm(forms.Form):
    sent_on = DateField(label=_("Sent on"))
    note = TextField(label=_("Note"), max_length=300, required=False)


class ReceiptForm(forms.Form):
    day = DateField(label=_("Received on"))


class CountForm(forms.Form):
    counted_at = DateTimeField(label=_("Counted at"))


class RuleForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Reporting days"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    due_hours = forms.IntegerField(
        label=_("On time until (hours after the day began)"),
        min_value=1,
        max_value=24 * 14,
        help_text=_("36 is noon of the next day."),
    )
    since = DateField(
        label=_("From day"),
        help_text=_("Earlier days and settled figures stay as they are."),
    )


class HolidayForm(forms.Form):
    name = TextField(label=_("Name"), max_length=120)
    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"))


class AmendmentForm(forms.Form):
    day = DateField(label=_("Day"))
    reason = TextField(label=_("What must be corrected"), max_length=300)


class HandoverForm(forms.Form):
    email = EmailField(label=_("E-mail of the new manager"))
    full_name = TextField(label=_("Full name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    last_day = DateField(label=_("Last day of the present manager"))


class WebhookForm(forms.Form):
    name = TextField(label=_("Name"), max_length=120)
    url = TextField(label=_("Address"), max_length=500, help_text="https://…")
    topics = forms.MultipleChoiceField(
        label=_("Tells about"),
        choices=[c for c in WebhookTopic.choices if c[0] != WebhookTopic.TEST],
        widget=forms.CheckboxSelectMultiple,
    )


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


@overload
def read_day(text: str | None, default: date) -> date: ...
@overload
def read_day(text: str | None, default: None) -> date | None: ...
def read_day(text: str | None, default: date | None) -> date | None:
    """`2026-11-24` as a day; anything else is the default."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return default
    return found if 2000 <= found.year <= 2100 else default
