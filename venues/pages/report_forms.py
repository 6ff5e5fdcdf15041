"""Forms of the reporting days and of monthly reports."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, TextField
from venues.rules import WEEKDAYS


class MonthlyForm(forms.Form):
    month = forms.CharField(widget=forms.HiddenInput)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=settings.LANGUAGES,
        initial=["vi"],
        widget=forms.CheckboxSelectMultiple,
    )


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
