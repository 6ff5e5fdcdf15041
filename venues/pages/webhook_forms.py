"""Forms of programs that are called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import TextField
from venues.rules.webhooks import WebhookTopic


class WebhookForm(forms.Form):
    name = TextField(label=_("Name"), max_length=120)
    url = TextField(label=_("Address"), max_length=500, help_text="https://…")
    topics = forms.MultipleChoiceField(
        label=_("Tells about"),
        choices=[c for c in WebhookTopic.choices if c[0] != WebhookTopic.TEST],
        widget=forms.CheckboxSelectMultiple,
    )
