"""Forms of signing in: allauth's, in the design system's manner and with our fields' rules."""

import time
from collections.abc import Mapping
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.conf import settings
from django.forms import BaseForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Words of allauth and Django that appear on our pages and that they do not translate, or not well.
_WORDS = [
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Forgot your password?"),
    gettext_noop("Incorrect code."),
    gettext_noop("Incorrect password."),
    gettext_noop("Please type your current password."),
    gettext_noop("The password reset token was invalid."),
    gettext_noop("This account is currently inactive."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use your password"),
    gettext_noop("You cannot deactivate two-factor authentication."),
    gettext_noop(
        "You cannot generate recovery codes without having two-factor authentication enabled."
    ),
    gettext_noop("You must type the same password each time."),
]

NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password (again)")}


class Plain(BaseForm):
    """Our labels, the same words as on every other form, above the field and not again inside it.

    `labels` names them by field.
    """

    labels: Mapping[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels[name]
        if "code" in self.fields:
            self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SignInForm(Plain, account.LoginForm):
    """Nothing asks to be remembered: settings.SESSION_IDLE_SECONDS ends what is left unused."""

    labels = {"login": _("E-mail"), "password": _("Password")}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    labels = {"oldpassword": _("Current password"), **NEW_PASSWORD}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    labels = NEW_PASSWORD


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    labels = {"code": _("Code")}


class ReauthenticateCodeForm(Plain, mfa.ReauthenticateForm):
    labels = {"code": _("Code")}


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    labels = {"code": _("Authenticator code")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Answers after the same time whether the address has an account or not."""

    labels = {"email": _("E-mail")}

    def save(self, request: Any, **kwargs: Any) -> str:
        begun = time.monotonic()
        email = super().save(request, **kwargs)
        time.sleep(max(0.0, settings.PASSWORD_RESET_SECONDS - (time.monotonic() - begun)))
        return email
