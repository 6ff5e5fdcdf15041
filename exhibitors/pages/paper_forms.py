"""Forms with which the papers of the registry are asked for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import TextField
from notifications.services import Handover


class DecisionListForm(forms.Form):
    decision_number = TextField(label=_("Decision number"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("auto_id", "id_decision_%s")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class ExpiryNoticesForm(forms.Form):
    within = forms.TypedChoiceField(
        label=_("Certificates that end within (days)"),
        choices=[(days, days) for days in settings.CERTIFICATE_WARNING_DAYS],
        coerce=int,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Each in its recipient’s language")), *settings.LANGUAGES],
    )
    handover = forms.ChoiceField(
        label=_("Hand over as"),
        choices=Handover.choices,
        initial=Handover.MERGED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("auto_id", "id_notices_%s")
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
