"""How API requests say who they are: a personal token, or the session of a page."""

from typing import Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication as DRFSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from accounts.access import know_roles, second_factor_missing
from accounts.models import ApiToken, User
from accounts.queries import token_in_force

__all__ = ["SecondFactorMissing", "SessionAuthentication", "TokenAuthentication"]


class SecondFactorMissing(PermissionDenied):
    default_code = "second_factor_required"
    default_detail = _("Your role needs a second factor. Sign in on the site and set it up once.")


def _checked(user: User) -> None:
    if second_factor_missing(user):
        raise SecondFactorMissing


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Bearer …`; only a digest of the token is stored.

    Token, person and roles are one statement; ended tokens are removed by `purge_expired`.
    """

    def authenticate(self, request: Any) -> Any:
        found = super().authenticate(request)
        if found:
            _checked(found[0])
            structlog.contextvars.bind_contextvars(user_id=found[0].pk)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        try:
            digest = hash_token(token.decode())
        except (TypeError, ValueError) as error:  # neither text nor hexadecimal
            raise AuthenticationFailed(_("This token is not valid.")) from error
        found = token_in_force(digest=digest, now=timezone.now())
        if found is None:
            raise AuthenticationFailed(_("This token is not valid."))
        held, roles = found
        return know_roles(held.user, roles), held


class SessionAuthentication(DRFSessionAuthentication):
    """The session cookie, with CSRF protection."""

    def authenticate(self, request: Any) -> Any:
        found = super().authenticate(request)
        if found:
            _checked(found[0])
        return found
