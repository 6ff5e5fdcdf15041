"""Before what reaches many people at once: who is signed in shows once more that it is they.

Exports of personal data, erasures and bulk sending ask for a password or code given within the
last STEP_UP_SECONDS. Pages lead to the confirmation and then do what was asked for; the API
refuses with `step_up_required`, and `POST /auth/confirm/` opens the window for the same token.
"""

import time
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.models import ApiToken
from common.errors import DomainError
from common.pages import ListPage


class StepUpNeeded(DomainError):
    """The token or session was not confirmed lately."""

    code = "step_up_required"
    status = 403
    message = _(
        "Confirm first that it is you: send your password or the code of your authenticator app "
        "to /auth/confirm/, then repeat the request."
    )


def confirmed_until(request: HttpRequest | Request) -> datetime | None:
    """The end of the window that the last password or code opened; None where there was none."""
    if isinstance(request, Request) and isinstance(request.auth, ApiToken):
        last = request.auth.confirmed_at
    else:
        plain = request._request if isinstance(request, Request) else request
        records = get_authentication_records(plain, plain.user) if hasattr(plain, "session") else []
        last = _moment(records[-1]["at"]) if records else None
    return last + timedelta(seconds=settings.STEP_UP_SECONDS) if last else None


def _moment(seconds: float) -> datetime:
    return timezone.now() - timedelta(seconds=time.time() - seconds)


def require_fresh_sign_in(request: HttpRequest | Request) -> None:
    """Go on only within the window.

    Raises StepUpNeeded through the API; on a page allauth keeps the request, asks, and resumes.
    """
    until = confirmed_until(request)
    if until is not None and timezone.now() < until:
        return
    if isinstance(request, Request):
        raise StepUpNeeded
    raise ReauthenticationRequired


class PersonalList(ListPage):
    """A list of people: its workbook is an export of personal data."""

    def export(self, rows: Any) -> Any:
        require_fresh_sign_in(self.request)
        return super().export(rows)
