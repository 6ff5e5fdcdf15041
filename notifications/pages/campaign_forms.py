"""Forms of campaigns; they parse, services judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateTimeField, IntegerField, TextField
from notifications.kinds import letters_of
from notifications.models import Campaign
from notifications.rules import (
    PLACEHOLDERS,
    BounceOutcome,
    ConsentAct,
    ConsentChannel,
    Language,
    MessageKind,
)
from notifications.services.campaigns import CampaignFacts


class CampaignForm(forms.Form):
    """A campaign with its texts; Vietnamese is required, the others are optional."""

    name = TextField(
        label=_("Name"), max_length=200, help_text=_("For colleagues; recipients do not see it.")
    )
    kind = forms.ChoiceField(
        label=_("Kind of message"),
        choices=MessageKind.choices,
        help_text=_(
            "Service messages go to those registered with the programme. Anybody else gets "
            "advertising: only with consent on record, marked, and with a way to refuse."
        ),
    )
    asks_answer = forms.BooleanField(
        label=_("Ask for an answer"),
        required=False,
        help_text=_("Each recipient gets a personal link to say yes or no."),
    )
    with_letter = forms.BooleanField(
        label=_("Attach the invitation letter (PDF)"),
        required=False,
        help_text=_("Each recipient gets a letter in their name and language, with a check code."),
    )
    send_at = DateTimeField(
        label=_("Send from"), required=False, help_text=_("Empty: as soon as it is released.")
    )
    not_after = DateTimeField(
        label=_("Not after"),
        required=False,
        help_text=_("What has not left by then is taken back, and answers end."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        subject_type = kwargs.pop("subject_type", "")
        super().__init__(*args, **kwargs)
        if letters_of(subject_type) is None:
            del self.fields["with_letter"]
        names = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        for language in Language:
            first = language == Language.VI
            self.fields[f"subject_{language.value}"] = TextField(
                label=_("Subject: %(language)s") % {"language": language.label},
                max_length=200,
                required=first,
            )
            self.fields[f"body_{language.value}"] = forms.CharField(
                label=_("Text: %(language)s") % {"language": language.label},
                max_length=20_000,
                required=first,
                widget=forms.Textarea(attrs={"rows": 9}),
                help_text=_("Placeholders: %(names)s") % {"names": names} if first else "",
            )

    def facts(self) -> CampaignFacts:
        """What the form says; a language without subject and text is left out."""
        values = self.cleaned_data
        texts = {
            language.value: (values[f"subject_{language.value}"], values[f"body_{language.value}"])
            for language in Language
        }
        return CampaignFacts(
            name=values["name"],
            kind=values["kind"],
            send_at=values["send_at"],
            not_after=values["not_after"],
            asks_answer=values["asks_answer"],
            with_letter=values.get("with_letter", False),
            texts={language: pair for language, pair in texts.items() if any(pair)},
        )


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """The form's values of a campaign as it is."""
    names = ("name", "kind", "asks_answer", "with_letter", "send_at", "not_after", "version")
    values = {name: getattr(campaign, name) for name in names}
    for text in campaign.texts.all():
        values |= {f"subject_{text.language}": text.subject, f"body_{text.language}": text.body}
    return values


class TestForm(forms.Form):
    address = forms.CharField(label=_("Send a test to"), max_length=254)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )


class AnswerForm(forms.Form):
    party_size = IntegerField(label=_("Number of people"), min_value=1, max_value=20, initial=1)


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What was done"),
        choices=[c for c in BounceOutcome.choices if c[0] != BounceOutcome.OPEN],
    )
    note = TextField(label=_("Note"), max_length=300, required=False)


class ConsentForm(forms.Form):
    address = forms.CharField(label=_("E-mail"), max_length=254)
    act = forms.ChoiceField(
        label=_("Act"), choices=[("", "—"), *ConsentAct.choices], help_text=_("Silence is none.")
    )
    channel = forms.ChoiceField(label=_("Way"), choices=[("", "—"), *ConsentChannel.choices])
    occurred_at = DateTimeField(label=_("When"))
    note = TextField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Where the proof is kept, for example the number of a form."),
    )
