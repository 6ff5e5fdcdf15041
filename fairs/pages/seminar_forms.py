"""Forms of seminars; they parse, services judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import DateField, DateTimeField, EmailField, IntegerField, TextField
from fairs.access.seminars import rooms
from fairs.models import Fair, Seminar
from fairs.services.seminars import SpeakerLine
from notifications.rules import ConsentChannel
from venues.models import Room


class SeminarForm(forms.Form):
    name_vi = TextField(label=_("Title in Vietnamese"), max_length=250)
    name_en = TextField(label=_("Title in English"), max_length=250, required=False)
    name_fr = TextField(label=_("Title in French"), max_length=250, required=False)
    kind = TextField(
        label=_("Kind of session"),
        max_length=40,
        required=False,
        help_text=_("For example training, panel discussion, business matching."),
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    organiser_name = TextField(label=_("Organised by"), max_length=200, required=False)
    fair = forms.ModelChoiceField(
        Fair.objects.none(), label=_("Fair"), required=False, empty_label=_("No fair")
    )
    capacity = IntegerField(label=_("Seats offered"), min_value=1, initial=60)
    speakers = forms.CharField(
        label=_("Speakers"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name; organisation; topic."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fair"].queryset = Fair.objects.only(  # type: ignore[attr-defined]
            "id", "name_vi", "name_en", "name_fr"
        )

    def lines(self) -> list[SpeakerLine]:
        found = []
        for line in self.cleaned_data["speakers"].splitlines():
            parts = [part.strip() for part in line.split(";")]
            if any(parts):
                found.append(SpeakerLine(*[*parts, "", ""][:3]))
        return found

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("version", "speakers")}


def initial_of(seminar: Seminar) -> dict[str, Any]:
    """What the form shows of a stored seminar."""
    names = (
        "name_vi", "name_en", "name_fr", "kind", "summary", "organiser_name", "fair", "capacity",
        "version",
    )  # fmt: skip
    lines = (
        "; ".join(part for part in (s.name, s.organisation, s.topic))
        for s in seminar.speakers.all()
    )
    return {**{n: getattr(seminar, n) for n in names}, "speakers": "\n".join(lines)}


class RoomField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Room) -> str:
        return _("%(venue)s – %(room)s (%(seats)d seats)") % {
            "venue": obj.venue.name,
            "room": obj.name,
            "seats": obj.capacity,
        }


class ScheduleForm(forms.Form):
    room = RoomField(Room.objects.none(), label=_("Room"))
    starts_at = DateTimeField(label=_("Starts"), help_text=_("Time in Vietnam."))
    ends_at = DateTimeField(label=_("Ends"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Everybody registered and invited reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RegistrationForm(forms.Form):
    name = TextField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    organisation = TextField(label=_("Organisation"), max_length=200, required=False)
    email = EmailField(
        label=_("E-mail"),
        help_text=_("The confirmation and the calendar file go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = TextField(label=_("Phone"), max_length=30, required=False)
    party_size = IntegerField(label=_("Number of people"), min_value=1, max_value=20, initial=1)
    waitlist = forms.BooleanField(
        label=_("Put me on the waiting list if no seat is left"), required=False
    )


class AnswerForm(forms.Form):
    party_size = IntegerField(label=_("Number of people"), min_value=1, max_value=20, initial=1)
    waitlist = forms.BooleanField(
        label=_("Put me on the waiting list if no seat is left"), required=False
    )


class InviteForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Producers"),
        required=False,
        choices=[
            ("", _("None")),
            ("fair", _("Exhibitors of the fair (accepted or confirmed)")),
            ("all", _("All producers with an address")),
        ],
    )
    addresses = forms.CharField(
        label=_("Other guests"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: address, or name; organisation; address."),
    )
    consent_channel = forms.ChoiceField(
        label=_("How these guests agreed to be written to"),
        required=False,
        choices=[("", _("Their consent is on record")), *ConsentChannel.choices],
        help_text=_("Invitations to guests who are no producers are advertising by law."),
    )
    consent_on = DateField(label=_("Day they agreed"), required=False)
    text = forms.CharField(
        label=_("A sentence of your own"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
