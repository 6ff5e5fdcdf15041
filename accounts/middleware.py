"""Second factor for the roles that must have one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import second_factor_missing

ALLOWED = ("/accounts/", "/static/", "/i18n/", "/health/")


class SecondFactorMiddleware:
    """Send people whose role demands a second factor to set one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The API asks the same question when it knows who is calling (accounts.authentication).
        path = request.path
        if not path.startswith((*ALLOWED, "/api/")) and second_factor_missing(request.user):
            messages.warning(
                request, _("Your role needs a second factor. Set it up once to continue.")
            )
            return redirect("mfa_activate_totp")
        return self.get_response(request)
