"""Forms of the registry's pages; the services check what is typed here."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, EmailField, TextField
from exhibitors.models import Commune, CraftVillage, Producer
from exhibitors.queries import commune_choices
from exhibitors.rules import MemberRole, ProducerKind, ProductGroup
from exhibitors.rules.product_types import PRODUCT_TYPES


class ProducerForm(forms.Form):
    """The record of a producer; fields that are not open to the person are left out."""

    name = TextField(label=_("Name"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProducerKind.choices)
    tax_code = TextField(label=_("Tax code"), max_length=20, required=False)
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label=_("Commune or ward"),
        required=False,
        empty_label=_("Not given"),
    )
    village = forms.ModelChoiceField(
        CraftVillage.objects.none(),
        label=_("Craft village"),
        required=False,
        empty_label=_("Not given"),
    )
    address = TextField(label=_("Address"), max_length=300, required=False)
    email = EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Letters and notices go here."),
    )
    phone = TextField(label=_("Phone"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, open_fields: frozenset[str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = commune_choices()  # type: ignore[attr-defined]
        self.fields["village"].queryset = CraftVillage.objects.only(  # type: ignore[attr-defined]
            "id", "name", "sort_key"
        )
        if open_fields is not None:
            for name in set(self.fields) - open_fields - {"version"}:
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class ProductForm(forms.Form):
    name = TextField(label=_("Name"), max_length=250)
    group = forms.TypedChoiceField(
        label=_("Product group"), choices=ProductGroup.choices, coerce=int
    )
    product_type = forms.ChoiceField(
        label=_("Product type"),
        choices=[("", _("Read it from the name")), *PRODUCT_TYPES.items()],
        required=False,
        help_text=_("The booth plan keeps sellers of the same type apart."),
    )
    unit = TextField(
        label=_("Sales unit"),
        max_length=30,
        required=False,
        help_text=_("For example jar, kg, set."),
    )
    barcode = TextField(label=_("Barcode"), max_length=20, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, open_fields: frozenset[str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if open_fields is not None:
            for name in set(self.fields) - open_fields - {"version"}:
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class MemberForm(forms.Form):
    email = EmailField(
        label=_("E-mail"),
        help_text=_("A person without an account gets a link to choose a password."),
    )
    full_name = TextField(label=_("Full name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)


class CertificateForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("Stars"), choices=[(3, "★★★"), (4, "★★★★"), (5, "★★★★★")], coerce=int
    )
    decision_number = TextField(label=_("Decision number"), max_length=60)
    issued_on = DateField(label=_("Decision date"))
    expires_on = DateField(
        label=_("Expires on"),
        required=False,
        help_text=_("Left empty, it follows from the decision date."),
    )
    issuer = TextField(label=_("Issued by"), max_length=200, required=False)


class RevokeForm(forms.Form):
    revoked_on = DateField(label=_("Withdrawn on"))
    reason = TextField(label=_("Reason of withdrawal"), max_length=500, widget=forms.Textarea)


class SuspendForm(forms.Form):
    reason = TextField(label=_("Reason"), max_length=500, widget=forms.Textarea)


class MergeForm(forms.Form):
    target = forms.ModelChoiceField(
        Producer.objects.none(),
        label=_("Keep this record"),
        help_text=_("Products and people of the other record move here."),
    )
    reason = TextField(label=_("Reason"), max_length=500, required=False)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"),
        help_text=_("At most 5 MB and 20,000 rows; the first sheet is read."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the workbook first.")},
    )
