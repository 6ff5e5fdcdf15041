"""Forms of people's accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Role
from common.forms import EmailField, TextField


class ProfileForm(forms.Form):
    full_name = TextField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For messages we send you and for pages after you sign in."),
    )


class TokenForm(forms.Form):
    name = TextField(
        label=_("Name of the token"),
        max_length=80,
        help_text=_("What will use it, for example “sales spreadsheet”."),
    )


class AcceptForm(ProfileForm):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
        max_length=256,
    )
    again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=256,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return data


class InviteForm(forms.Form):
    email = EmailField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("A link to choose a password goes to this address and is valid for 7 days."),
    )
    full_name = TextField(label=_("Full name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="vi")
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", _("No office role")), *Role.choices],
        help_text=_("Producers and point managers get their access where they are registered."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ReasonForm(forms.Form):
    reason = TextField(label=_("Reason"), max_length=300, required=False)
