"""How allauth behaves here: accounts are made by invitation, links use the configured host."""

import base64
import hashlib
import io
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import second_factor_required
from accounts.models import User
from accounts.services import record_activity
from common.middleware import local_path


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail and this password do not belong together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return local_path(request.POST.get("next") or request.GET.get("next"), "/")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def is_safe_url(self, url: str | None) -> bool:
        return bool(url) and local_path(url, "") == url

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # allauth's own JSON answers have no use here

    def get_reset_password_from_key_url(self, key: str) -> str:
        return settings.SITE_URL + reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": key.partition("-")[0], "key": key.partition("-")[2]},
        )

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """In the person's language, whatever the page was read in."""
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person of a change to their sign-in, so that a stranger's change is noticed."""
        with translation.override(user.language):
            context = {**(context or {}), "user": user}
            super().send_notification_mail(template_prefix, user, context, email or user.email)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        record_activity(actor=user, verb="user.password_changed", obj=user)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Addresses live on the account itself, not in allauth's table of addresses."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count per account and address together: guessing locks out the guesser only."""
        address = self.get_client_ip(request)
        return f"{credentials.get('email', '').lower()}|{address}"

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response


def _cipher() -> MultiFernet:
    secrets = map(str, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    digests = [hashlib.sha256(b"accounts.second_factor" + s.encode()).digest() for s in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are stored encrypted with a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Nobody switches off a second factor that the role demands."""
        return not second_factor_required(authenticator.user)

    def build_totp_svg(self, url: str) -> str:
        drawing = io.BytesIO()
        code = segno.make(url, micro=False)
        code.save(drawing, kind="svg", scale=5, border=3, dark="#18211d", xmldecl=False)
        return drawing.getvalue().decode()
