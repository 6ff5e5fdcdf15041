"""Forms with which papers are asked for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fairs.services.papers import PaperKind
from notifications.services import Handover


class PapersForm(forms.Form):
    """Which papers, in which language, and how they are handed over."""

    kind = forms.ChoiceField(label=_("Paper"))
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[*settings.LANGUAGES, ("", _("Each in its recipient’s language"))],
        help_text=_("Papers about the whole fair or seminar need one language."),
    )
    handover = forms.ChoiceField(
        label=_("Hand over as"),
        choices=Handover.choices,
        initial=Handover.MERGED,
        widget=forms.RadioSelect,
    )

    def __init__(self, kinds: Sequence[PaperKind], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_papers_%s")
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        field.choices = [(kind.key, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["language"].initial = "vi"


class OwnPaperForm(forms.Form):
    """A paper a producer makes for itself."""

    kind = forms.CharField(max_length=40)
    language = forms.ChoiceField(choices=settings.LANGUAGES)
