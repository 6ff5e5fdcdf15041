"""How API requests say who they are: a personal token, or the session of a page."""

from typing import Any

import structlog
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.authentication import SessionAuthentication as DRFSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from accounts.access import second_factor_missing
from accounts.models import User

__all__ = ["SecondFactorMissing", "SessionAuthentication", "TokenAuthentication"]


class SecondFactorMissing(PermissionDenied):
    default_code = "second_factor_required"
    default_detail = _("Your role needs a second factor. Sign in on the site and set it up once.")


def _checked(user: User) -> None:
    if second_factor_missing(user):
        raise SecondFactorMissing


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Bearer …`; only a digest of the token is stored."""

    def authenticate(self, request: Any) -> Any:
        try:
            found = super().authenticate(request)
        except UnicodeDecodeError as error:
            raise AuthenticationFailed(_("This token is not valid.")) from error
        if found:
            _checked(found[0])
            structlog.contextvars.bind_contextvars(user_id=found[0].pk)
        return found


class SessionAuthentication(DRFSessionAuthentication):
    """The session cookie, with CSRF protection."""

    def authenticate(self, request: Any) -> Any:
        found = super().authenticate(request)
        if found:
            _checked(found[0])
        return found
