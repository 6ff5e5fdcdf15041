"""Forms as the design system draws them, and fields that read what people write."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from common import formats
from common.addresses import MAX_ADDRESS, valid_address
from common.errors import DomainError
from common.text import nfc, several_lines, whole_number

ONE_LINE = _("Write this in one line, without line breaks or tabs.")

# Django's refusals, which our catalogues put in the words of the other forms.
_WORDS = [
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
]


class FormRenderer(TemplatesSetting):
    """Label above, help before the field, error under it."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class TextField(forms.CharField):
    """Text in composed form, of one line unless the widget offers several."""

    def clean(self, value: Any) -> str:
        text = nfc(super().clean(value))
        if several_lines(text) and not isinstance(self.widget, forms.Textarea):
            raise forms.ValidationError(ONE_LINE, code="several_lines")
        return text


class EmailField(forms.EmailField):
    """One plain address, by the rule of every other door."""

    default_validators = [valid_address]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_ADDRESS)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return nfc(super().clean(value))


class IntegerField(forms.IntegerField):
    """Whole numbers as people write them: 5.600.000, 5 600 000 and 5600000."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            compact = value.strip()
            for separator in ".,\u00a0\u202f ":
                compact = compact.replace(separator, "")
            if len(compact) > 18:
                raise forms.ValidationError(_("Enter a smaller number."), code="invalid")
            value = compact
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class DecimalField(forms.DecimalField):
    """Numbers with decimals as people write them: 3,5 and 3.5; shown without idle zeros."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(
            formats.written_decimal(value) if isinstance(value, str) else value
        )

    def prepare_value(self, value: Any) -> Any:
        return formats.typed(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class DateField(forms.DateField):
    """A calendar day; the browser's picker sends ISO, people may type 24/11/2026."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)


class DateTimeField(forms.DateTimeField):
    """A moment in Asia/Ho_Chi_Minh."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"])
        super().__init__(**kwargs)


def add_domain_error(form: forms.Form, error: DomainError) -> None:
    """Show a service's refusal on the form: by field where it names one, else on top."""
    placed = False
    for field, sentences in error.fields.items():
        if field in form.fields:
            for sentence in sentences:
                form.add_error(field, str(sentence))
            placed = True
        else:
            for sentence in sentences:
                form.add_error(None, str(sentence))
                placed = True
    if not placed:
        form.add_error(None, str(error))


def say_domain_error(request: HttpRequest, error: DomainError) -> None:
    """Show a service's refusal as messages, where the page has no form to show it on."""
    sentences = [str(s) for rows in error.fields.values() for s in rows]
    for text in sentences or [str(error)]:
        messages.error(request, text)


def posted_version(request: HttpRequest) -> int:
    """The version of the row a form was drawn from; 0, which none has, when it makes no sense."""
    return whole_number(request.POST.get("version", "")) or 0
