"""Forms of lines, deliveries and counts; stock_reports.py reads the stock report itself."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, DateTimeField, DecimalField, IntegerField, TextField
from exhibitors.models import Product


class LineEditForm(forms.Form):
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
    until = DateField(
        label=_("Last day on the list"), required=False, help_text=_("Empty: it stays on the list")
    )


class LineForm(LineEditForm):
    field_order = ("product", "since")
    until = None  # a new line stays

    product = forms.ModelChoiceField(
        queryset=Product.objects.order_by("sort_key"), label=_("Product")
    )
    since = DateField(label=_("On the list since"), initial=timezone.localdate)


class DeliveryForm(forms.Form):
    sent_on = DateField(label=_("Sent on"))
    note = TextField(label=_("Note"), max_length=300, required=False)


class ReceiptForm(forms.Form):
    day = DateField(label=_("Received on"))


class CountForm(forms.Form):
    counted_at = DateTimeField(label=_("Counted at"))
